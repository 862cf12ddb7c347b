"""What can happen to shared knowledge, and to documents that are kept in collections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from workbench.core.events import Count, Name, Payload, Seal, Tags, Text

Passages = Annotated[tuple[Name, ...], msgspec.Meta(max_length=20_000)]


class KnowledgeShared(Payload, tag="knowledge.shared", frozen=True, kw_only=True):
    """A member made something known. The subject is ``knowledge/<id>``.

    Attributes:
        title: in a few words.
        text: what is known.
        tags: words to find it by.
        visibility: who may see it.
        memory: the memory it was made from, by its subject.
    """

    notify: ClassVar[bool] = True
    title: Name
    text: Text
    tags: Tags = ()
    visibility: Literal["public", "friends", "private"] = "public"
    memory: Name | None = None


class DocumentAdded(Payload, tag="document.added", frozen=True, kw_only=True):
    """A document was read, for the first time or anew, and what it says is about to follow. The subject is ``document/<id>``.

    Attributes:
        collection: where it is kept, as ``collection/handbook``; a document stays where it was first.
        passages: all its passages in their order, by their subjects; those that are not known yet follow as `PassageAdded`.
        name: what it is called, as ``guide.pdf``.
        media: its media type, as ``text/markdown``.
        digest: of its bytes, and of how they were read.
        size: of its source, in bytes.
        secret: keeps anybody from guessing a passage by its id; the same as long as the document is there.
        sealed: not empty where the rest was removed: what the log's chain has of it. Only the log says this.
    """

    seals: ClassVar[Mapping[str, Any]] = {"name": "", "media": "", "digest": "", "size": 0, "secret": ""}
    collection: Name
    passages: Passages
    name: Annotated[str, msgspec.Meta(max_length=500)]
    media: Annotated[str, msgspec.Meta(max_length=200)] = ""
    digest: Annotated[str, msgspec.Meta(max_length=64)] = ""
    size: Count = 0
    secret: Annotated[str, msgspec.Meta(max_length=64)] = ""
    sealed: Seal = ""


class PassageAdded(Payload, tag="passage.added", frozen=True, kw_only=True):
    """A passage of a document. The subject is ``passage/<id>``. It can be found once `DocumentIngested` says so.

    Attributes:
        document: whose, as ``document/<id>``.
        text: what it says.
        title: under which headings it stands, or which object it describes.
        place: where it stands in the document, for people, as ``page 12``.
        sealed: as in `DocumentAdded`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"text": "", "title": "", "place": ""}
    document: Name
    text: Text
    title: Text = ""
    place: Text = ""
    sealed: Seal = ""


class DocumentIngested(Payload, tag="document.ingested", frozen=True, kw_only=True):
    """All passages of a document are there: from now on it says these and no others.

    Attributes:
        added: the position of the `DocumentAdded` that lists them.
    """

    added: Count


class DocumentRemoved(Payload, tag="document.removed", frozen=True, kw_only=True):
    """A document is to be found no more, and nothing it ever said to be read any more.

    Attributes:
        reason: why, in words.
    """

    reason: Text = ""


EVENTS = (KnowledgeShared, DocumentAdded, PassageAdded, DocumentIngested, DocumentRemoved)
