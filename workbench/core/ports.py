"""Ports: what floor 2 needs of floor 1, said where both can see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told how much is done, and how much there is to do."""


class Embedder(Protocol):
    """Turns texts into points whose closeness is closeness of meaning.

    Attributes:
        name: the model, as ``all-MiniLM-L6-v2``; part of every cache key.
        dimension: numbers a vector has.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimension), each of length 1. Thread-safe; blocks, so not for an event loop."""
        ...


class Reranker(Protocol):
    """Reads a question and a text together, and says how well the one answers the other.

    Attributes:
        name: the model, as ``cross-encoder/ms-marco-MiniLM-L6-v2``.
    """

    @property
    def name(self) -> str: ...

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """One number a text, the more the better; comparable for one query only. Thread-safe; blocks."""
        ...


class Match(Protocol):
    """One answer of a `VectorStore`: an id and its cosine similarity to the query (−1 to 1)."""

    @property
    def id(self) -> str: ...

    @property
    def similarity(self) -> float: ...


class VectorStore(Protocol):
    """Vectors by id with flat labels, searched by cosine similarity. An index: what it holds can be made again from the log.

    Attributes:
        place: where it is, for people.
    """

    @property
    def place(self) -> str: ...

    def runs(self) -> bool:
        """Whether there is somebody to ask; nothing is started for that.

        Raises:
            Unavailable: somebody should answer, and does not.
        """
        ...

    def upsert(self, ids: Sequence[str], vectors: Vectors, labels: Sequence[Mapping[str, str]]) -> None:
        """Add or replace, vector and labels; doing it twice is doing it once. Labels are strings under string keys.

        Raises:
            BadInput: sizes do not fit, a vector has no direction, or an id or key is not one; nothing was changed.
            Unavailable: the store is away; giving the command again is harmless.
        """
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Remove what is there of these; the rest is passed over."""
        ...

    def query(self, vectors: Vectors, k: int, labels: Mapping[str, str]) -> list[list[Match]]:
        """For each query row the at most `k` ≥ 1 nearest whose labels include all of `labels`: best first, equals by id."""
        ...

    def count(self) -> int:
        """How many vectors are held."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...


class GraphStore(Protocol):
    """Nodes and relations with properties, asked and changed in Cypher. An index: what it holds can be made again from the log.

    Attributes:
        place: where it is, for people, without user and password.
        own: whether it is this lab's alone, so that everything in it may be deleted.
    """

    @property
    def place(self) -> str: ...

    @property
    def own(self) -> bool: ...

    def runs(self) -> bool:
        """Whether a server answers now. One of the lab's own is not started for that.

        Raises:
            Unavailable: another's server does not answer, refuses who asks, or is too old.
        """
        ...

    def read(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows that this gives: names to values, a node or relation as the map of its properties, a path as
        the list of both in turn. It cannot write.

        Raises:
            BadInput: the server refuses it, or it would write.
            Unavailable: the store is away, refuses who asks, or is too old.
        """
        ...

    def write(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """All of these, each with its parameters, in one transaction; or none of them.

        Raises:
            BadInput: the server refuses one of them.
            Unavailable: as `read`; whether it had taken them is then unknown.
        """
        ...

    def index(self, labels: Mapping[str, str]) -> None:
        """Have each node of a label found quickly, and be the only one, by a property: ``{"Agent": "id"}``."""
        ...

    def clear(self, keep: str | None = None) -> None:
        """Remove all nodes and relations, in several transactions where they are many; nodes of the label `keep` stay."""
        ...
