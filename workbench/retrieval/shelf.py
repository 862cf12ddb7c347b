"""The shelf: every item that can be found, and every wording it ever had, laid out in rows for search. It is itself never stored.

An *item* is a memory, or a passage of a document; an *owner* is whose memory it is, or the collection it belongs to; a *group* is the
session or the document in which items stand one after another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.core.ports import Vectors
from workbench.retrieval.change import Place, Wording

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

FOREVER = 2**62
NONE = -1
_FIRST = 256


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


class Shelf:
    """Places and wordings in the order of their events. A *slot* is the number of a place, a *row* that of a wording.

    Attributes:
        places: by slot.
        slot: of each item.
        owners, when, alone: of each slot: the number of its owner, its moment, whether it belongs to no group.
        slots: the slot of each row.
        lengths: how many terms each row has.
        since, until: the events between which each row holds: since ≤ position < until.
        links: the two ends, as slots, of each link between items of one owner, once in each direction.
        group, own: neighbours within a group among all items, and among those of the same owner.
    """

    def __init__(self, dimension: int) -> None:
        self.places: list[Place] = []
        self.slots = Column(np.int64, 0)
        self.since = Column(np.int64, 0)
        self.until = Column(np.int64, FOREVER)
        self.when = Column(np.int64, 0)
        self.owners = Column(np.int64, 0)
        self.alone = Column(np.bool_, 0)
        self.lengths = Column(np.int64, 0)
        self.links = Column(np.int64, 0), Column(np.int64, 0)
        self.group = Chain()
        self.own = Chain()
        self.slot: dict[str, int] = {}
        self._row: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._erased = 0
        self._tags: list[frozenset[str]] = []
        self._postings: dict[str, tuple[Column, Column]] = {}
        self._vectors: Vectors = np.empty((_FIRST, dimension), np.float32)

    def find(self, item: str) -> Place | None:
        """The place of an item, None where it was never made."""
        slot = self.slot.get(item)
        return None if slot is None else self.places[slot]

    def place(self, place: Place) -> None:
        """An item was made."""
        slot = self.slot[place.item] = len(self.places)
        self.places.append(place)
        for other in {self.slot.get(item, slot) for item in place.links} - {slot}:
            if self.places[other].owner == place.owner:
                for end, ends in zip(self.links, ((slot, other), (other, slot)), strict=True):
                    for each in ends:
                        end.add(each)
        self.owners.add(self._codes.setdefault(place.owner, len(self._codes)))
        self.when.add(place.when)
        self.alone.add(place.group is None)
        self.group.add(place.group)
        self.own.add(None if place.group is None else (place.group, place.owner))

    def word(self, wording: Wording, vector: Vectors) -> None:
        """An item says something, in place of what it said before."""
        self.end(wording.item, wording.position)
        row = len(self.slots)
        self._row[wording.item] = row
        self.slots.add(self.slot[wording.item])
        self.since.add(wording.position)
        self.until.add(FOREVER)
        self.lengths.add(len(wording.terms))
        self._tags.append(wording.tags)
        counts: dict[str, int] = {}
        for term in wording.terms:
            counts[term] = counts.get(term, 0) + 1
        for term, count in counts.items():
            rows, times = self._postings.setdefault(term, (Column(np.int64, 0), Column(np.int64, 0)))
            rows.add(row)
            times.add(count)
        if row == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
        self._vectors[row] = vector

    def end(self, item: str, position: int) -> None:
        """From an event on an item no longer says what it said."""
        row = self._row.pop(item, None)
        if row is not None:
            self.until.values[row] = position

    def erase(self, items: Sequence[str]) -> None:
        """Leave nothing of what some items ever said: no word of it is found again, at no moment."""
        rows = np.flatnonzero(np.isin(self.slots.values, [self.slot[item] for item in items]))
        self._erased += 1
        for item in items:
            self._row.pop(item, None)
        self.until.values[rows] = 0
        self._vectors[rows] = 0
        for row in rows:
            self._tags[row] = frozenset()
        for held, times in self._postings.values():
            kept = ~np.isin(held.values, rows)
            if not kept.all():
                held.keep(kept)
                times.keep(kept)

    def rows_at(self, position: int) -> Rows:
        """For each slot the row that holds at a position, −1 for none."""
        since, until, slots = self.since.values, self.until.values, self.slots.values
        held = np.flatnonzero((since <= position) & (position < until))
        rows = np.full(len(self.places), NONE, np.int64)
        rows[slots[held]] = held
        return rows

    def version(self, position: int) -> tuple[int, ...]:
        """The same for two positions between which no item changed."""
        since, until = self.since.values, self.until.values
        begun, ended = since[since <= position], until[until <= position]
        return int(begun.max(initial=0)), int(ended.max(initial=0)), self._erased

    def postings(self, term: str) -> tuple[Rows, Rows]:
        """The rows that have a term, and how often."""
        found = self._postings.get(term)
        return (found[0].values, found[1].values) if found else (np.empty(0, np.int64), np.empty(0, np.int64))

    def tags(self, row: int) -> frozenset[str]:
        """The tags of a row."""
        return self._tags[row]

    def vectors(self) -> Vectors:
        """The vector of each row, shape (rows, dimension)."""
        return self._vectors[: len(self.slots)]

    def mask(self, owners: Collection[str] | None, kinds: Sequence[str] = ()) -> Mask:
        """Which slots are of one of some owners (None for all) and of one of some kinds (none for all)."""
        chosen = np.ones(len(self.places), np.bool_)
        if owners is not None:
            chosen &= np.isin(self.owners.values, [self._codes.get(owner, NONE) for owner in owners])
        if kinds:
            wanted = frozenset(kinds)
            chosen &= np.fromiter((place.kind in wanted for place in self.places), np.bool_, len(self.places))
        return chosen
