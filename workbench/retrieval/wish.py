"""A wish and what is found for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be found.

    Attributes:
        query: the question, in words.
        k: at most so many items.
        owners: of one of these; None for all.
        kinds: of one of these sorts; none for any.
        tags: with all of these tags.
        since, until: which tell of what happened from and before these moments.
        group: which stand in this one; None for any or none.
    """

    query: str
    k: int
    owners: Collection[str] | None = None
    kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    group: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An item that was found.

    Attributes:
        item: its subject.
        score: how well it answers, 0 to 1.1; comparable within one answer only.
        parts: what the score is the sum of: ``keywords``, ``meaning``, ``who`` and ``links``.
        similarity: the cosine similarity of the item alone to the question, −1 to 1.
        around: the items right before and after it in its group, in order.
    """

    item: str
    score: float
    parts: dict[str, float]
    similarity: float
    around: tuple[str, ...]
