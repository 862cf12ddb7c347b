"""Collections as a lab has them: with the documentation of installed packages, its embedding model, and bars that show progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workbench.app.progress import progress_bar
from workbench.core.scribe import Scribe
from workbench.knowledge import DocumentsState, Ingesting, LiveCollections
from workbench.knowledge.reading import Block
from workbench.learning.material import Material, read_material
from workbench.log import Fold, Log
from workbench.models import CachedEmbedder
from workbench.retrieval import Search


def open_collections(
    log: Log,
    documents: Fold[DocumentsState],
    passages: Search,
    embedder: Callable[[], CachedEmbedder],
    scribe: Scribe,
    unquote: Callable[[Sequence[str]], None],
) -> LiveCollections:
    """The documents of a lab, which can be added to and removed from. The model is opened when it is first needed."""
    ingesting = Ingesting(
        log, lambda texts: embedder().embed(texts), lambda texts: embedder().drop(texts), scribe, unquote
    )
    return LiveCollections(log, documents, passages, ingesting, read_manual, progress_bar)


def read_manual(package: str) -> tuple[str, Iterator[Block]]:
    """The version of an installed package and its documentation, object by object, summaries included.

    Raises:
        NotFound: no such package is installed, or nothing in it has documentation.
        BadInput: it cannot be read.
    """
    material = read_material(package)
    return material.version, _blocks(material)


def _blocks(material: Material) -> Iterator[Block]:
    for piece in material.objects:
        if piece.signature:
            yield Block((piece.path,), piece.signature, "code")
        for text in (piece.summary, piece.body):
            if text:
                yield Block((piece.path,), text)
