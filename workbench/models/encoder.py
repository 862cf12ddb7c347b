"""The encoder: a loaded model, its precision, and how texts are put together for it. Imported lazily: it brings torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from workbench.core.errors import BadInput, Unavailable
from workbench.core.ports import Vectors
from workbench.models.bert import Bert
from workbench.models.files import ModelFiles
from workbench.models.workers import open_workers

_CHARACTERS = 100_000  # as much as an event's text may have
_TOKENS = 512  # a batch: what one core works through while its numbers stay in its cache
_TOKENS_ON_GPU = 16_384
_CLOSE = 0.9999  # cosine that bfloat16 must keep to float32
_PROBES = (
    "",
    "Return the sum of the values over the requested axis.",
    "ValueError: operands could not be broadcast together with shapes (3,) (4,)",
    "The agents met twice a day, and what one of them had learned in the morning the others knew by the evening.",
)


class Network(Protocol):
    """A transformer in memory, on one device, in float32 until it is told otherwise. Thread-safe."""

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text, no more than the model reads."""
        ...

    def pool(self, batch: Sequence[list[int]]) -> torch.Tensor:
        """One row a text, of any length; the batch is sorted, longest first, and no text is without a token."""
        ...

    def halve(self) -> None:
        """From now on multiply matrices in bfloat16."""
        ...


class Encoder:
    """Texts in, unit vectors out.

    Attributes:
        device: where it runs.
        precision: ``bfloat16`` where the processor multiplies it and it keeps the vectors (cosine ≥ 0.9999 to float32 on a
            few probes), else ``float32``.

    Raises:
        Unavailable: the files are damaged or incomplete.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._files = files
        self.device = best_device()
        on_cpu = self.device.type == "cpu"
        self._budget = _TOKENS if on_cpu else _TOKENS_ON_GPU
        self._workers = open_workers(torch.get_num_threads() if on_cpu else 2)
        self._express = open_workers(
            1
        )  # for a lone batch, such as a question, that must not wait behind those of others
        files.verify()
        self._network = _load(files, self.device)
        self.precision = "float32"
        if has_bfloat16(self.device):
            self._try_bfloat16()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text (at least one), float32, each of length 1. Thread-safe.

        Texts of like length go through the model together, so little is padded; batches are bounded by tokens, so they stay
        in the processor's cache; each core works on a batch of its own, so none waits for another.

        Raises:
            BadInput: the model finds no token in a text.
            Unavailable: the weights give no finite numbers.
        """
        tokens = self._network.tokenize([text[:_CHARACTERS] for text in texts])
        if not all(tokens):
            raise BadInput(f"{self._files.name} finds no token in a text.", "Leave out empty texts with this model.")
        order = sorted(range(len(tokens)), key=lambda number: -len(tokens[number]))
        batches: list[list[int]] = []
        start = 0
        while start < len(order):
            batches.append(order[start : start + max(1, self._budget // len(tokens[order[start]]))])
            start += len(batches[-1])
        workers = self._express if len(batches) == 1 else self._workers
        each = workers.map(self._forward, [[tokens[number] for number in batch] for batch in batches])
        vectors = np.empty((len(tokens), self._files.dimension), np.float32)
        for batch, rows in zip(batches, each, strict=True):
            vectors[batch] = rows
        if not np.isfinite(vectors).all():
            raise Unavailable(f"{self._files.name} gave no finite numbers.", "Copy or fetch the model again.")
        return vectors

    def _forward(self, batch: list[list[int]]) -> Vectors:
        with torch.inference_mode():
            rows: Vectors = torch.nn.functional.normalize(self._network.pool(batch), dim=1).cpu().numpy()
        return rows

    def _try_bfloat16(self) -> None:
        exact = self.encode(_PROBES)
        self._network.halve()
        self.precision = "bfloat16"
        if (exact * self.encode(_PROBES)).sum(1).min() < _CLOSE:
            self._network = _load(self._files, self.device)
            self.precision = "float32"


def _load(files: ModelFiles, device: torch.device) -> Network:
    try:
        if Bert.reads(files):
            return Bert(files, device)
        from workbench.models.auto import Auto  # brings transformers: seconds more

        return Auto(files, device)
    except Exception as error:  # readers of foreign files raise whatever their parts raise
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise Unavailable(f"{files.name} cannot be loaded: {reason}.", "Copy or fetch the model again.") from error


def best_device() -> torch.device:
    """Where models run: on an accelerator, where there is one."""
    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return found or torch.device("cpu")


def has_bfloat16(device: torch.device) -> bool:
    """Whether the processor multiplies bfloat16 itself. Where it does not, bfloat16 is slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return device.type == "cpu" and ("avx512_bf16" in flags or "amx_bf16" in flags)
