"""Search: keeps a shelf of what a log says, and finds on it by words, meaning and neighbourhood, now or as of any past event.

Every process keeps a shelf of its own in memory, made from the log and the vectors that the lab's embedding cache holds, and
compares a question with all of it: exact, the same in every process, and the same again whenever a past moment is asked about.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from typing import Protocol
from urllib.parse import unquote

import msgspec
import numpy as np

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.ports import Embedder, Vectors
from workbench.retrieval.background import Background, measure
from workbench.retrieval.change import Change, Ended, Place, Wording
from workbench.retrieval.ranking import Asked, Sight, rank
from workbench.retrieval.rereading import FIRST, Rereading
from workbench.retrieval.shelf import NONE, Mask, Shelf
from workbench.retrieval.terms import terms, words
from workbench.retrieval.wish import Found, Wish

_PAGE = 512


class Records(Protocol):
    """The log, as far as a search reads it."""

    @property
    def head(self) -> int: ...

    def read(
        self, after: int = 0, upto: int | None = None, *, kinds: Iterable[str] | None = None
    ) -> Iterator[Record]: ...


class Search:
    """A follower of the log that ranks items. It pulls: whoever asks first brings it up to date. Thread-safe.

    Args:
        log: what happened.
        embedder: opens the model, on first use.
        kinds: the kinds of event that say something of items.
        changes: what some records change, in their order, given how the shelf stood before them.
        rereading: orders the best anew; None for leaving them as they are.
    """

    def __init__(
        self,
        log: Records,
        embedder: Callable[[], Embedder],
        kinds: Sequence[str],
        changes: Callable[[Shelf, Sequence[Record]], Iterator[Change]],
        rereading: Rereading | None = None,
    ) -> None:
        self._log = log
        self._open_embedder = embedder
        self._kinds = kinds
        self._changes = changes
        self._rereading = rereading
        self._lock = threading.RLock()
        self._position = 0
        self._shelf: Shelf | None = None
        self._names: dict[str, frozenset[str]] = {}

    def find(self, wish: Wish, position: int | None = None) -> list[Found]:
        """The best items for a wish, best first, equals in the order in which they were made.

        Args:
            wish: what is to be found.
            position: as of which event; None for the present. What was erased since is not found at any moment.

        Raises:
            Unavailable: a model cannot be loaded.
        """
        if self._rereading is None:
            return self._rank(wish, position)
        found = self._rank(msgspec.structs.replace(wish, k=max(wish.k, FIRST)), position)
        return self._rereading.order(wish.query, found, position)[: wish.k]

    def _rank(self, wish: Wish, position: int | None) -> list[Found]:
        (vector,) = self._open_embedder().embed([wish.query])
        with self.hold(position) as (shelf, at):
            sight = Sight.of(shelf, at, wish.owners)
            candidates = np.flatnonzero(sight.seen & self._fits(shelf, sight, wish))
            if not len(candidates):
                return []
            ranked = rank(shelf, sight, Asked(terms(wish.query), vector, self._named(wish.query)))
            # What differs less is equal: sums depend on the size of arrays, and that on the moment.
            scores = np.round(ranked.score[candidates], 6)
            best = candidates[np.argsort(-scores, kind="stable")[: wish.k]]
            return [
                Found(
                    item=shelf.places[slot].item,
                    score=float(ranked.score[slot]),
                    parts={
                        name: float(getattr(ranked, name)[slot]) for name in ("keywords", "meaning", "who", "links")
                    },
                    similarity=float(ranked.similarity[slot]),
                    around=_around(shelf, sight, slot),
                )
                for slot in best.tolist()
            ]

    def background(self, query: str, owners: Collection[str] | None, position: int | None = None) -> Background:
        """What a question meets among the items of some owners (None for all), at a position (None for the present).

        Raises:
            Unavailable: the model cannot be loaded.
        """
        (vector,) = self._open_embedder().embed([query])
        with self.hold(position) as (shelf, at):
            return measure(shelf, Sight.of(shelf, at, owners), query, vector)

    def around(self, item: str, position: int | None = None) -> tuple[str, ...]:
        """The items right before and after one in its group, at a position (None for the present), in order."""
        with self.hold(position) as (shelf, at):
            slot = shelf.slot.get(item)
            return () if slot is None else _around(shelf, Sight.of(shelf, at, None), slot)

    def version(self, position: int | None = None) -> tuple[int, ...]:
        """The same for two positions between which no item changed."""
        with self.hold(position) as (shelf, at):
            return shelf.version(at)

    @contextmanager
    def hold(self, position: int | None = None) -> Iterator[tuple[Shelf, int]]:
        """The shelf with all that the log says now, unchanging while held, and the position meant: this one, or the present."""
        with self._lock:
            if self._shelf is None:
                self._shelf = Shelf(self._open_embedder().dimension)
            head = self._log.head
            records = self._log.read(self._position, head, kinds=self._kinds)
            while page := list(islice(records, _PAGE)):
                self._take(self._shelf, page)
                self._position = page[-1].position
            self._position = max(self._position, head)
            yield self._shelf, self._position if position is None else position

    def _take(self, shelf: Shelf, page: Sequence[Record]) -> None:
        changes = list(self._changes(shelf, page))
        vectors = iter(self._open_embedder().embed([change.text for change in changes if isinstance(change, Wording)]))
        # Erasing goes through all words that there are: what follows each other is erased at once.
        for erased, together in groupby(changes, lambda change: isinstance(change, str)):
            if erased:
                shelf.erase([change for change in together if isinstance(change, str)])
            else:
                self._put(shelf, together, vectors)

    def _put(self, shelf: Shelf, changes: Iterable[Change], vectors: Iterator[Vectors]) -> None:
        for change in changes:
            match change:
                case Place():
                    shelf.place(change)
                    self._names.setdefault(change.owner, _name(change.owner))
                case Wording():
                    shelf.word(change, next(vectors))
                case Ended():
                    shelf.end(change.item, change.position)

    def _fits(self, shelf: Shelf, sight: Sight, wish: Wish) -> Mask:
        """Which slots have the kind, the tags, the time and the group that were asked for."""
        fits = shelf.mask(None, wish.kinds)
        when = shelf.when.values
        if wish.since is not None:
            fits &= when >= to_micros(wish.since)
        if wish.until is not None:
            fits &= when < to_micros(wish.until)
        if wish.group is not None:
            fits &= np.fromiter((place.group == wish.group for place in shelf.places), np.bool_, len(fits))
        if wanted := frozenset(wish.tags):
            fits &= np.fromiter((row != NONE and wanted <= shelf.tags(row) for row in sight.rows), np.bool_, len(fits))
        return fits

    def _named(self, query: str) -> list[str]:
        """The owners that a question names: by all words of their names, or by one that no other has."""
        said = set(words(query))
        counts: dict[str, int] = {}
        for name in self._names.values():
            for word in name:
                counts[word] = counts.get(word, 0) + 1
        return [
            owner
            for owner, name in self._names.items()
            if name <= said or any(counts[word] == 1 and word.isalpha() for word in name & said)
        ]


def _around(shelf: Shelf, sight: Sight, slot: int) -> tuple[str, ...]:
    """The items before and after a slot that are in sight, in their order."""
    before = [steps[0][slot] for steps in reversed(sight.around)]
    after = [steps[1][slot] for steps in sight.around]
    return tuple(shelf.places[at].item for at in (*before, *after) if at < len(sight.seen) and sight.seen[at])


def _name(owner: str) -> frozenset[str]:
    return frozenset(words(unquote(owner.partition("/")[2])))
