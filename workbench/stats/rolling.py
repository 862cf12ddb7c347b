"""Statistics of the last `size` values of a stream: O(1) amortised an update, O(1) a read, no drift ever."""

from __future__ import annotations

import math

import msgspec

from workbench.stats.checked import at_least_one, finite
from workbench.stats.moments import Comoments, Moments
from workbench.stats.window import Window

# Below this share of the deviation a mean is rounding noise, and a ratio to it would be an invented number.
_LOST_IN_ROUNDING = 1e-12


class RollingMean(msgspec.Struct):
    """Arithmetic mean, Σx / n, of the last `size` values, in their unit; from their smallest to their largest.

    Needs 1 value.

    Raises:
        ValueError: the size is less than 1, or a value is not finite.

    >>> mean = RollingMean(2)
    >>> for value in (7, 1, 2):
    ...     mean.update(value)
    >>> mean.get()
    1.5
    """

    size: int
    window: Window[Moments] = msgspec.field(default_factory=Window)

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def update(self, value: float) -> None:
        """Take in one value."""
        self.window.push(Moments.of(value), self.size)

    def get(self) -> float | None:
        """The mean; None before the first value."""
        moments = self.window.summary()
        return None if moments is None else moments.mean


class RollingDeviation(msgspec.Struct):
    """Population standard deviation, √(Σ(x − mean)² / n), of the last `size` values, in their unit; ≥ 0.

    The window is the whole population that is spoken of, so the sum is divided by n, not by n − 1.
    Needs 2 values: one alone cannot show that nothing moves.

    Raises:
        ValueError: the size is less than 1, or a value is not finite.

    >>> deviation = RollingDeviation(4)
    >>> for value in (90, 2, 4, 4, 6):
    ...     deviation.update(value)
    >>> round(deviation.get(), 6)
    1.414214
    """

    size: int
    window: Window[Moments] = msgspec.field(default_factory=Window)

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def update(self, value: float) -> None:
        """Take in one value."""
        self.window.push(Moments.of(value), self.size)

    def get(self) -> float | None:
        """The deviation; None with fewer than 2 values in the window."""
        moments = self.window.summary()
        if moments is None or moments.count < 2:
            return None
        return _deviation(moments)


class RollingVariation(msgspec.Struct):
    """Coefficient of variation, population standard deviation ÷ |mean|, of the last `size` values: a pure number, ≥ 0.

    It compares how restless streams of different units are, and means something for values on a scale with a true zero
    (durations, counts), where n values of one sign keep it at or below √(n − 1). Needs 2 values and a mean that is not
    zero within rounding (|mean| > 10⁻¹² deviations).

    Raises:
        ValueError: the size is less than 1, or a value is not finite.

    >>> variation = RollingVariation(10)
    >>> for seconds in (1, 3):
    ...     variation.update(seconds)
    >>> variation.get()
    0.5
    """

    size: int
    window: Window[Moments] = msgspec.field(default_factory=Window)

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def update(self, value: float) -> None:
        """Take in one value."""
        self.window.push(Moments.of(value), self.size)

    def get(self) -> float | None:
        """The coefficient; None with fewer than 2 values in the window, or where their mean is zero."""
        moments = self.window.summary()
        if moments is None or moments.count < 2:
            return None
        deviation = _deviation(moments)
        if abs(moments.mean) <= _LOST_IN_ROUNDING * deviation:
            return None
        return deviation / abs(moments.mean)


class RollingSlope(msgspec.Struct):
    """Slope of the least-squares line through the last `size` points, in units of y per unit of x, of either sign.

    Ordinary least squares (Legendre 1805), Σ(x − mean)(y − mean) / Σ(x − mean)²: the points err in y only. The x need
    not be evenly spaced or in order. Needs 2 points with different x.

    Raises:
        ValueError: the size is less than 1, or a coordinate is not finite.

    >>> slope = RollingSlope(3)
    >>> for x, y in ((0, 50), (1, 1), (2, 3), (4, 7)):
    ...     slope.update(x, y)
    >>> round(slope.get(), 9)
    2.0
    """

    size: int
    window: Window[Comoments] = msgspec.field(default_factory=Window)

    def __post_init__(self) -> None:
        at_least_one(self.size)

    def update(self, x: float, y: float) -> None:
        """Take in one point."""
        self.window.push(Comoments.of(x, y), self.size)

    def get(self) -> float | None:
        """The slope; None without two different x in the window."""
        moments = self.window.summary()
        if moments is None or moments.xx == 0.0:
            return None
        return moments.xy / moments.xx


class SecondDifference(msgspec.Struct):
    """How much faster a value grows than a step ago, yₙ − 2yₙ₋₁ + yₙ₋₂: the unit of y a step squared, of either sign.

    The central second difference of evenly spaced values; it says nothing of how long a step took. Needs 3 values.

    Attributes:
        recent: the last three values, oldest first.

    Raises:
        ValueError: a value is not finite.

    >>> acceleration = SecondDifference()
    >>> for value in (1, 2, 5):
    ...     acceleration.update(value)
    >>> acceleration.get()
    2.0
    """

    recent: list[float] = msgspec.field(default_factory=list)

    def update(self, value: float) -> None:
        """Take in one value."""
        self.recent = [*self.recent[-2:], finite(value)]

    def get(self) -> float | None:
        """The difference; None with fewer than 3 values."""
        if len(self.recent) < 3:
            return None
        first, second, third = self.recent
        return (third - second) - (second - first)


def _deviation(moments: Moments) -> float:
    return math.sqrt(moments.squares / moments.count)
