"""The document, the collection, and the passage: what is kept, where, and in which pieces it is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from workbench.core.show import block, bundle, card, cut, facts, folded, many


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Documents under one name.

    Attributes:
        id: as ``collection/handbook``.
        documents, passages: how many it has.
        changed: when one of them changed last.
    """

    id: str
    documents: int
    passages: int
    changed: datetime

    @property
    def name(self) -> str:
        """Its name alone, as ``handbook``."""
        return self.id.partition("/")[2]

    def __repr__(self) -> str:
        return f"<Collection {self.name}: {many(self.documents, 'document')}, {many(self.passages, 'passage')}>"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document as it is, or was at a moment.

    Attributes:
        id: its subject, as ``document/<id>``.
        collection: where it is kept, as ``collection/handbook``.
        name: what it is called, as ``guide.pdf``.
        media: its media type.
        size: of its source, in bytes.
        passages: how many it has.
        owner: who added it.
        since: when it was added.
        changed: when it changed last.
    """

    id: str
    collection: str
    name: str
    media: str
    size: int
    passages: int
    owner: str
    since: datetime
    changed: datetime

    def __repr__(self) -> str:
        return f"<Document {cut(self.name)} of {self.collection}: {many(self.passages, 'passage')}>"


class StoredPassage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage where it stands.

    Attributes:
        id: its subject, as ``passage/<id>``.
        document: whose, as ``document/<id>``.
        name: what the document is called.
        collection: where that is kept.
        title: under which headings it stands, or which object it describes.
        place: where it stands, for people, as ``guide.pdf, page 12``.
        text: what it says.
        number: which of the document's passages it is, from 1 on.
        before, after: the passages right before and after it; None at the document's ends, and in passages given here.
    """

    id: str
    document: str
    name: str
    collection: str
    title: str
    place: str
    text: str
    number: int
    before: StoredPassage | None = None
    after: StoredPassage | None = None

    def __repr__(self) -> str:
        return f"<Passage {cut(self.place)}: {cut(self.text)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        around = [
            folded(title, block(each.text))
            for title, each in (("Before it", self.before), ("After it", self.after))
            if each is not None
        ]
        inner = card(
            self.title or self.name, block(self.text), facts({"in": self.place, "of": self.collection}), *around
        )
        return bundle(f"{self!r}\n{self.text}", inner)
