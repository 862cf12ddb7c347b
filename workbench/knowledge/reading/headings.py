"""Headings: under which of them a reader is."""

from __future__ import annotations


class Headings:
    """The headings above a place in a document, kept while it is read from top to bottom."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, said: str) -> None:
        """A heading of a level, 1 for the highest, was read: it ends those of its own level and below."""
        self._open = [each for each in self._open if each[0] < level]
        if text := " ".join(said.split())[:300]:
            self._open.append((level, text))

    @property
    def path(self) -> tuple[str, ...]:
        """The headings, outermost first."""
        return tuple(said for _, said in self._open)
