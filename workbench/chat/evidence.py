"""Evidence: what speaks for it that passages answer a question, measured from how they were found.

None of it grows with the material as such: terms are weighed by the share of items that have them, and similarity is compared with the
largest that so many items would reach by chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from workbench.core.generation import Passage
from workbench.retrieval import Background
from workbench.retrieval.terms import terms

_LEAST_SPREAD = 1e-6


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of the passages that an answer would rest on, at most five.

    Attributes:
        similarity: the largest cosine similarity of one of them to the question.
        lift: how far that lies above the mean of the material, in its standard deviations, as a share of √(2 ln n), which is about what the
            nearest of n items reaches by chance.
        coverage: the largest share of the question's terms that one passage has, each weighed by its rarity.
        both: the largest product of similarity and coverage of one passage.
        spread: the score of the first passage less that of the last one.
        lacking: the share of the question's terms that no item of the material has, weighed by rarity.
        agreement: whether words and meaning choose the same passage: 1 or 0.
    """

    similarity: float
    lift: float
    coverage: float
    both: float
    spread: float
    lacking: float
    agreement: float


def measure(question: str, passages: Sequence[Passage], background: Background) -> Evidence:
    """What speaks for passages, of which there is at least one."""
    weights = rarities(question, background)
    covered = [coverage(passage, weights) for passage in passages]
    near = [passage.similarity for passage in passages]
    size = max(background.size, 3)
    mean = background.total / max(background.size, 1)
    variance = max(background.squares / max(background.size, 1) - mean**2, 0.0)
    chance = math.sqrt(2 * math.log(size))
    return Evidence(
        similarity=max(near),
        lift=(max(near) - mean) / max(math.sqrt(variance), _LEAST_SPREAD) / chance if variance else 0.0,
        coverage=max(covered),
        both=max(a * b for a, b in zip(near, covered, strict=True)),
        spread=passages[0].score - passages[-1].score,
        lacking=sum(weight for term, weight in weights.items() if not background.having.get(term)),
        agreement=float(near.index(max(near)) == covered.index(max(covered))),
    )


def rarities(question: str, background: Background) -> dict[str, float]:
    """The terms of a question, weighed by how few items have them; the weights sum to 1."""
    size = background.size
    raw = {
        term: math.log1p((size - background.having.get(term, 0) + 0.5) / (background.having.get(term, 0) + 0.5))
        for term in terms(question)
    }
    total = sum(raw.values())
    return {term: weight / total for term, weight in raw.items()} if total else {}


def coverage(passage: Passage, weights: Mapping[str, float]) -> float:
    """The share of a question's terms that a passage has, by weight."""
    has = frozenset((*terms(passage.title), *terms(passage.text)))
    return sum(weight for term, weight in weights.items() if term in has)
