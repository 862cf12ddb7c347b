"""Twins: memories that say nearly the same. They are found and shown; nothing merges them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import msgspec
import numpy as np

from workbench.memory.near import ALIKE, Near


class Twins(msgspec.Struct, frozen=True, kw_only=True):
    """Two memories that say nearly the same.

    Attributes:
        first, second: their subjects, the older one first.
        similarity: the cosine similarity of the two, `ALIKE` to 1.
    """

    first: str
    second: str
    similarity: float


class Doubles(msgspec.Struct, frozen=True, kw_only=True):
    """All twins among some memories.

    Attributes:
        pairs: the most alike first, at most as many as were asked for, and at most 64 for each memory and those before it.
        count: how many pairs there are.
        compared: how many memories were compared, each with every other one.
    """

    pairs: tuple[Twins, ...]
    count: int
    compared: int


def find_twins(nears: Sequence[Near], most: int) -> Doubles:
    """The twins among pairs that are near.

    Args:
        nears: of one agent each, or one of all.
        most: how many pairs to give back.
    """
    found: list[tuple[float, str, str]] = []
    for near in nears:
        at = np.flatnonzero(near.similarity >= ALIKE)
        at = at[np.argsort(-near.similarity[at], kind="stable")[:most]]
        for pair in at.tolist():
            value = min(round(float(near.similarity[pair]), 6), 1.0)
            found.append((value, near.memories[near.older[pair]], near.memories[near.newer[pair]]))
    best = heapq.nlargest(most, found, key=lambda each: each[0])  # equals keep their order
    return Doubles(
        pairs=tuple(Twins(first=first, second=second, similarity=value) for value, first, second in best),
        count=sum(int(near.twins.sum()) for near in nears),
        compared=sum(len(near.memories) for near in nears),
    )
