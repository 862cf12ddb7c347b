"""A statistic written down in mid-stream and read back goes on as if nothing had happened."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats import (
    Ring,
    RollingCounts,
    RollingDeviation,
    RollingMean,
    RollingRate,
    RollingSlope,
    RollingVariation,
    SecondDifference,
)


class Everything(msgspec.Struct, kw_only=True):
    """A state that holds one of each, as a fold does."""

    ring: Ring[str] = msgspec.field(default_factory=lambda: Ring(3))
    pairs: Ring[tuple[int, float]] = msgspec.field(default_factory=lambda: Ring(2))
    mean: RollingMean = msgspec.field(default_factory=lambda: RollingMean(4))
    deviation: RollingDeviation = msgspec.field(default_factory=lambda: RollingDeviation(3))
    variation: RollingVariation = msgspec.field(default_factory=lambda: RollingVariation(5))
    slope: RollingSlope = msgspec.field(default_factory=lambda: RollingSlope(4))
    second: SecondDifference = msgspec.field(default_factory=SecondDifference)
    counts: RollingCounts = msgspec.field(default_factory=lambda: RollingCounts(4))
    rate: RollingRate = msgspec.field(default_factory=lambda: RollingRate(60, 12))

    def apply(self, position: int, value: float) -> None:
        category = str(int(value) % 3)
        self.ring.push(category)
        self.pairs.push((position, float(value)))
        for statistic in (self.mean, self.deviation, self.variation, self.second):
            statistic.update(value)
        self.slope.update(position, value)
        self.counts.update(category)
        self.rate.update(position * 7_000_000, position=position)

    def said(self, position: int) -> tuple[object, ...]:
        now = position * 7_000_000
        figures = (self.mean, self.deviation, self.variation, self.slope, self.second)
        topics = (self.counts.shares(), self.counts.diversity(), self.counts.ranking(2))
        return *(figure.get() for figure in figures), *topics, self.rate.get(now), self.rate.span(now), list(self.ring)


numbers = st.floats(-1e9, 1e9) | st.integers(-5, 5)


@given(st.lists(numbers, max_size=25), st.lists(numbers, max_size=25))
def test_goes_on_equal(before: list[float], after: list[float]) -> None:
    lived = Everything()
    for position, value in enumerate(before, 1):
        lived.apply(position, value)
    frozen = msgspec.msgpack.encode(lived)
    restored = msgspec.msgpack.decode(frozen, type=Everything)
    assert restored == lived
    assert msgspec.msgpack.encode(restored) == frozen
    for position, value in enumerate(after, len(before) + 1):
        lived.apply(position, value)
        restored.apply(position, value)
        assert restored.said(position) == lived.said(position)
    assert restored == lived
    assert msgspec.msgpack.encode(restored) == msgspec.msgpack.encode(lived)


def test_a_snapshot_of_something_else_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode({"size": 0}), type=RollingMean)
