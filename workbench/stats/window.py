"""The window: a summary of the last few values of a stream, kept without ever subtracting.

The usual way to roll a sum adds what comes and subtracts what leaves. Rounding then piles up, and one huge value
leaves its error behind long after it left. Here values are only ever joined. The stream is cut into blocks of the
window's size; a window is always the end of the block before and the beginning of the present one. When a block is full
the summaries of all its endings are made at once, from the last value back. So a push costs two joins on average, a
read costs one, and every answer comes from the values in the window and no others.
"""

from __future__ import annotations

from typing import Generic, Protocol, Self

import msgspec
from typing_extensions import TypeVar


class Summary(Protocol):
    """What is known of a set of values, and can be joined with what is known of another."""

    def join(self, other: Self, /) -> Self:
        """The summary of both sets."""
        ...


S = TypeVar("S", bound=Summary)


class Window(msgspec.Struct, Generic[S]):
    """The summary of the last `size` values; the size is the caller's and must not change.

    Attributes:
        endings: summaries of the endings of the block before that are still in the window, the shortest first.
        block: the values of the present block, each as a summary of one.
        beginning: the summary of all of `block`; None when that is empty.

    >>> from workbench.stats.moments import Moments
    >>> window: Window[Moments] = Window()
    >>> for value in (90.0, 1.0, 3.0):
    ...     window.push(Moments.of(value), size=2)
    >>> window.summary()
    Moments(count=2, mean=2.0, squares=2.0)
    """

    endings: list[S] = msgspec.field(default_factory=list)
    block: list[S] = msgspec.field(default_factory=list)
    beginning: S | None = None

    def push(self, single: S, size: int) -> None:
        """Take in the summary of one value; the value `size` pushes ago leaves. O(1) amortised, O(size) at worst."""
        if self.endings:
            self.endings.pop()
        self.block.append(single)
        self.beginning = single if self.beginning is None else self.beginning.join(single)
        if len(self.block) >= size:
            self._turn()

    def summary(self) -> S | None:
        """The summary of what is in the window; None when nothing is. O(1)."""
        if not self.endings:
            return self.beginning
        if self.beginning is None:
            return self.endings[-1]
        return self.endings[-1].join(self.beginning)

    def _turn(self) -> None:
        ending = self.block[-1]
        self.endings = [ending]
        for single in reversed(self.block[:-1]):
            ending = single.join(ending)
            self.endings.append(ending)
        self.block = []
        self.beginning = None
