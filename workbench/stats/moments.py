"""Moments: what a mean, a deviation and a slope need to know of a set of values, so that two sets can be joined.

All sums are about the mean of their own set, so nothing is lost when values are large and close together. Joining is by
Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979).
"""

from __future__ import annotations

import msgspec

from workbench.stats.checked import finite


class Moments(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Count, mean and spread of some values.

    Attributes:
        count: how many values, at least 1.
        mean: Σx / n, in the unit of the values.
        squares: Σ(x − mean)², in that unit squared, ≥ 0.

    >>> Moments.of(1.0).join(Moments.of(3.0))
    Moments(count=2, mean=2.0, squares=2.0)
    """

    count: int
    mean: float
    squares: float

    @classmethod
    def of(cls, value: float) -> Moments:
        """The moments of one value; its size must stay below 1e150, so that its square is a number.

        Raises:
            ValueError: it is not finite.
        """
        return cls(1, finite(value), 0.0)

    def join(self, other: Moments) -> Moments:
        """The moments of both sets together."""
        count = self.count + other.count
        share = other.count / count
        step = other.mean - self.mean
        return Moments(
            count,
            self.mean + step * share,
            self.squares + other.squares + step * step * self.count * share,
        )


class Comoments(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Means and common spread of some pairs (x, y).

    Attributes:
        count: how many pairs, at least 1.
        x, y: the means.
        xx: Σ(x − mean)², in the unit of x squared, ≥ 0; exactly 0 when all x are the same.
        xy: Σ(x − mean)(y − mean), in the unit of x times that of y.

    >>> Comoments.of(0.0, 1.0).join(Comoments.of(2.0, 5.0))
    Comoments(count=2, x=1.0, y=3.0, xx=2.0, xy=4.0)
    """

    count: int
    x: float
    y: float
    xx: float
    xy: float

    @classmethod
    def of(cls, x: float, y: float) -> Comoments:
        """The moments of one pair; the size of both must stay below 1e150.

        Raises:
            ValueError: one of them is not finite.
        """
        return cls(1, finite(x), finite(y), 0.0, 0.0)

    def join(self, other: Comoments) -> Comoments:
        """The moments of both sets together."""
        count = self.count + other.count
        share = other.count / count
        dx = other.x - self.x
        dy = other.y - self.y
        weight = self.count * share
        return Comoments(
            count,
            self.x + dx * share,
            self.y + dy * share,
            self.xx + other.xx + dx * dx * weight,
            self.xy + other.xy + dx * dy * weight,
        )
