"""Spread: how a whole is divided among its parts, and where a value stands among others.

Plain functions over a few values (the members of a lab, the concepts of a window), O(n log n) at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.stats.checked import amounts, finite


def gini(values: Sequence[float]) -> float | None:
    """The Gini coefficient, Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n² mean) (Gini 1912): how unequally an amount is divided.

    A pure number from 0 (all have the same) to 1 − 1/n (one has everything). None where it is undefined: without
    values, or when nobody has anything.

    Raises:
        ValueError: a value is negative or not finite.

    >>> gini([0, 0, 0, 8])
    0.75
    """
    weights = _weights(values)
    if weights is None:
        return None
    # The same sum in O(n log n): in order of size the i-th (from 0) is the larger in i pairs, the smaller in n − 1 − i.
    n = len(weights)
    excess = math.fsum((2 * i + 1 - n) * weight for i, weight in enumerate(sorted(weights)))
    return max(0.0, excess / (n * math.fsum(weights)))


def evenness(values: Sequence[float]) -> float | None:
    """Pielou's evenness, −Σ p ln p / ln n with p the share of each of n values (Pielou 1966).

    A pure number from 0 (one has everything) to 1 (all have the same). Zeros count among the n: an idle member makes a
    load less even. None with fewer than 2 values, or when nobody has anything.

    Raises:
        ValueError: a value is negative or not finite.

    >>> evenness([5, 5])
    1.0
    """
    weights = _weights(values)
    if weights is None or len(weights) < 2:
        return None
    total = math.fsum(weights)
    shares = [weight / total for weight in weights]
    entropy = -math.fsum(share * math.log(share) for share in shares if share > 0.0)
    return min(1.0, max(0.0, entropy / math.log(len(shares))))


def quantile(values: Sequence[float], q: float) -> float | None:
    """The value below which the share `q` of the values lies, in their unit, interpolated linearly.

    Hyndman and Fan's type 7 (1996), as NumPy's default: the position (n − 1) q among the values in order.
    From the smallest (q = 0) over the median to the largest (q = 1). None without values.

    Raises:
        ValueError: `q` is not within 0..1, or a value is not finite.

    >>> quantile([3, 1, 2, 4], 0.5)
    2.5
    """
    if not 0.0 <= q <= 1.0:
        raise ValueError(f"a quantile is asked for within 0..1, not at {q}")
    ordered = sorted(finite(value) for value in values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * q
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    part = place - below
    low, high = ordered[below], ordered[above]
    return low + (high - low) * part


def _weights(values: Sequence[float]) -> list[float] | None:
    """The values as shares of the largest, so that no sum overflows; None when there is nothing to divide."""
    numbers = amounts(values)
    peak = max(numbers, default=0.0)
    return [number / peak for number in numbers] if peak > 0.0 else None
