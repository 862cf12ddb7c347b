"""Rereading: the best that were found, ordered anew by a reranker, which reads question and text together.

Of the first `FIRST` each score becomes ``(1 − READING) · score + READING · reading``, where *reading* is what the reranker says, spread from 0 for
the least to 1 for the best of them. The others keep ``(1 − READING) · score``, so they stay behind, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from workbench.core.ports import Reranker
from workbench.retrieval.search import Found, Search, Wish

FIRST = 50
READING = 0.75


class Reading:
    """A search whose best are read again, where there is a reranker.

    Args:
        search: finds.
        text_of: what an item says at a position (None for the present); empty where it says nothing any more.
        reranker: opens what reads, on first use; None for nothing.
    """

    def __init__(
        self,
        search: Search,
        text_of: Callable[[str, int | None], str],
        reranker: Callable[[], Reranker] | None,
    ) -> None:
        self._search = search
        self._text_of = text_of
        self._open_reranker = reranker

    def find(self, wish: Wish, position: int | None = None) -> list[Found]:
        """The best items for a wish, best first; see `Search.find`."""
        if self._open_reranker is None:
            return self._search.find(wish, position)
        reranker = self._open_reranker()
        found = self._search.find(msgspec.structs.replace(wish, k=max(wish.k, FIRST)), position)
        texts = [self._text_of(each.item, position) for each in found[:FIRST]]
        return reread(reranker, wish.query, found, texts)[: wish.k]


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
