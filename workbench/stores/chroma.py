"""Vectors in ChromaDB."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from workbench.core.errors import BadInput, Unavailable, WorkbenchError
from workbench.core.ports import Match, Vectors
from workbench.stores.chroma_client import ChromaClient

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

# Chosen by measurement: on 4,400 documentation texts embedded with MiniLM the ten nearest are then exactly those of a
# comparison with every vector; Chroma's defaults (100, 100, 16) miss one of thirty.
_INDEX: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 32}
_BATCH_BYTES = 8_000_000  # of Chroma's limit of 40 MB a request
_QUERY_ROWS = 200
_MARGIN = 8


class Near(NamedTuple):
    """An id and its cosine similarity to what was asked, −1 to 1."""

    id: str
    similarity: float


class ChromaVectors:
    """A `core.ports.VectorStore` in one collection of a Chroma engine. Thread-safe.

    The graph that Chroma builds differs from run to run, whatever the settings: vectors of one batch are added in the
    order of a hash table with a random seed. The search is wide enough to be practically exact and equals are put in the
    order of their ids, so that answers do not depend on it.

    Args:
        client: the way to the engine; stays the caller's to close.
        collection: its name: 3 to 512 of ``A–Z a–z 0–9 . _ -``, a letter or digit first and last.
    """

    def __init__(self, client: ChromaClient, collection: str) -> None:
        self._server = client.server
        self._name = collection
        self._opened: Collection | None = None
        self._lock = threading.Lock()

    def upsert(self, ids: Sequence[str], vectors: Vectors, labels: Sequence[Mapping[str, str]]) -> None:
        """Add or replace, labels too; of an id that comes twice the last counts.

        Replacing is two requests: when two processes replace one id at once with labels under different keys, it may end
        with the keys of both.

        Raises:
            BadInput: the sizes do not fit each other or what is there, a vector has no direction, or an id or label is empty.
            Unavailable: the server is away.
        """
        points = _checked(vectors)
        if not len(ids) == len(points) == len(labels):
            raise BadInput(
                f"{len(ids)} ids, {len(points)} vectors and {len(labels)} labels were given.", "Give one each."
            )
        if not all(ids):
            raise BadInput("An id is empty.", "Give it at least one character.")
        clean = [_label(each) for each in labels]
        rows = list({id: row for row, id in enumerate(ids)}.values())
        size = min(self._most(), max(1, _BATCH_BYTES // (6 * max(1, points.shape[1]))))
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            self._upsert([ids[row] for row in some], points[some], [clean[row] for row in some])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove what is there of these; the rest is passed over."""
        unique = list(dict.fromkeys(ids))
        size = self._most() if unique else 1
        for start in range(0, len(unique), size):
            some = unique[start : start + size]
            self._ask(lambda held, some=some: held.delete(ids=some))  # type: ignore[misc]

    def query(self, vectors: Vectors, k: int, labels: Mapping[str, str]) -> list[list[Match]]:
        """For each query row the at most `k` nearest whose labels include all of `labels`: best first, equals by id.

        Raises:
            BadInput: `k` is below 1, or a query is of another dimension than what is there or has no direction.
            Unavailable: the server is away.
        """
        if k < 1:
            raise BadInput(f"The {k} nearest were asked for.", "Ask for one at least.")
        points, where = _checked(vectors), _where(labels)
        found: list[list[Match]] = []
        for start in range(0, len(points), _QUERY_ROWS):
            found += self._query(points[start : start + _QUERY_ROWS], k, k + _MARGIN, where)
        return found

    def count(self) -> int:
        """How many vectors are held."""
        return self._ask(lambda held: held.count())

    def clear(self) -> None:
        """Remove everything; what comes next may be of another dimension."""
        from chromadb.errors import NotFoundError

        with _said_well(), self._lock:
            self._opened = None
            try:
                self._server.delete_collection(self._name)
            except NotFoundError:
                return

    def _upsert(self, ids: list[str], points: Vectors, labels: list[dict[str, str]]) -> None:
        def work(held: Collection) -> None:
            before = held.get(ids=ids, include=["metadatas"])
            stale = dict(zip(before["ids"], before["metadatas"] or [], strict=False))
            # Chroma keeps a replaced vector's old labels beside the new ones, unless they are set to None.
            metadatas: list[Any] = [
                {**dict.fromkeys(stale.get(id) or ()), **label} or None for id, label in zip(ids, labels, strict=True)
            ]
            held.upsert(ids=ids, embeddings=points, metadatas=metadatas)

        self._ask(work)

    def _query(self, points: Vectors, k: int, fetched: int, where: dict[str, Any] | None) -> list[list[Match]]:
        """Fetches more than `k`, and again more where that cuts through equals, so that the ids alone decide among them."""
        answer = self._ask(
            lambda held: held.query(query_embeddings=points, n_results=fetched, where=where, include=["distances"])
        )
        found: list[list[Match]] = []
        for row, (ids, distances) in enumerate(zip(answer["ids"], answer["distances"] or [], strict=True)):
            near = [Near(id, max(-1.0, min(1.0, 1.0 - far))) for id, far in zip(ids, distances, strict=True)]
            near.sort(key=lambda match: (-match.similarity, match.id))
            if len(near) >= fetched and near[-1].similarity == near[k - 1].similarity:
                found += self._query(points[row : row + 1], k, 4 * fetched, where)
            else:
                found.append([*near[:k]])
        return found

    def _ask(self, work: Callable[[Collection], T]) -> T:
        from chromadb.errors import NotFoundError

        with _said_well():
            held = self._collection()
            try:
                return work(held)
            except NotFoundError:  # another process cleared it, and with that its inner id is gone
                with self._lock:
                    self._opened = None
                return work(self._collection())

    def _collection(self) -> Collection:
        from chromadb.api.models.Collection import Collection

        with self._lock:
            if self._opened is None:
                # Without an embedding function: Chroma's own would download a model.
                model = self._server.get_or_create_collection(self._name, configuration={"hnsw": _INDEX})
                self._opened = Collection(client=self._server, model=model, embedding_function=None)
            return self._opened

    def _most(self) -> int:
        with _said_well():
            return self._server.get_max_batch_size()


def _checked(vectors: Vectors) -> Vectors:
    points = np.ascontiguousarray(vectors, dtype=np.float32)
    if points.ndim != 2:
        raise BadInput(f"Vectors came in {points.ndim} dimensions.", "Give one row a vector.")
    lengths = np.linalg.norm(points, axis=1)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise BadInput("A vector has no direction: it is all zeros, or not finite.", "Leave it out.")
    return points


def _label(labels: Mapping[str, str]) -> dict[str, str]:
    for key in labels:
        if not key or key.startswith(("$", "#", "chroma:")):
            raise BadInput(f"“{key}” cannot be the key of a label.", "Begin it with a letter.")
    return dict(labels)


def _where(labels: Mapping[str, str]) -> dict[str, Any] | None:
    terms = [{key: {"$eq": value}} for key, value in _label(labels).items()]
    if len(terms) < 2:
        return terms[0] if terms else None
    return {"$and": terms}


@contextmanager
def _said_well() -> Iterator[None]:
    """Chroma's errors as ours."""
    import httpx
    from chromadb.errors import InvalidArgumentError, InvalidDimensionException

    try:
        yield
    except WorkbenchError:
        raise
    except (InvalidArgumentError, InvalidDimensionException) as error:
        raise BadInput(f"Chroma refuses this: {error}.", "Clear the collection if the model changed.") from error
    except httpx.TransportError as error:
        raise Unavailable(
            f"The vector store does not answer: {error}.", "Call again; if it stays away, read run/chroma.log."
        ) from error
    except Exception as error:  # Chroma raises bare Exceptions too, with the server's text
        raise Unavailable(f"The vector store failed: {error}.", "Read run/chroma.log in the lab's folder.") from error
