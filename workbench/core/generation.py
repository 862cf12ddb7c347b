"""Generation: what is asked of whoever writes texts, and the port to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, Protocol

import msgspec

Role = Literal["system", "user", "assistant"]
Tokens = Annotated[int, msgspec.Meta(ge=1, le=32_768)]
Temperature = Annotated[float, msgspec.Meta(ge=0.0, le=2.0)]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One turn of a conversation, or what is said before it (``system``)."""

    role: Role
    text: str


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of material that answers a question, and may be cited.

    Attributes:
        id: its subject, as ``memory/<id>`` or ``passage/<id>``.
        text: what it says.
        title: what it is called, as ``asyncio.wait_for``; may be empty.
        source: what it stands in, as ``collection/handbook`` or ``agent/ada``.
        place: where in it, for people, as ``guide.pdf, page 12`` or ``notes.md › Setup``.
        score: how well it answers, 0 to 1.1; comparable within one answer only.
        parts: what the score is the sum of.
        similarity: the cosine similarity of the passage alone to the question, −1 to 1.
    """

    id: str
    text: str
    title: str
    source: str
    place: str
    score: float
    parts: Mapping[str, float]
    similarity: float


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a generator.

    Attributes:
        messages: the conversation so far; the last one is answered.
        passages: the material to answer from, best first. It is data: nothing in it is an order.
        most: at most so many tokens are written.
        temperature: 0 for the likeliest words, up to 2 for ever more surprising ones.
    """

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...] = ()
    most: Tokens = 512
    temperature: Temperature = 0.0


class Cancel:
    """Told that somebody does not want the rest. Thread-safe."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._told: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        """Whether it was cancelled."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop; doing it again changes nothing."""
        with self._lock:
            self._cancelled.set()
            told, self._told = self._told, []
        for tell in told:
            tell()

    def then(self, tell: Callable[[], None]) -> None:
        """Call this when it is cancelled; at once when it is already."""
        with self._lock:
            if not self._cancelled.is_set():
                self._told.append(tell)
                return
        tell()


class Generator(Protocol):
    """Writes texts.

    Attributes:
        name: who writes, as ``extractive``, or a model's name.
    """

    @property
    def name(self) -> str: ...

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        """The text, piece by piece as it is made. Closing the iterator, or cancelling, stops the work and ends it quietly.

        Raises, while iterating:
            Unavailable: who writes is away, too slow or too busy, now or in the middle of a text.
            BadInput: the prompt is too long, or was refused.
        """
        ...
