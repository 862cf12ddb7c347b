"""The ingestion: what came of taking documents in."""

from __future__ import annotations

from typing import Any

import msgspec

from workbench.core.show import bundle, card, facts, folded, many, table


class Ingested(msgspec.Struct, frozen=True, kw_only=True):
    """What came of taking in one document.

    Attributes:
        document: its subject, as ``document/<id>``.
        name: what it is called.
        added, kept, gone: how many passages are new, were there, and are there no more.
        note: what there is to know of how it was read, "" for nothing.
    """

    document: str
    name: str
    added: int
    kept: int
    gone: int
    note: str = ""

    @property
    def passages(self) -> int:
        """How many passages it has now."""
        return self.added + self.kept

    def __str__(self) -> str:
        return f"{self.name}: {self.added:,} passages added, {self.kept:,} kept, {self.gone:,} gone"


class Ingestion(msgspec.Struct, frozen=True, kw_only=True):
    """What came of taking in a document, a folder or a package.

    Attributes:
        collection: where, as ``collection/handbook``.
        documents: those that were read.
        left_out: those files of a folder that were not, and why.
    """

    collection: str
    documents: tuple[Ingested, ...]
    left_out: dict[str, str] = {}

    def __str__(self) -> str:
        passages = sum(each.passages for each in self.documents)
        added = sum(each.added for each in self.documents)
        said = f"{self.collection}: {many(len(self.documents), 'document')} with {many(passages, 'passage')}, {added:,} of them new"
        return f"{said}; {many(len(self.left_out), 'file')} left out" if self.left_out else said

    def __repr__(self) -> str:
        return f"<Ingestion {self}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = [(each.name, f"{each.added:,}", f"{each.kept:,}", f"{each.gone:,}") for each in self.documents]
        inner = [table(rows, ("document", "added", "kept", "gone"))]
        if notes := {each.name: each.note for each in self.documents if each.note}:
            inner.append(facts(notes))
        if self.left_out:
            inner.append(folded("Left out", facts(self.left_out)))
        return bundle(repr(self), card(str(self), *inner))
