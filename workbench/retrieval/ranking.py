"""Ranking: how well each item answers a question, from its words, its meaning, whose it is, and what was said around it.

The score of an item is ``(1 − w) · keywords + w · meaning + who + links``:

- *keywords*: BM25 (Robertson & Zaragoza 2009, k1 = 0.9, b = 0.4), divided by the best in sight;
- *meaning*: cosine similarity of the question's vector, spread from 0 for the least to 1 for the best in sight; it has the weight
  w = 0.47 within a group, where texts are short and lean on each other, and 0.67 for an item that stands alone;
- *who*: 0.1 when the question names its owner;
- *links*: 0.2 of what is missing to the best of those that it refers to or that refer to it. So it comes nearer to them, and never before.

Of a group, what stands right before and after an item belongs to what it says: both legs count with it, with the weights of
`KERNEL` by distance. How often a term occurs is summed so before BM25 bends it; similarities are averaged so. Everything is
counted among the items in sight alone, so that nothing which the asker may not see moves a score. The weights were chosen on
conversations and documents of which no figure is reported (docs/performance.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.core.ports import Vectors
from workbench.retrieval.shelf import NONE, Mask, Rows, Shelf

K1 = 0.9
B = 0.4
IN_GROUP = 0.47
ALONE = 0.67
WHO = 0.1
LINKS = 0.2
KERNEL = (1.0, 0.3, 0.1)

Scores = NDArray[np.float64]


class Sight(NamedTuple):
    """What somebody may see of a shelf at one moment.

    Attributes:
        rows: for each slot the row that is seen, −1 for none.
        seen: which slots are seen.
        around: for each distance from 1 on, the slots before and the slots after each slot; as many as there are slots for none.
    """

    rows: Rows
    seen: Mask
    around: tuple[tuple[Rows, Rows], ...]

    @classmethod
    def of(cls, shelf: Shelf, position: int, owners: Collection[str] | None) -> Sight:
        """All items at a position, or those of some owners."""
        rows = shelf.rows_at(position)
        if owners is not None:
            rows[~shelf.mask(owners)] = NONE
        chain = shelf.group if owners is None else shelf.own
        return cls(rows, rows != NONE, tuple(zip(_steps(chain.before.values), _steps(chain.after.values), strict=True)))


class Asked(NamedTuple):
    """A question, ready to be compared: its terms, its vector, and the owners whom it names."""

    terms: Sequence[str]
    vector: Vectors
    named: Sequence[str]


class Ranked(NamedTuple):
    """How well each slot answers; a slot that is not seen has no meaning here.

    Attributes:
        score: keywords + meaning + who + links, 0 to 1.1.
        keywords, meaning, who, links: its parts, weighted.
        similarity: the cosine similarity of the item itself, −1 to 1.
    """

    score: Scores
    keywords: Scores
    meaning: Scores
    who: Scores
    links: Scores
    similarity: Scores


def rank(shelf: Shelf, sight: Sight, asked: Asked) -> Ranked:
    """Compare every item in sight with a question."""
    weight = np.where(shelf.alone.values, ALONE, IN_GROUP)
    keywords = (1 - weight) * _best_is_one(keyword_scores(shelf, sight, asked.terms))
    similarity = similarities(shelf, sight, asked.vector)
    meaning = weight * _spread(_around(similarity, sight), sight.seen)
    who = np.zeros(len(sight.rows))
    if asked.named:
        who[shelf.mask(asked.named)] = WHO
    own = keywords + meaning + who
    links = LINKS * _missing(own, shelf, sight)
    return Ranked(own + links, keywords, meaning, who, links, similarity)


def keyword_scores(shelf: Shelf, sight: Sight, terms: Sequence[str], kernel: Sequence[float] = KERNEL) -> Scores:
    """BM25 of each slot, 0 where no term occurs; a kernel of 1 alone leaves the neighbours out."""
    seen = sight.seen
    lengths = np.zeros(len(seen))
    lengths[seen] = shelf.lengths.values[sight.rows[seen]]
    lengths = _summed(lengths, sight, kernel)
    mean = lengths[seen].mean() if seen.any() else 1.0
    norms = K1 * (1 - B + B * lengths / max(float(mean), 1.0))
    scores = np.zeros(len(sight.rows))
    for term in dict.fromkeys(terms):
        rows, times = shelf.postings(term)
        slots = shelf.slots.values[rows]
        there = sight.rows[slots] == rows
        if not there.any():
            continue
        counts = np.zeros(len(sight.rows))
        counts[slots[there]] = times[there]
        rarity = math.log1p((seen.sum() - there.sum() + 0.5) / (there.sum() + 0.5))
        counts = _summed(counts, sight, kernel)
        scores += rarity * counts * (K1 + 1) / (counts + norms)
    return np.where(seen, scores, 0.0)


def similarities(shelf: Shelf, sight: Sight, vector: Vectors) -> Scores:
    """The cosine similarity of each slot, 0 where nothing is seen."""
    all_rows = np.asarray(shelf.vectors() @ vector, np.float64)
    found = np.zeros(len(sight.rows))
    found[sight.seen] = all_rows[sight.rows[sight.seen]]
    return found


def _missing(scores: Scores, shelf: Shelf, sight: Sight) -> Scores:
    """How far each slot is behind the best of those in sight that it is linked with, 0 where it is behind none."""
    here, there = (column.values for column in shelf.links)
    seen = sight.seen[here] & sight.seen[there]
    best = scores.copy()
    np.maximum.at(best, here[seen], scores[there[seen]])
    return best - scores


def _around(values: Scores, sight: Sight) -> Scores:
    """The mean of each slot's value and its neighbours', weighted by the kernel."""
    return _summed(values, sight, KERNEL) / np.maximum(_summed(np.where(sight.seen, 1.0, 0.0), sight, KERNEL), 1e-9)


def _summed(values: Scores, sight: Sight, kernel: Sequence[float]) -> Scores:
    """Each slot's value and its neighbours', weighted by the kernel. What is not seen has to be 0."""
    total = kernel[0] * values
    padded = np.append(values, 0.0)
    for weight, (before, after) in zip(kernel[1:], sight.around, strict=False):
        total += weight * (padded[before] + padded[after])
    return total


def _steps(links: Rows) -> list[Rows]:
    """Where one comes by following links once, twice, …; the number of slots where there is nothing to follow."""
    end = len(links)
    closed = np.append(np.where(links == NONE, end, links), end)
    steps = [closed]
    while len(steps) < len(KERNEL) - 1:
        steps.append(closed[steps[-1]])
    return [step[:end] for step in steps]


def _best_is_one(values: Scores) -> Scores:
    best = float(values.max(initial=0.0))
    return values / best if best > 0 else values


def _spread(values: Scores, seen: Mask) -> Scores:
    if not seen.any():
        return np.zeros_like(values)
    low, high = float(values[seen].min()), float(values[seen].max())
    return (values - low) / (high - low) if high > low else np.ones_like(values)
