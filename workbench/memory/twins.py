"""Twins: memories that say nearly the same. They are found and shown; nothing merges them."""

from __future__ import annotations

import heapq

import msgspec
import numpy as np

from workbench.memory.seen import Seen

ALIKE = 0.95
"""From which cosine similarity on two memories count as twins. With the built-in model two wordings of one sentence lie near 0.9
to 1.0, two sentences on one topic near 0.5 to 0.8."""

_BLOCK = 512


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
        pairs: the most alike first, at most as many as were asked for.
        count: how many pairs there are.
        compared: how many memories were compared, each with every other one.
    """

    pairs: tuple[Twins, ...]
    count: int
    compared: int


def find_twins(seen: Seen, most: int, own: bool) -> Doubles:
    """Compare every memory with every other one, block by block.

    Args:
        seen: the memories.
        most: how many pairs to give back.
        own: whether only memories of the same agent are compared.
    """
    vectors, agents = seen.vectors, seen.agents
    best: list[tuple[float, int, int]] = []
    count = 0
    for begin in range(0, len(vectors), _BLOCK):
        alike = vectors[begin : begin + _BLOCK] @ vectors[begin:].T  # each pair once: what came before is done
        rows, columns = np.nonzero(alike >= ALIKE)
        kept = columns > rows
        if own:
            kept &= agents[begin + rows] == agents[begin + columns]
        rows, columns = rows[kept], columns[kept]
        count += len(rows)
        found = zip(alike[rows, columns].tolist(), (-begin - rows).tolist(), (-begin - columns).tolist(), strict=True)
        best = heapq.nlargest(most, [*best, *((round(value, 6), row, column) for value, row, column in found)])
    pairs = (
        Twins(first=seen.memories[-row], second=seen.memories[-column], similarity=min(value, 1.0))
        for value, row, column in best
    )
    return Doubles(pairs=tuple(pairs), count=count, compared=len(vectors))
