"""The trend: how fast a value rises or falls."""

from __future__ import annotations

import msgspec

from workbench.stats import RollingSlope

HOUR = 3_600_000_000


class Trend(msgspec.Struct):
    """The least-squares slope of the last values, per hour.

    Hours are counted from the first value: counted from 1970 they would be so large that a float could not hold the
    microseconds between two events.

    Attributes:
        slope: of the values over hours.
        start: when the first value came, in microseconds since 1970 UTC; None before it.
    """

    slope: RollingSlope
    start: int | None = None

    @classmethod
    def of(cls, size: int) -> Trend:
        """A trend of the last `size` values."""
        return cls(RollingSlope(size))

    def update(self, recorded: int, value: float) -> None:
        """Take in a value that came at `recorded`, in microseconds since 1970 UTC."""
        if self.start is None:
            self.start = recorded
        self.slope.update((recorded - self.start) / HOUR, value)

    def get(self) -> float | None:
        """The slope per hour; None without two values of different times."""
        return self.slope.get()
