"""Columns: growing arrays of numbers, and who stands next to whom in a group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

NONE = -1
_FIRST = 256
Mask = NDArray[np.bool_]


class Chain:
    """Which item came right before and right after which, in one group. Groups are told apart by their keys."""

    def __init__(self) -> None:
        self.before = Column(np.int64, NONE)
        self.after = Column(np.int64, NONE)
        self._last: dict[object, int] = {}

    def add(self, key: object | None) -> None:
        """The next item, in the group of a key; None for one that has no neighbours."""
        slot = len(self.before)
        last = NONE if key is None else self._last.get(key, NONE)
        self.before.add(last)
        self.after.add(NONE)
        if last != NONE:
            self.after.values[last] = slot
        if key is not None:
            self._last[key] = slot


class Column:
    """A growing array of numbers."""

    def __init__(self, kind: type, empty: int) -> None:
        self._data: NDArray[Any] = np.full(_FIRST, empty, kind)
        self._empty = empty
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Any]:
        """All numbers so far; a view, to be read and written in place."""
        return self._data[: self._size]

    def add(self, value: int) -> None:
        """One more number."""
        if self._size == len(self._data):
            self._data = np.concatenate([self._data, np.full_like(self._data, self._empty)])
        self._data[self._size] = value
        self._size += 1

    def keep(self, kept: Mask) -> None:
        """Those numbers alone, closed up."""
        left = self.values[kept]
        self._data[: len(left)] = left
        self._data[len(left) :] = self._empty
        self._size = len(left)
