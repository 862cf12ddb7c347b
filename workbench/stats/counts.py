"""Counts of categories in the last few updates: what a stream has been about lately."""

from __future__ import annotations

import heapq

import msgspec

from workbench.stats.checked import at_least_one
from workbench.stats.ring import Ring


class RollingCounts(msgspec.Struct):
    """How often each category occurred in the last `size` updates. Whole-number sums only, so it is exact for ever.

    Attributes:
        size: how many updates back it sees, at least 1.
        counts: occurrences of each category that is in the window, each ≥ 1.
        squares: Σ of the squared counts.
        recent: the categories in the window.

    Raises:
        ValueError: the size is less than 1.

    >>> topics = RollingCounts(4)
    >>> for topic in ("tea", "sea", "sea", "tree", "tree"):
    ...     topics.update(topic)
    >>> topics.shares()
    {'sea': 0.5, 'tree': 0.5}
    >>> topics.diversity()
    0.5
    """

    size: int
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    squares: int = 0
    recent: Ring[str] | None = None

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def update(self, category: str) -> None:
        """Take in one occurrence. O(1)."""
        if self.recent is None:
            self.recent = Ring(self.size)
        evicted = self.recent.push(category)
        self._add(category, 1)
        if evicted is not None:
            self._add(evicted, -1)

    def __len__(self) -> int:
        """Updates in the window, 0 to `size`."""
        return 0 if self.recent is None else len(self.recent)

    def shares(self) -> dict[str, float]:
        """The share of each category, in the order of `ranking`; they sum to 1. Empty before the first update."""
        return {category: count / len(self) for category, count in self.ranking(len(self.counts))}

    def diversity(self) -> float | None:
        """Gini–Simpson index, 1 − Σp² (Simpson 1949): the chance that two draws with replacement differ.

        From 0 (one category) to 1 − 1/k (k categories, equally often). None before the first update.
        """
        total = len(self)
        return (total * total - self.squares) / (total * total) if total else None

    def ranking(self, n: int) -> list[tuple[str, int]]:
        """The at most `n` most frequent categories with their counts; equally frequent ones by their code points.

        >>> topics = RollingCounts(9)
        >>> for topic in ("b", "a", "c", "c"):
        ...     topics.update(topic)
        >>> topics.ranking(2)
        [('c', 2), ('a', 1)]
        """
        return heapq.nsmallest(n, self.counts.items(), key=lambda item: (-item[1], item[0]))

    def _add(self, category: str, change: int) -> None:
        before = self.counts.get(category, 0)
        after = before + change
        self.squares += after * after - before * before
        if after:
            self.counts[category] = after
        else:
            del self.counts[category]
