"""Rereading: the best that were found, ordered anew by a reranker, which reads question and text together.

Of the first `FIRST` each score becomes ``(1 − READING) · score + READING · reading``, where *reading* is what the reranker says, spread from 0 for
the least to 1 for the best of them. The others keep ``(1 − READING) · score``, so they stay behind, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from workbench.core.ports import Reranker
from workbench.retrieval.wish import Found

FIRST = 50
READING = 0.75


class Rereading:
    """Orders anew what a search found.

    Args:
        reranker: opens what judges, on first use.
        text_of: what an item says at a position (None for the present); empty where it says nothing any more.
    """

    def __init__(self, reranker: Callable[[], Reranker], text_of: Callable[[str, int | None], str]) -> None:
        self._open_reranker = reranker
        self._text_of = text_of

    def order(self, query: str, found: Sequence[Found], position: int | None) -> list[Found]:
        """What was found, best first, with the part ``reading``.

        Args:
            query: the question.
            found: what was found, best first.
            position: as of which event; None for the present.

        Raises:
            Unavailable: the reranker cannot be loaded.
        """
        judged = self._open_reranker().score(query, [self._text_of(each.item, position) for each in found[:FIRST]])
        low, high = judged.min(initial=np.inf), judged.max(initial=-np.inf)
        readings = (judged - low) / (high - low) if high > low else np.ones_like(judged)
        read = [_weighed(each, float(reading)) for each, reading in zip(found, readings, strict=False)]
        read += [_weighed(each, 0.0) for each in found[len(read) :]]
        return sorted(read, key=lambda each: -round(each.score, 6))


def _weighed(found: Found, reading: float) -> Found:
    parts = {name: (1 - READING) * value for name, value in found.parts.items()} | {"reading": READING * reading}
    return msgspec.structs.replace(found, score=sum(parts.values()), parts=parts)
