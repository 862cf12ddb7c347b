"""What health says about an embedder."""

from __future__ import annotations

from typing import Protocol

import msgspec

from workbench.core.ports import Embedder


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """Which model runs, and how.

    Attributes:
        model: its name.
        dimension: numbers a vector has.
        loaded: whether its weights are in memory; they are read when the first text comes that is in no cache.
        device: where it runs, as ``cpu`` or ``cuda:0``; None until it is loaded.
        precision: ``bfloat16`` or ``float32``, what its matrices are multiplied in; None until it is loaded.
    """

    model: str
    dimension: int
    loaded: bool
    device: str | None = None
    precision: str | None = None


class DescribedEmbedder(Embedder, Protocol):
    """An `Embedder` that can say what it is."""

    def describe(self) -> Description:
        """What runs now. Loads nothing."""
        ...
