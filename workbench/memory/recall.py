"""Recall: finds memories by words, meaning and neighbourhood, at the present or as of any past moment.

Every process keeps a shelf of its own in memory, made from the log and the vectors that the lab's embedding cache holds, and
compares a question with all of it: exact, the same in every process, and the same again whenever a past moment is asked about.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import unquote

import msgspec
import numpy as np

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.ports import Embedder
from workbench.log import Log
from workbench.memory.atlas import Atlas
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.memory.memory import fold_memory, may_change, may_forget
from workbench.memory.ranking import Asked, Sight, rank
from workbench.memory.seen import Seen
from workbench.memory.shelf import NONE, Mask, Place, Shelf, Wording
from workbench.memory.terms import terms, terms_of, words

KINDS = ("memory.created", "memory.updated", "memory.forgotten")
_PAGE = 512


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be found.

    Attributes:
        query: the question, in words.
        k: at most so many memories.
        agent: whose; None for everybody's.
        kinds: of one of these sorts; none for any.
        tags: with all of these tags.
        since, until: which tell of what happened from and before these moments.
        session: which were made in this one; None for any or none.
    """

    query: str
    k: int
    agent: str | None = None
    kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    session: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A memory that was found.

    Attributes:
        memory: its subject.
        score, parts, similarity: as in `Hit`.
        around: the memories right before and after it in its session, in order.
    """

    memory: str
    score: float
    parts: dict[str, float]
    similarity: float
    around: tuple[str, ...]


class Recall:
    """A follower of the log that ranks memories. It pulls: whoever asks first brings it up to date. Thread-safe.

    Args:
        log: where memories come from.
        embedder: opens the model, on first use.

    Attributes:
        atlas: how all memories lie to each other.
    """

    def __init__(self, log: Log, embedder: Callable[[], Embedder]) -> None:
        self._log = log
        self._open_embedder = embedder
        self._lock = threading.RLock()
        self._position = 0
        self._shelf: Shelf | None = None
        self._names: dict[str, frozenset[str]] = {}
        self.atlas = Atlas(log, self)

    def find(self, wish: Wish, position: int | None = None) -> list[Found]:
        """The best memories for a wish, best first, equals in the order in which they were made.

        Args:
            wish: what is to be found.
            position: as of which event; None for the present. What was forgotten since is not found at any moment.

        Raises:
            Unavailable: the model cannot be loaded.
        """
        (vector,) = self._open_embedder().embed([wish.query])
        with self._lock:
            shelf = self.catch_up()
            sight = Sight.of(shelf, self._position if position is None else position, wish.agent)
            candidates = np.flatnonzero(sight.seen & self._fits(shelf, sight, wish))
            if not len(candidates):
                return []
            ranked = rank(shelf, sight, Asked(terms(wish.query), vector, self._named(wish.query)))
            # What differs less is equal: sums depend on the size of arrays, and that on the moment.
            scores = np.round(ranked.score[candidates], 6)
            best = candidates[np.argsort(-scores, kind="stable")[: wish.k]]
            return [
                Found(
                    memory=shelf.places[slot].memory,
                    score=float(ranked.score[slot]),
                    parts={name: float(getattr(ranked, name)[slot]) for name in ("keywords", "meaning", "who")},
                    similarity=float(ranked.similarity[slot]),
                    around=self._around(shelf, sight, slot),
                )
                for slot in best.tolist()
            ]

    def seen(self, position: int | None = None, agent: str | None = None) -> Seen:
        """All memories at a position (None for the present), or those of one agent."""
        with self._lock:
            shelf = self.catch_up()
            return shelf.seen(self._position if position is None else position, agent)

    def around(self, memory: str, position: int | None = None) -> tuple[str, ...]:
        """The memories right before and after one in its session, at a position (None for the present), in order."""
        with self._lock:
            shelf = self.catch_up()
            slot = shelf.slot.get(memory)
            if slot is None:
                return ()
            return self._around(shelf, Sight.of(shelf, self._position if position is None else position, None), slot)

    def version(self, position: int | None = None) -> tuple[int, ...]:
        """The same for two positions between which no memory changed."""
        with self._lock:
            shelf = self.catch_up()
            return shelf.version(self._position if position is None else position)

    def catch_up(self) -> Shelf:
        """Take in what the log has got since."""
        with self._lock:
            if self._shelf is None:
                self._shelf = Shelf(self._open_embedder().dimension)
            head = self._log.head
            records = self._log.read(self._position, head, kinds=KINDS)
            while page := list(islice(records, _PAGE)):
                self._take(self._shelf, page)
                self._position = page[-1].position
            self._position = max(self._position, head)
            return self._shelf

    def _take(self, shelf: Shelf, page: Sequence[Record]) -> None:
        changes = list(self._valid(shelf, page))
        vectors = iter(self._open_embedder().embed([change.text for change in changes if isinstance(change, Wording)]))
        for change in changes:
            match change:
                case Place():
                    shelf.place(change)
                    self._names.setdefault(change.agent, _name(change.agent))
                case Wording():
                    shelf.word(change, next(vectors))
                case str():
                    shelf.erase(change)

    def _valid(self, shelf: Shelf, page: Sequence[Record]) -> Iterator[Place | Wording | str]:
        """What each record changes, if it counts: a place and its wording are added, or a memory is erased."""
        places: dict[str, Place] = {}
        for record in page:
            memory, source, data = record.event.subject, record.event.source, record.event.data
            place = places.get(memory) or shelf.find(memory)
            match data:
                case MemoryCreated() if place is None:  # made a second time it stays what and whose it was
                    yield (places.setdefault(memory, _place(record, data)))
                    yield from self._worded(record)
                case MemoryUpdated() if place is not None and may_change(source, place.agent):
                    if data.text is not None or data.tags is not None:
                        yield from self._worded(record)
                case MemoryForgotten() if place is not None and may_forget(source, place.agent):
                    yield memory

    def _worded(self, record: Record) -> Iterator[Wording]:
        """What a memory says after a record; nothing where its text is not to be read any more."""
        memory = fold_memory([record])
        if memory is None:  # a revision says only what is new
            memory = fold_memory(list(self._log.read(0, record.position, subject=record.event.subject)))
        if memory is not None and memory.text:
            yield Wording(memory.id, record.position, memory.text, frozenset(memory.tags), tuple(terms_of(memory)))

    def _fits(self, shelf: Shelf, sight: Sight, wish: Wish) -> Mask:
        """Which slots have the kind, the tags, the time and the session that were asked for."""
        fits = shelf.mask(None, wish.kinds)
        when = shelf.when.values
        if wish.since is not None:
            fits &= when >= to_micros(wish.since)
        if wish.until is not None:
            fits &= when < to_micros(wish.until)
        if wish.session is not None:
            fits &= np.fromiter((place.session == wish.session for place in shelf.places), np.bool_, len(fits))
        if wanted := frozenset(wish.tags):
            fits &= np.fromiter((row != NONE and wanted <= shelf.tags(row) for row in sight.rows), np.bool_, len(fits))
        return fits

    def _around(self, shelf: Shelf, sight: Sight, slot: int) -> tuple[str, ...]:
        """The memories before and after a slot that are in sight, in their order."""
        before = [steps[0][slot] for steps in reversed(sight.around)]
        after = [steps[1][slot] for steps in sight.around]
        return tuple(shelf.places[at].memory for at in (*before, *after) if at < len(sight.seen) and sight.seen[at])

    def _named(self, query: str) -> list[str]:
        """The agents that a question names: by all words of their names, or by one that no other has."""
        said = set(words(query))
        counts: dict[str, int] = {}
        for name in self._names.values():
            for word in name:
                counts[word] = counts.get(word, 0) + 1
        return [
            agent
            for agent, name in self._names.items()
            if name <= said or any(counts[word] == 1 and word.isalpha() for word in name & said)
        ]


def _place(record: Record, data: MemoryCreated) -> Place:
    return Place(
        memory=record.event.subject,
        agent=record.event.source,
        kind=data.kind,
        session=data.session,
        position=record.position,
        when=to_micros(data.when or record.recorded),
    )


def _name(agent: str) -> frozenset[str]:
    return frozenset(words(unquote(agent.partition("/")[2])))
