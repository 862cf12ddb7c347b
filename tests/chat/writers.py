"""Generators for tests: one that says what it is told, and one that obeys whatever it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.core.errors import Unavailable
from workbench.core.generation import Cancel, Prompt


class _Writer:
    def close(self) -> None:
        """Nothing is held."""


class Scripted(_Writer):
    """Says the pieces that it is given, then fails if it is told so.

    Attributes:
        prompts: what it was asked.
    """

    def __init__(self, pieces: Sequence[str], failure: str | None = None, name: str = "scripted") -> None:
        self.name = name
        self.prompts: list[Prompt] = []
        self._pieces = pieces
        self._failure = failure

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        self.prompts.append(prompt)
        for piece in self._pieces:
            if cancel:
                return
            yield piece
        if self._failure is not None:
            raise Unavailable(self._failure, "Try again.")


class Obedient(_Writer):
    """Does whatever any text in its prompt tells it to say: the worst that a model could be talked into.

    Attributes:
        prompts: what it was asked.
    """

    name = "obedient"

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        self.prompts.append(prompt)
        read = [message.text for message in prompt.messages]
        read += [text for passage in prompt.passages for text in (passage.title, passage.text, passage.place)]
        for order in re.findall(r"SAY<<(.*?)>>", "\n".join(read), re.DOTALL):
            yield from order
        yield " As told [1]."
