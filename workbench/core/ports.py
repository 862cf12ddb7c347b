"""Ports: what floor 2 needs of floor 1, said where both can see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


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


class Match(Protocol):
    """One answer of a `VectorStore`: an id and its cosine similarity to the query (−1 to 1)."""

    @property
    def id(self) -> str: ...

    @property
    def similarity(self) -> float: ...


class VectorStore(Protocol):
    """Vectors by id with flat labels, searched by cosine similarity. An index: what it holds can be made again from the log."""

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
