"""Collections at work: documents are taken in from paths, folders, bytes and packages, and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

from workbench.core.errors import BadInput
from workbench.core.ports import Progress
from workbench.knowledge.collections import Collections, collection_id
from workbench.knowledge.documents_state import DocumentsState
from workbench.knowledge.ingesting import Draft, Ingesting, Taken
from workbench.knowledge.reading import Block
from workbench.knowledge.reading.source import Source, checked, read_source
from workbench.log import Log, View
from workbench.retrieval import Search

Manual = Callable[[str], tuple[str, Iterable[Block]]]
"""Gives the version of an installed package, and its documentation."""

Bar = Callable[[str, bool], AbstractContextManager[Progress]]
"""Shows progress under a title, or does not."""

_PACKAGE = "package:"


class LiveCollections(Collections):
    """The documents of a lab at the present, which can be added to and removed from.

    Args:
        log, live, search: as in `Collections`.
        ingesting: takes documents in and removes them.
        manual: reads the documentation of packages.
        bar: shows how far it is.
    """

    def __init__(
        self, log: Log, live: View[DocumentsState], search: Search, ingesting: Ingesting, manual: Manual, bar: Bar
    ) -> None:
        super().__init__(log, live, search)
        self._ingesting = ingesting
        self._manual = manual
        self._bar = bar

    def ingest(
        self,
        source: str | Path | bytes,
        collection: str,
        *,
        name: str | None = None,
        media: str | None = None,
        by: str = "lab",
        show: bool = True,
    ) -> list[Taken]:
        """Take in a document, a folder of them, or the documentation of an installed package.

        Args:
            source: a path; or bytes, with a name; or ``package:asyncio``.
            collection: where it is kept; made when it is missing.
            name: under which the collection knows it again; without one, the path's last part.
            media: its media type, where its name does not tell.
            by: who adds it.
            show: whether a bar shows how far it is.

        Raises:
            BadInput: it cannot be read.
            NotFound: there is no such file or package.
            Forbidden: it is another agent's.
        """
        taken = []
        for draft in self._drafts(source, collection_id(collection), name, media):
            with self._bar(draft.name, show) as progress:
                taken.append(self._ingesting.take(draft, by, progress))
        return taken

    def remove(self, document: str, *, by: str = "lab", reason: str = "") -> None:
        """Have a document removed: it is found no more, and nothing it ever said can be read any more, by anybody.

        Raises:
            NotFound: there is none.
            Forbidden: it is another agent's.
            Unavailable: it is removed, but a reader kept the log from being cleaned of it; doing it again goes on.
        """
        self._ingesting.remove(document, by, reason)

    def drop(self, collection: str, *, by: str = "lab", reason: str = "") -> None:
        """Have all documents of a collection removed, and with them the collection.

        Raises:
            NotFound: there is no such collection.
            Forbidden, Unavailable: as `remove`; those before are removed.
        """
        for document in self.documents(collection):
            self._ingesting.remove(document.id, by, reason)

    def _drafts(
        self, source: str | Path | bytes, collection: str, name: str | None, media: str | None
    ) -> Iterator[Draft]:
        if isinstance(source, str) and source.startswith(_PACKAGE):
            package = source.removeprefix(_PACKAGE)
            version, blocks = self._manual(package)
            said = list(blocks)
            text = "\n".join(block.text for block in said).encode()
            yield Draft(
                collection=collection,
                name=name or source,
                media="text/x-python-documentation",
                digest=sha256(version.encode() + b"\0" + text).hexdigest(),
                size=len(text),
                read=lambda: checked(source, said),
            )
        elif isinstance(source, bytes):
            if not name:
                raise BadInput("The bytes have no name.", 'Give one, as name="notes.md".')
            yield _draft(collection, name, media or _media(name), source)
        else:
            path = Path(source)
            yield _draft(collection, name or path.name, media or _media(path.name), path.read_bytes())


def _draft(collection: str, name: str, media: str, data: bytes) -> Draft:
    source = Source(name=name, media=media, data=data)
    return Draft(
        collection=collection,
        name=name,
        media=media,
        digest=source.digest,
        size=len(data),
        read=lambda: read_source(source),
    )


def _media(name: str) -> str:
    return "text/markdown" if name.endswith((".md", ".markdown")) else "text/plain"
