"""What tests of vectors share: directions, and answers without their numbers."""

from __future__ import annotations

import numpy as np

from workbench.core import ports


def random(count: int, dimension: int = 16, seed: int = 0) -> ports.Vectors:
    """Directions in clusters, as those of texts are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(10, dimension))
    points = centres[rng.integers(0, 10, count)] + 0.4 * rng.normal(size=(count, dimension))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def ids(answer: list[list[ports.Match]]) -> list[list[str]]:
    return [[match.id for match in row] for row in answer]
