"""Recall: what the log says of memories, laid out for search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

import numpy as np

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.ports import Embedder, Reranker
from workbench.log import Log
from workbench.memory.atlas import Atlas
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.memory.memory import Memory, fold_memory, may_change, may_forget
from workbench.memory.pairs import Pairs
from workbench.memory.seen import Seen
from workbench.retrieval import Change, Place, Rereading, Search, Shelf, Wording
from workbench.retrieval.shelf import NONE
from workbench.retrieval.terms import day_terms, terms

KINDS = ("memory.created", "memory.updated", "memory.forgotten")


class Recall:
    """All memories of a lab, at the present or as of any past event, to be searched and mapped. Thread-safe.

    Args:
        log: where memories come from.
        embedder: opens the model, on first use.
        reranker: opens what orders the best hits anew, on first use; None for nothing.

    Attributes:
        search: finds memories.
        atlas: how all memories lie to each other.
        pairs: which say nearly the same, and which may contradict each other.
    """

    def __init__(
        self, log: Log, embedder: Callable[[], Embedder], reranker: Callable[[], Reranker] | None = None
    ) -> None:
        self._log = log
        rereading = Rereading(reranker, self._text) if reranker else None
        self.search = Search(log, embedder, KINDS, self._changes, rereading)
        self.atlas = Atlas(log, self)
        self.pairs = Pairs(log, self)

    def read(self, memory: str, position: int | None = None) -> Memory | None:
        """A memory as it was worded at a position (None for the present); None where there is none, or its text is gone."""
        found = fold_memory(list(self._log.read(0, position, subject=memory)))
        return found if found is not None and found.text else None

    def seen(self, position: int | None = None, agent: str | None = None) -> Seen:
        """All memories at a position (None for the present), or those of one agent."""
        with self.search.hold(position) as (shelf, at):
            rows = shelf.rows_at(at)
            slots = np.flatnonzero((rows != NONE) & shelf.mask(None if agent is None else [agent]))
            places = [shelf.places[slot] for slot in slots.tolist()]
            return Seen(
                version=shelf.version(at),
                memories=[place.item for place in places],
                agents=np.array([place.owner for place in places], np.str_),
                kinds=[place.kind for place in places],
                positions=[place.position for place in places],
                worded=shelf.since.values[rows[slots]],
                vectors=shelf.vectors()[rows[slots]],
            )

    def _text(self, memory: str, position: int | None) -> str:
        found = self.read(memory, position)
        return found.text if found else ""

    def version(self, position: int | None = None) -> tuple[int, ...]:
        """The same for two positions between which no memory changed."""
        return self.search.version(position)

    def _changes(self, shelf: Shelf, page: Sequence[Record]) -> Iterator[Change]:
        """What each record changes, if it counts: a place and its wording are added, or a memory is erased."""
        places: dict[str, Place] = {}
        for record in page:
            memory, source, data = record.event.subject, record.event.source, record.event.data
            place = places.get(memory) or shelf.find(memory)
            match data:
                case MemoryCreated() if place is None:  # made a second time it stays what and whose it was
                    yield (places.setdefault(memory, _place(record, data)))
                    yield from self._worded(record)
                case MemoryUpdated() if place is not None and may_change(source, place.owner):
                    if data.text is not None or data.tags is not None:
                        yield from self._worded(record)
                case MemoryForgotten() if place is not None and may_forget(source, place.owner):
                    yield memory

    def _worded(self, record: Record) -> Iterator[Wording]:
        """What a memory says after a record; nothing where its text is not to be read any more."""
        memory = fold_memory([record])
        if memory is None:  # a revision says only what is new
            memory = fold_memory(list(self._log.read(0, record.position, subject=record.event.subject)))
        if memory is not None and memory.text:
            yield Wording(memory.id, record.position, memory.text, frozenset(memory.tags), tuple(terms_of(memory)))


def terms_of(memory: Memory) -> list[str]:
    """By which words a memory is found: those of its text, of what it is about, of whose it is, and of its day."""
    said = (
        unquote(memory.agent.partition("/")[2]),
        memory.text,
        memory.about or "",
        memory.concept or "",
        *memory.tags,
    )
    day = day_terms(memory.when) if memory.when else []
    return [*(term for each in said for term in terms(each)), *day]


def _place(record: Record, data: MemoryCreated) -> Place:
    return Place(
        item=record.event.subject,
        owner=record.event.source,
        kind=data.kind,
        group=data.session,
        position=record.position,
        when=to_micros(data.when or record.recorded),
        links=data.links,
    )
