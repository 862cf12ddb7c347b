"""What learning needs of memory: it asks, and may not import it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Found(Protocol):
    """A memory that was found, and its cosine similarity to the question."""

    @property
    def memory(self) -> str: ...

    @property
    def similarity(self) -> float: ...


class Index(Protocol):
    """Finds memories by meaning."""

    def query(self, questions: Sequence[str], k: int, labels: Mapping[str, str]) -> Sequence[Sequence[Found]]:
        """For each question the at most `k` nearest memories that carry all of `labels`, best first."""
        ...

    def catch_up(self) -> int:
        """Take in what the log has got since."""
        ...


class Entry(Protocol):
    """A member, as far as a society needs to know it."""

    @property
    def id(self) -> str: ...

    @property
    def interests(self) -> tuple[str, ...]: ...


class Roll(Protocol):
    """Who belongs to the lab."""

    def all(self) -> Sequence[Entry]:
        """Every member, in the order in which they joined."""
        ...
