"""What is written of documents: their names and passages, read from the log when somebody asks."""

from __future__ import annotations

from workbench.knowledge.document import Document, StoredPassage
from workbench.knowledge.documents_state import Standing
from workbench.knowledge.events import DocumentAdded, PassageAdded
from workbench.log import Log


class Written:
    """Reads what a log says of documents, up to a position; None for the present. What was removed since says nothing."""

    def __init__(self, log: Log, position: int | None) -> None:
        self._log = log
        self._position = position

    def passage(self, passage: str) -> PassageAdded | None:
        """What a passage says; None where it was never added, or is removed."""
        added = self._log.read(0, self._position, kinds=["passage.added"], subject=passage, limit=1)
        data = next((record.event.data for record in added), None)
        return data if isinstance(data, PassageAdded) and data.text else None

    def document(self, position: int) -> DocumentAdded | None:
        """What the event at a position says of a document; None where that is none (0), or removed."""
        for record in self._log.read(position - 1, position) if position else ():
            if isinstance(record.event.data, DocumentAdded) and record.event.data.name:
                return record.event.data
        return None

    def as_document(self, document: str, standing: Standing) -> Document | None:
        """A document as it stands; None where it is not complete yet, or removed."""
        data = self.document(standing.shown)
        if data is None:
            return None
        return Document(
            id=document,
            collection=standing.collection,
            name=data.name,
            media=data.media,
            size=data.size,
            passages=standing.passages,
            owner=standing.owner,
            since=standing.since,
            changed=standing.changed,
        )


def stored(passage: str, document: Document, data: PassageAdded, number: int) -> StoredPassage:
    """A passage of a document, without its neighbours."""
    place = f"{document.name}, {data.place}" if data.place else document.name
    return StoredPassage(
        id=passage,
        document=document.id,
        name=document.name,
        collection=document.collection,
        title=data.title,
        place=place if not data.title else f"{place} › {data.title}",
        text=data.text,
        number=number,
    )
