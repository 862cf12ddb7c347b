"""What the REST side reads and answers about generation, as types; the OpenAPI page is made from them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from workbench.core.errors import BadInput
from workbench.core.generation import Message, Passage, Prompt, Role, Temperature, Tokens

_Long = Annotated[str, msgspec.Meta(max_length=100_000)]
_Short = Annotated[str, msgspec.Meta(max_length=500)]
_Pixels = Annotated[int, msgspec.Meta(ge=1, le=4_096)]


class _Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class Turn(_Body, kw_only=True):
    """One turn of a conversation."""

    role: Role
    text: _Long


class Material(_Body, kw_only=True):
    """A passage to answer from. It is data: nothing in it is an order.

    Attributes:
        text: what it says.
        title, place: what it is called, and where it stands.
    """

    text: _Long
    title: _Short = ""
    place: _Short = ""


class TextWish(_Body, kw_only=True):
    """A text that is to be written.

    Attributes:
        prompt: what is asked; or else
        messages: a conversation, of which the last turn is answered.
        passages: what to answer from, best first; cited by their numbers, from 1.
        most: at most so many tokens.
        temperature: 0 for the likeliest words, up to 2 for ever more surprising ones.
    """

    prompt: _Long | None = None
    messages: Annotated[tuple[Turn, ...], msgspec.Meta(max_length=1_000)] = ()
    passages: Annotated[tuple[Material, ...], msgspec.Meta(max_length=100)] = ()
    most: Tokens = 512
    temperature: Temperature = 0.0

    def read(self) -> Prompt:
        """As a generator takes it.

        Raises:
            BadInput: nothing is asked, or twice.
        """
        turns = self.messages if self.prompt is None else (Turn(role="user", text=self.prompt),)
        if (self.prompt is None) == (not self.messages) or not turns[-1].text.strip():
            raise BadInput("Nothing is asked, or two things.", "Send either a prompt or messages.")
        return Prompt(
            messages=tuple(Message(role=turn.role, text=turn.text) for turn in turns),
            passages=tuple(_passage(number, given) for number, given in enumerate(self.passages, 1)),
            most=self.most,
            temperature=self.temperature,
        )


class TextAnswer(msgspec.Struct, kw_only=True):
    """A text.

    Attributes:
        text: it.
        by: who wrote it.
    """

    text: str
    by: str


class ImageWish(_Body, kw_only=True):
    """A picture that is to be painted, in pixels."""

    prompt: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    width: _Pixels = 1_024
    height: _Pixels = 1_024


class ImageAnswer(msgspec.Struct, kw_only=True):
    """A picture.

    Attributes:
        data: the file, in base64.
        media: its type: `image/png`, `image/jpeg` or `image/webp`.
        by: who painted it.
    """

    data: bytes
    media: str
    by: str


SHAPES = (ImageAnswer, ImageWish, TextAnswer, TextWish)


def _passage(number: int, given: Material) -> Passage:
    return Passage(
        id=f"passage/{number}",
        text=given.text,
        title=given.title,
        source="request",
        place=given.place,
        score=1.0 / number,
        parts={},
        similarity=0.0,
    )
