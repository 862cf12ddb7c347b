"""The ring: the last few values of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

import msgspec
from typing_extensions import TypeVar

from workbench.stats.checked import at_least_one

T = TypeVar("T")


class Ring(msgspec.Struct, Generic[T]):
    """The last `size` values, oldest first. A push is O(1).

    Name the type of the values where a ring is a field (``Ring[str]``), so that a snapshot is decoded to it.

    Attributes:
        size: the most values that are held, at least 1.
        items: the values, in the order of their slots; iterate over the ring itself to have them by age.
        index: the slot of the oldest value.

    Raises:
        ValueError: the size is less than 1.

    >>> ring: Ring[str] = Ring(2)
    >>> [ring.push(letter) for letter in "abc"]
    [None, None, 'a']
    >>> list(ring), ring.oldest, ring.newest, len(ring)
    (['b', 'c'], 'b', 'c', 2)
    """

    size: int
    items: list[T] = msgspec.field(default_factory=list)
    index: int = 0

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def push(self, value: T) -> T | None:
        """Take `value` in; the value that left for it, or None while there was room."""
        if len(self.items) < self.size:
            self.items.append(value)
            return None
        evicted = self.items[self.index]
        self.items[self.index] = value
        self.index = (self.index + 1) % self.size
        return evicted

    def __iter__(self) -> Iterator[T]:
        yield from self.items[self.index :]
        yield from self.items[: self.index]

    def __len__(self) -> int:
        return len(self.items)

    @property
    def oldest(self) -> T | None:
        """The value that leaves next; None when the ring is empty."""
        return self.items[self.index] if self.items else None

    @property
    def newest(self) -> T | None:
        """The value that came last; None when the ring is empty."""
        return self.items[self.index - 1] if self.items else None
