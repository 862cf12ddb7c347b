"""The embedder: a transformer that turns texts into vectors."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workbench.core.ports import Vectors
from workbench.models.cache import CachedEmbedder
from workbench.models.description import Description
from workbench.models.files import MINILM, ModelFiles
from workbench.models.texts import check_texts

if TYPE_CHECKING:
    from workbench.models.encoder import Encoder


class TransformerEmbedder:
    """An `Embedder` over any text encoder that transformers can run. Its weights are read when the first text comes.

    Args:
        model: ``all-MiniLM-L6-v2``, another model's name on the Hugging Face hub (from the local cache), or a folder.

    Attributes:
        name: the model.
        dimension: numbers a vector has.

    Raises:
        NotFound: the model is not on this machine.
        BadInput: it is no text encoder.
    """

    def __init__(self, model: str = MINILM) -> None:
        self._files = ModelFiles.find(model)
        self.name = self._files.name
        self.dimension = self._files.dimension
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, float32, shape (len(texts), dimension), each of length 1.

        Of a long text the beginning is read: as many tokens as the model takes (256 for all-MiniLM-L6-v2), and never
        more than 100,000 characters. An empty text has a vector too. Thread-safe; blocks.

        Raises:
            BadInput: a text is not a string of valid Unicode.
            Unavailable: the model's files are damaged.
        """
        if not check_texts(texts):
            return np.empty((0, self.dimension), np.float32)
        return self._load().encode(texts)

    def describe(self) -> Description:
        """What runs now. Loads nothing."""
        encoder = self._encoder
        return Description(
            model=self.name,
            dimension=self.dimension,
            loaded=encoder is not None,
            device=str(encoder.device) if encoder else None,
            precision=encoder.precision if encoder else None,
        )

    def _load(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                from workbench.models.encoder import Encoder  # brings torch and transformers: seconds

                self._encoder = Encoder(self._files)
            return self._encoder


def open_embedder(model: str = MINILM, cache: Path | None = None) -> CachedEmbedder:
    """A model with its cache. All that are opened in one process share the model's weights.

    Args:
        model: as `TransformerEmbedder` takes it.
        cache: the cache's file, made when missing; None for one that lives in this process alone.

    Raises:
        NotFound: the model is not on this machine; the remedy says how to get it.
        BadInput: it is no text encoder.
    """
    return CachedEmbedder(_shared(model), cache)


@lru_cache(maxsize=2)
def _shared(model: str) -> TransformerEmbedder:
    return TransformerEmbedder(model)
