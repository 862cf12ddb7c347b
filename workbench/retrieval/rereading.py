"""Rereading: the best that were found, ordered anew by a reranker, which reads question and text together.

Of the first `FIRST` each score becomes ``(1 − READING) · score + READING · reading``, where *reading* is what the reranker says, spread from 0 for
the least to 1 for the best of them. The others keep ``(1 − READING) · score``, so they stay behind, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from workbench.core.ports import Reranker
from workbench.retrieval.search import Found

FIRST = 50
READING = 0.75


def reread(reranker: Reranker, query: str, found: Sequence[Found], texts: Sequence[str]) -> list[Found]:
    """What was found, best first, with the part ``reading``.

    Args:
        reranker: judges.
        query: the question.
        found: what was found, best first.
        texts: what the first `FIRST` of these say.

    Raises:
        Unavailable: the reranker cannot be loaded.
    """
    judged = reranker.score(query, texts[:FIRST])
    low, high = judged.min(initial=np.inf), judged.max(initial=-np.inf)
    readings = (judged - low) / (high - low) if high > low else np.ones_like(judged)
    read = [_weighed(each, float(reading)) for each, reading in zip(found, readings, strict=False)]
    read += [_weighed(each, 0.0) for each in found[len(read) :]]
    return sorted(read, key=lambda each: -round(each.score, 6))


def _weighed(found: Found, reading: float) -> Found:
    parts = {name: (1 - READING) * value for name, value in found.parts.items()} | {"reading": READING * reading}
    return msgspec.structs.replace(found, score=sum(parts.values()), parts=parts)
