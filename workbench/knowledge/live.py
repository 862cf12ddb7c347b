"""Collections at work: documents are taken in from paths, folders, bytes and packages, and removed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from workbench.core.errors import BadInput
from workbench.core.ports import Progress
from workbench.knowledge.collections import Collections, collection_id
from workbench.knowledge.documents_state import DocumentsState
from workbench.knowledge.drafts import (
    PACKAGE,
    Draft,
    LeftOut,
    Manual,
    draft_of_bytes,
    draft_of_file,
    draft_of_package,
    drafts_of_folder,
)
from workbench.knowledge.ingesting import Ingesting
from workbench.knowledge.ingestion import Ingested, Ingestion
from workbench.log import Log, View
from workbench.retrieval import Search

Bar = Callable[[str, bool], AbstractContextManager[Progress]]
"""Shows progress under a title, or does not."""


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
        progress: Progress | None = None,
        show: bool = True,
    ) -> Ingestion:
        """Take in a document, a folder of them, or the documentation of an installed package.

        What is there with the same bytes stays untouched; of what changed, the passages that are new are added, and those that the
        document no longer says are found no more, except as of a moment at which it said them. Broken off at any moment, doing it
        again goes on from there. What cannot be read in a folder is left out, and nothing of it is taken in.

        Args:
            source: a path; or bytes, with a name; or ``package:asyncio``.
            collection: where it is kept; made when it is missing.
            name: under which the collection knows it again; without one, the last part of the path.
            media: its media type, where its name does not tell, as ``text/html; charset=koi8-r``.
            by: who adds it, as ``agent/ada``.
            progress: told how many passages of a document are done, and how many it has; of a folder, how many documents.
            show: whether a bar shows how far it is, where `progress` is not given.

        Raises:
            BadInput: it cannot be read.
            NotFound: there is no such file or package.
            Forbidden: it is another agent's.
            Unavailable: the embedding model cannot be loaded.
        """
        wanted = collection_id(collection)
        if isinstance(source, str | Path) and Path(source).is_dir():
            if name or media:
                raise BadInput("A folder's documents have their own names.", "Give no name and no media type.")
            return self._ingest_folder(Path(source), wanted, by, progress, show)
        draft = self._draft(source, name, media or "")
        with self._bar(draft.name, show and progress is None) as bar:
            taken = self._ingesting.take(wanted, draft, by, progress or bar)
        return Ingestion(collection=wanted, documents=(taken,))

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

    def _ingest_folder(
        self, folder: Path, collection: str, by: str, progress: Progress | None, show: bool
    ) -> Ingestion:
        taken: list[Ingested] = []
        left_out: dict[str, str] = {}
        drafts = list(drafts_of_folder(folder))
        with self._bar(folder.name, show and progress is None) as bar:
            for done, read in enumerate(drafts, 1):
                draft = read()
                if isinstance(draft, LeftOut):
                    left_out[draft.name] = draft.reason
                else:
                    try:
                        taken.append(self._ingesting.take(collection, draft, by, lambda done, total: None))
                    except BadInput as error:
                        left_out[draft.name] = str(error)
                (progress or bar)(done, len(drafts))
        if not taken:
            raise BadInput(f"In “{folder}” there is nothing to read.", "Give a folder with documents in it.")
        return Ingestion(collection=collection, documents=tuple(taken), left_out=left_out)

    def _draft(self, source: str | Path | bytes, name: str | None, media: str) -> Draft:
        if isinstance(source, bytes):
            if not name:
                raise BadInput("The bytes have no name.", 'Give one, as name="notes.md".')
            return draft_of_bytes(name, source, media)
        if isinstance(source, str) and source.startswith(PACKAGE):
            return draft_of_package(source.removeprefix(PACKAGE), name or source, self._manual)
        if not isinstance(source, str | Path):
            said = type(source).__name__
            raise BadInput(f"A {said} is no source.", "Give a path, bytes with a name, or package:<name>.")
        return draft_of_file(Path(source), name, media)
