"""Natural-language inference: a cross-encoder of the user's own choice says whether two texts contradict each other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from workbench.core.errors import BadInput
from workbench.models.files import find_folder

_BATCH = 32
_LONGEST = 512  # tokens of a pair that are read
_MARGIN = 2  # RoBERTa and its kin number positions from 2 on


class NliModel:
    """A sequence classifier with a label for contradiction. Its weights are read when the first pair comes.

    Args:
        name: a folder, or a model's name on the Hugging Face hub, whose files are looked for in the local cache alone.

    Raises:
        NotFound: it is not on this machine.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._folder = find_folder(name)
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any, int] | None = None

    def contradiction(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each pair the model's probability that its texts contradict each other, whichever is read first: the greater of the two.

        Raises:
            BadInput: it is no such classifier.
        """
        import torch

        with self._lock:
            tokenizer, model, label = self._load()
            longest = min(_LONGEST, getattr(model.config, "max_position_embeddings", _LONGEST) - _MARGIN)
            both = [*pairs, *((second, first) for first, second in pairs)]
            found: list[float] = []
            for begin in range(0, len(both), _BATCH):
                firsts, seconds = zip(*both[begin : begin + _BATCH], strict=True)
                read = tokenizer(
                    list(firsts), list(seconds), padding=True, truncation=True, max_length=longest, return_tensors="pt"
                )
                with torch.inference_mode():
                    found += model(**read).logits.float().softmax(1)[:, label].tolist()
        return [max(sides) for sides in zip(found[: len(pairs)], found[len(pairs) :], strict=True)]

    def _load(self) -> tuple[Any, Any, int]:
        if self._loaded is None:
            from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

            safely = {"local_files_only": True, "trust_remote_code": False}
            labels = AutoConfig.from_pretrained(self._folder, **safely).id2label
            label = next((number for number, said in labels.items() if said.lower().startswith("contradict")), None)
            if label is None:
                raise BadInput(
                    f"{self.name} has no label for contradiction; it has {', '.join(labels.values())}.",
                    "Name a cross-encoder for natural-language inference.",
                )
            tokenizer: Any = AutoTokenizer.from_pretrained(self._folder, **safely)
            model: Any = AutoModelForSequenceClassification.from_pretrained(self._folder, **safely).eval()
            self._loaded = tokenizer, model, int(label)
        return self._loaded


@lru_cache(maxsize=1)
def open_nli(name: str) -> NliModel:
    """A model by its name or folder; all who name the same share its weights."""
    return NliModel(name)
