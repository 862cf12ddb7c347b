"""A cross-encoder that transformers runs: it reads question and text together. Imported lazily: it brings torch and transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from workbench.core.errors import Unavailable
from workbench.core.ports import Scores
from workbench.models.auto import places
from workbench.models.encoder import best_device, has_bfloat16
from workbench.models.files import ModelFiles
from workbench.models.quiet import quiet
from workbench.models.workers import open_workers

_CHARACTERS = 10_000  # of a text, of which no model of this kind reads more
_LONGEST = 512  # tokens of a pair, where neither the model nor its makers set a bound
_PAIRS = 8  # a batch: what one core works through while the others have theirs
_PAIRS_ON_GPU = 64


class CrossEncoder:
    """Pairs of a question and a text in, one number each out.

    Raises:
        Unavailable: the files are damaged or incomplete.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._name = files.name
        self._device = best_device()
        on_cpu = self._device.type == "cpu"
        self._pairs = _PAIRS if on_cpu else _PAIRS_ON_GPU
        self._half = has_bfloat16(self._device)
        self._workers = open_workers(torch.get_num_threads() if on_cpu else 1)
        self._lock = threading.Lock()  # a tokenizer may be used by one thread at a time
        safely = {"local_files_only": True, "trust_remote_code": False}
        try:
            with quiet():
                self._tokenizer: Any = AutoTokenizer.from_pretrained(files.folder, **safely)
                self._model: Any = AutoModelForSequenceClassification.from_pretrained(
                    files.folder, dtype=torch.float32, **safely
                )
        except Exception as error:  # readers of foreign files raise whatever their parts raise
            reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
            raise Unavailable(f"{files.name} cannot be loaded: {reason}.", "Copy or fetch the model again.") from error
        self._model.eval().to(self._device)
        self._longest = min(files.longest or _LONGEST, self._tokenizer.model_max_length, places(self._model))

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """What the model gives for each text, as it stands before any sigmoid. Thread-safe.

        Raises:
            Unavailable: the weights give no finite numbers.
        """
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))  # like lengths: little is padded
        batches = [order[start : start + self._pairs] for start in range(0, len(order), self._pairs)]
        scores = np.empty(len(texts))
        for batch, values in zip(
            batches, self._workers.map(lambda batch: self._read(query, [texts[i] for i in batch]), batches), strict=True
        ):
            scores[batch] = values
        if not np.isfinite(scores).all():
            raise Unavailable(f"{self._name} gave no finite numbers.", "Copy or fetch the model again.")
        return scores

    def _read(self, query: str, texts: Sequence[str]) -> Scores:
        pairs = [query] * len(texts), [text[:_CHARACTERS] for text in texts]
        with self._lock:
            read = self._tokenizer(
                *pairs, truncation="longest_first", max_length=self._longest, padding=True, return_tensors="pt"
            )
        with torch.inference_mode(), torch.autocast(self._device.type, torch.bfloat16, enabled=self._half):
            logits = self._model(**read.to(self._device)).logits
        values: Scores = logits[:, 0].double().cpu().numpy()
        return values
