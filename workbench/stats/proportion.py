"""Proportions: how sure one can be of a share that was seen in a few trials."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a proportion, without continuity correction (Wilson 1927, J. Am. Stat. Assoc. 22).

    With p = successes / trials, n trials and z the normal quantile at (1 + confidence) / 2:
    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Unlike the textbook interval it stays within 0..1 and keeps a
    width when every trial ends alike.

    Args:
        successes: 0 to `trials`.
        trials: ≥ 0; with none nothing is known, and the interval is all of 0..1.
        confidence: between 0 and 1, both left out.

    Returns:
        The lower and the upper bound, each within 0..1.

    Raises:
        ValueError: an argument is out of its range.

    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    _check(successes, trials)
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    if trials == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    share = successes / trials
    stretch = 1.0 + z * z / trials
    centre = (share + z * z / (2.0 * trials)) / stretch
    half = z * math.sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)) / stretch
    # At the ends the two terms are equal on paper; rounding must not leave a bound beside 0 or 1.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return low, high


def posterior_mean(successes: int, trials: int, prior: tuple[float, float] = (1, 1)) -> float:
    """The proportion expected after the trials, (a + successes) / (a + b + trials), when Beta(a, b) was believed.

    The mean of the Beta–binomial model's posterior. The default prior holds every proportion equally likely (Laplace's
    rule of succession), so that with no trials it says ½. Strictly between 0 and 1.

    Args:
        successes: 0 to `trials`.
        trials: ≥ 0.
        prior: (a, b), both positive: as if a successes and b failures had been seen before.

    Raises:
        ValueError: an argument is out of its range.

    >>> posterior_mean(3, 4)
    0.6666666666666666
    """
    _check(successes, trials)
    a, b = prior
    if not (0.0 < a < math.inf and 0.0 < b < math.inf):
        raise ValueError(f"both numbers of a prior are positive, not {a} and {b}")
    return (a + successes) / (a + b + trials)


def _check(successes: int, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials cannot be")
