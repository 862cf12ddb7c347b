"""A text that is being written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.core.generation import Cancel, Generator, Prompt
from workbench.core.show import block, bundle, card, cut, line


class Generation:
    """A text as it is made: iterate it for the pieces, or ask for all of it. One thread at a time.

    Attributes:
        by: who writes.
    """

    def __init__(self, generator: Generator, prompt: Prompt) -> None:
        self.by = generator.name
        self._cancel = Cancel()
        self._made: list[str] = []
        self._coming = generator.stream(prompt, self._cancel)

    def __iter__(self) -> Iterator[str]:
        """The pieces from the first on, those that were made already as well.

        Raises:
            Unavailable: who writes is away, too slow or too busy, or broke off.
            BadInput: the prompt is too long, or was refused.
        """
        number = 0
        while True:
            if number == len(self._made):
                piece = next(self._coming, None)
                if piece is None:
                    return
                self._made.append(piece)
            yield self._made[number]
            number += 1

    @property
    def text(self) -> str:
        """All of it; waits for it.

        Raises:
            Unavailable, BadInput: as iterating.
        """
        return "".join(self)

    def cancel(self) -> None:
        """Stop the work; what was written stays. From any thread."""
        self._cancel.cancel()

    def __repr__(self) -> str:
        return f"<Generation by {self.by}: {cut(''.join(self._made)) or 'nothing yet'}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        stopped = line("It was stopped.") if self._cancel else line()
        return bundle(self.text, card("Written", block(self.text), stopped, note=self.by))
