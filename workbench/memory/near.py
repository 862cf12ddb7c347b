"""Near: which memories lie close to each other. Compared block by block; what comes later is compared with what was there."""

from __future__ import annotations

import operator

import msgspec
import numpy as np
from numpy.typing import NDArray

from workbench.core.ports import Vectors

NEAR = 0.6
"""From which cosine similarity on two memories count as near. Two sentences on one topic lie near 0.5 to 0.8."""
ALIKE = 0.95
"""From which cosine similarity on two memories count as twins. With the built-in model two wordings of one sentence lie near 0.9
to 1.0."""
EACH = 64
"""How many earlier memories are kept for each, the most alike ones."""

_BLOCK = 256

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]


class Near(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Pairs of some memories that are near, in the order of the newer one.

    Attributes:
        memories: their subjects, in the order in which they were made.
        worded: since which event each says what it says.
        twins: with how many earlier ones each is as alike as `ALIKE`, those beyond `EACH` included.
        newer, older: of each pair the numbers of its two memories.
        similarity: of each pair the cosine similarity.
    """

    memories: list[str]
    worded: Numbers
    twins: Numbers
    newer: Numbers
    older: Numbers
    similarity: Values

    def shared(self, memories: list[str], worded: Numbers) -> int:
        """How many memories at the beginning are the same as in another list, and say the same."""
        count = min(len(memories), len(self.memories))
        same = np.fromiter(map(operator.eq, memories[:count], self.memories[:count]), np.bool_, count)
        same &= worded[:count] == self.worded[:count]
        return count if same.all() else int(np.argmin(same))


_NOTHING = np.empty(0, np.int64)
NOBODY = Near(
    memories=[], worded=_NOTHING, twins=_NOTHING, newer=_NOTHING, older=_NOTHING, similarity=np.empty(0, np.float32)
)


def find_near(memories: list[str], worded: Numbers, vectors: Vectors, before: Near = NOBODY) -> Near:
    """Compare every memory with every earlier one. What an earlier answer says of the first of them is taken over.

    Args:
        memories: in the order in which they were made.
        worded: since which event each says what it says.
        vectors: of each, of length 1.
        before: an earlier answer.
    """
    known = before.shared(memories, worded)
    end = int(np.searchsorted(before.newer, known))
    parts = [(before.newer[:end], before.older[:end], before.similarity[:end])]
    twins = [before.twins[:known]]
    for begin in range(known, len(memories), _BLOCK):
        stop = min(begin + _BLOCK, len(memories))
        alike = vectors[begin:stop] @ vectors[:stop].T
        alike[:, begin:][np.triu_indices(stop - begin)] = -1.0  # each pair once, and none with itself
        rows, columns = np.nonzero(alike >= NEAR)
        values = alike[rows, columns]
        twins.append(np.bincount(rows[values >= ALIKE], minlength=stop - begin))
        kept = _closest(rows, values, stop - begin)
        parts.append((begin + rows[kept], columns[kept], values[kept]))
    newer, older, similarity = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Near(
        memories=memories,
        worded=worded,
        twins=np.concatenate(twins),
        newer=newer,
        older=older,
        similarity=similarity.astype(np.float32),
    )


def _closest(rows: Numbers, values: Values, count: int) -> Numbers:
    """Which pairs are among the `EACH` most alike of their row, in order. Rows ascend."""
    bounds = np.searchsorted(rows, np.arange(count + 1))
    kept = np.ones(len(rows), np.bool_)
    for row in np.flatnonzero(np.diff(bounds) > EACH).tolist():
        begin, end = bounds[row : row + 2]
        kept[begin + np.argpartition(-values[begin:end], EACH)[EACH:]] = False
    return np.flatnonzero(kept)
