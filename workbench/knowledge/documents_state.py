"""Which documents there are, folded from the log, and the rules of changing them, which are all here.

The state holds no texts and no names: it knows which event says them, so that what is removed is nowhere else than in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from workbench.core.events import Record
from workbench.knowledge.events import DocumentAdded, DocumentIngested, DocumentRemoved

_PREFIX = "document/"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a document stands.

    Attributes:
        collection: where it is kept.
        owner: who added it first.
        added: the `DocumentAdded` that counts last.
        shown: the `DocumentAdded` whose passages can be found; 0 before the first is complete.
        passages: how many can be found.
        since: when it was added first.
        changed: when what can be found changed last.
    """

    collection: str
    owner: str
    added: int
    shown: int = 0
    passages: int = 0
    planned: int
    since: datetime
    changed: datetime


class DocumentsState(msgspec.Struct):
    """Documents by id, as ``document/<id>``, in the order in which they were added; those that were removed apart."""

    documents: dict[str, Standing] = {}
    removed: set[str] = set()

    def apply(self, record: Record) -> None:
        document = record.event.subject
        if not document.startswith(_PREFIX) or document in self.removed:
            return
        standing = self.documents.get(document)
        if standing is not None and isinstance(record.event.data, DocumentRemoved):
            if may(standing, record.event.source):
                self.removed.add(document)
                self.documents.pop(document)
            return
        changed = advance(standing, record)
        if changed is not None:
            self.documents[document] = changed


def advance(standing: Standing | None, record: Record) -> Standing | None:
    """How a document stands after a record about it that does not remove it; None where the record does not count."""
    source, data, position, when = record.event.source, record.event.data, record.position, record.recorded
    match data:
        case DocumentAdded() if standing is None:
            return Standing(
                collection=data.collection,
                owner=source,
                added=position,
                planned=len(data.passages),
                since=when,
                changed=when,
            )
        case DocumentAdded() if (
            standing is not None and may(standing, source) and data.collection == standing.collection
        ):
            return msgspec.structs.replace(standing, added=position, planned=len(data.passages))
        case DocumentIngested(added=added) if (
            standing is not None and may(standing, source) and _awaits(standing, added)
        ):
            return msgspec.structs.replace(standing, shown=added, passages=standing.planned, changed=when)
    return None


def may(standing: Standing, source: str) -> bool:
    """Whether a source may change a document: an agent those that it added, a person and the lab all."""
    return source == standing.owner or source == "lab" or source.startswith("person/")


def _awaits(standing: Standing, added: int) -> bool:
    return standing.added == added != standing.shown


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one document.

    Attributes:
        standing: how it stands; None where it was never added, or is removed.
        removed: whether it is removed.
        listed: the passages that each `DocumentAdded` lists which counts, by its position.
        shown: the positions of those that could be found, in their order.
        version: the position of the last event about it, 0 for none.
    """

    standing: Standing | None
    removed: bool
    listed: dict[int, tuple[str, ...]]
    shown: tuple[int, ...]
    version: int

    @property
    def passages(self) -> tuple[str, ...]:
        """Those that can be found."""
        return self.listed[self.standing.shown] if self.standing and self.standing.shown else ()


def passage_prefix(document: str) -> str:
    """How the subjects of a document's passages begin, so that no document can claim another's.

    >>> passage_prefix("document/1f")
    'passage/1f-'
    """
    return f"passage/{document.removeprefix(_PREFIX)}-"


def history(document: str, records: Iterable[Record]) -> History:
    """What happened to a document, out of all records about it."""
    prefix = passage_prefix(document)
    standing: Standing | None = None
    listed: dict[int, tuple[str, ...]] = {}
    shown: list[int] = []
    removed = False
    version = 0
    for record in records:
        version, data = record.position, record.event.data
        if standing is not None and isinstance(data, DocumentRemoved) and may(standing, record.event.source):
            standing, removed = None, True
        if removed:
            continue
        changed = advance(standing, record)
        if changed is None:
            continue
        standing = changed
        if isinstance(data, DocumentAdded):
            own = (each for each in data.passages if each.rpartition("-")[0] == prefix[:-1])
            listed[record.position] = tuple(own)
        else:
            shown.append(standing.shown)
    return History(standing=standing, removed=removed, listed=listed, shown=tuple(shown), version=version)
