"""What the REST side reads and answers about collections, as types; the OpenAPI page is made from them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from workbench.core.events import Name
from workbench.core.generation import Passage
from workbench.hub.answers import AsOf
from workbench.hub.memory_shapes import Place, Words
from workbench.knowledge import Collection, Document, Ingestion, StoredPassage

Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]


class Search(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is looked for in collections.

    Attributes:
        question: in words.
        k: at most so many passages.
        collections: in which of them, by name or id; None for all.
        at: as of which moment: a position, ISO 8601 or words; None for now.
    """

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    k: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 8
    collections: Names | None = None
    at: Words | Place | None = None


class CollectionsAnswer(AsOf, kw_only=True):
    """All collections that hold something, by name."""

    collections: list[Collection]


class DocumentsAnswer(AsOf, kw_only=True):
    """The documents of a collection, by name."""

    documents: list[Document]


class PassagesAnswer(AsOf, kw_only=True):
    """Passages of a document in their order.

    Attributes:
        document: whose.
        passages: those that were asked for.
        next: what to send as `after` to go on; None when these were the last.
    """

    document: Document
    passages: list[StoredPassage]
    next: int | None


class PassageAnswer(AsOf, kw_only=True):
    """One passage, with those right before and after it."""

    passage: StoredPassage


class FoundAnswer(AsOf, kw_only=True):
    """The passages that answer a question best, best first."""

    passages: list[Passage]


SHAPES = (
    Collection,
    CollectionsAnswer,
    Document,
    DocumentsAnswer,
    FoundAnswer,
    Ingestion,
    PassageAnswer,
    PassagesAnswer,
    Search,
    StoredPassage,
)
