"""The cache: a text that was embedded once is not embedded again."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from workbench.core.ports import Vectors
from workbench.models.cache_file import CacheFile
from workbench.models.description import DescribedEmbedder, Description
from workbench.models.texts import check_texts

_SLICE = 2_048  # texts that are embedded before what was gained is stored
_UNIT = 1e-3  # how far from 1 the length of a stored vector may be


class CachedEmbedder:
    """An `Embedder` that keeps every vector in a file, by model and text. Several threads and processes may share the file.

    Nothing about the file is ever fatal: what cannot be read is computed, what cannot be written is not kept.

    Args:
        embedder: computes what is missing.
        path: the file, made when missing; None for a cache that lives in this process alone.

    Attributes:
        name, dimension: the embedder's.
        hits: texts since the start whose vector was there, or came twice in one call.
        misses: texts that had to be computed.
    """

    def __init__(self, embedder: DescribedEmbedder, path: Path | None = None) -> None:
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.hits = 0
        self.misses = 0
        self._embedder = embedder
        self._salt = hashlib.sha256(embedder.name.encode() + b"\0")
        self._file = CacheFile(path)
        self._counting = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, float32, shape (len(texts), dimension), each of length 1. Thread-safe; blocks.

        Raises:
            BadInput: a text is not a string of valid Unicode.
            Unavailable: the model cannot be loaded.
        """
        keys = [self._key(encoded) for encoded in check_texts(texts)]
        found = self._recall(set(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        with self._counting:
            self.hits += len(keys) - len(missing)
            self.misses += len(missing)
        for start in range(0, len(missing), _SLICE):
            part = list(missing)[start : start + _SLICE]
            computed = dict(zip(part, self._embedder.embed([missing[key] for key in part]), strict=True))
            self._file.put({key: vector.tobytes() for key, vector in computed.items()})
            found |= computed
        vectors = np.empty((len(keys), self.dimension), np.float32)
        for row, key in enumerate(keys):
            vectors[row] = found[key]
        return vectors

    def drop(self, texts: Sequence[str]) -> None:
        """Keep no vector of these texts."""
        self._file.drop([self._key(encoded) for encoded in check_texts(texts)])

    def describe(self) -> Description:
        """The embedder's description."""
        return self._embedder.describe()

    def close(self) -> None:
        """Let go of the file. Harmless when repeated."""
        self._file.close()

    def _key(self, encoded: bytes) -> bytes:
        digest = self._salt.copy()
        digest.update(encoded)
        return digest.digest()

    def _recall(self, keys: set[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are there and whole: a damaged one counts as missing and is overwritten."""
        blobs = {key: blob for key, blob in self._file.get(keys).items() if len(blob) == 4 * self.dimension}
        vectors = np.frombuffer(b"".join(blobs.values()), np.float32).reshape(len(blobs), self.dimension)
        whole = np.abs(np.einsum("ij,ij->i", vectors, vectors) - 1) < _UNIT
        return {key: vector for key, vector, good in zip(blobs, vectors, whole, strict=True) if good}
