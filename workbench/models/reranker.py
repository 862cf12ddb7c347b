"""The reranker: a cross-encoder by name, which reads a question and a text together and says how well one answers the other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from workbench.core.errors import BadInput
from workbench.core.ports import Scores
from workbench.models.files import ModelFiles

if TYPE_CHECKING:
    from workbench.models.cross_encoder import CrossEncoder

_EXAMPLE = "cross-encoder/ms-marco-MiniLM-L6-v2"


class TransformerReranker:
    """A `Reranker` over any sequence classifier with one output. Its weights are read when the first question comes.

    Args:
        model: its name on the Hugging Face hub, of which the files are looked for in the local cache alone, or a folder.

    Attributes:
        name: the model.

    Raises:
        NotFound: the model is not on this machine; the remedy says how to get it.
        BadInput: it is there, but is no sequence classifier with one output.
    """

    def __init__(self, model: str) -> None:
        self._files = ModelFiles.find(model)
        self.name = self._files.name
        config = self._files.config
        if not any(str(each).endswith("ForSequenceClassification") for each in config.get("architectures") or ()):
            raise BadInput(f"{self.name} judges no texts.", f"Choose a cross-encoder, such as {_EXAMPLE}.")
        outputs = len(config.get("id2label") or (0, 1))  # transformers' own default is two
        if outputs != 1:
            raise BadInput(
                f"{self.name} gives {outputs} numbers for a text, and a reranker one.",
                f"Choose a cross-encoder with one output, such as {_EXAMPLE}.",
            )
        self._lock = threading.Lock()
        self._encoder: CrossEncoder | None = None

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """How well each text answers the query; of long ones the beginning is read. Thread-safe; blocks.

        Raises:
            Unavailable: the model's files are damaged.
        """
        return self._load().score(query, texts) if texts else np.empty(0)

    def _load(self) -> CrossEncoder:
        with self._lock:
            if self._encoder is None:
                from workbench.models.cross_encoder import CrossEncoder  # brings torch and transformers: seconds

                self._encoder = CrossEncoder(self._files)
            return self._encoder


@lru_cache(maxsize=2)
def open_reranker(model: str) -> TransformerReranker:
    """A cross-encoder by name; all that are opened in one process share its weights. Raises as `TransformerReranker` does."""
    return TransformerReranker(model)
