"""Background: how a question stands to all that may be seen, so that what was found can be judged against it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from workbench.core.ports import Vectors
from workbench.retrieval.ranking import Sight, similarities
from workbench.retrieval.shelf import Shelf
from workbench.retrieval.terms import terms


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """What a question meets in some material. Those of two materials can be added.

    Attributes:
        size: how many items there are.
        having: for each term of the question the number of items that have it.
        total: the sum of the cosine similarities of all items to the question.
        squares: the sum of their squares.
    """

    size: int = 0
    having: Mapping[str, int] = {}
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Background) -> Background:
        terms = dict.fromkeys((*self.having, *other.having))
        return Background(
            size=self.size + other.size,
            having={term: self.having.get(term, 0) + other.having.get(term, 0) for term in terms},
            total=self.total + other.total,
            squares=self.squares + other.squares,
        )


def measure(shelf: Shelf, sight: Sight, query: str, vector: Vectors) -> Background:
    """What a question meets among all that is in sight."""
    near = similarities(shelf, sight, vector)[sight.seen]
    slots = shelf.slots.values
    return Background(
        size=len(near),
        having={
            term: int((sight.rows[slots[rows]] == rows).sum())
            for term in dict.fromkeys(terms(query))
            for rows, _ in [shelf.postings(term)]
        },
        total=float(near.sum()),
        squares=float((near**2).sum()),
    )
