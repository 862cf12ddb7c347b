"""Any text encoder that transformers knows. Imported lazily: it brings transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from workbench.models.files import ModelFiles
from workbench.models.quiet import quiet

_SLICE = 256  # texts that are tokenized before another thread gets its turn
_LONGEST = 512  # tokens of a text, where neither the model nor its makers set a bound


class Auto:
    """A `Network` that transformers runs."""

    def __init__(self, files: ModelFiles, device: torch.device) -> None:
        self._device = device
        self._pooling = files.pooling
        self._half = False
        self._lock = threading.Lock()  # a tokenizer may be used by one thread at a time
        with quiet():
            safely = {"local_files_only": True, "trust_remote_code": False}
            self._tokenizer: Any = AutoTokenizer.from_pretrained(files.folder, **safely)
            self._model: Any = AutoModel.from_pretrained(files.folder, dtype=torch.float32, **safely).eval().to(device)
        self._longest = min(files.longest or _LONGEST, self._tokenizer.model_max_length, places(self._model))

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        tokens: list[list[int]] = []
        for start in range(0, len(texts), _SLICE):
            part = list(texts[start : start + _SLICE])
            with self._lock:
                tokens += self._tokenizer(part, truncation=True, max_length=self._longest, verbose=False)["input_ids"]
        return tokens

    def halve(self) -> None:
        for module in self._model.modules():
            if isinstance(module, torch.nn.Linear):
                module.to(torch.bfloat16)  # once here, instead of in every call; sums and norms stay in float32
        self._half = True

    def pool(self, batch: Sequence[list[int]]) -> torch.Tensor:
        ids = np.full((len(batch), len(batch[0])), self._tokenizer.pad_token_id or 0, np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        attended = torch.from_numpy(mask).to(self._device)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._half):
            read = self._model(input_ids=torch.from_numpy(ids).to(self._device), attention_mask=attended)
        points: torch.Tensor = read.last_hidden_state.float()
        return points[:, 0] if self._pooling == "cls" else (points * attended[:, :, None]).sum(1)


def places(model: torch.nn.Module) -> int:
    """Tokens the model has positions for."""
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and isinstance(module, torch.nn.Embedding):
            # RoBERTa and its kin number positions from behind the padding's.
            return module.num_embeddings - (0 if module.padding_idx is None else module.padding_idx + 1)
    return _LONGEST
