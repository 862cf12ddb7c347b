"""Rolling statistics against NumPy and SciPy on the values that are in the window."""

import math
import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from workbench.stats import RollingDeviation, RollingMean, RollingSlope, RollingVariation, SecondDifference

sizes = st.integers(1, 9)
numbers = st.floats(-1e6, 1e6)
streams = st.lists(numbers, min_size=1, max_size=60)


@given(sizes, streams)
def test_mean(size: int, values: list[float]) -> None:
    mean = RollingMean(size)
    for end, value in enumerate(values, 1):
        mean.update(value)
        window = values[max(0, end - size) : end]
        got = mean.get()
        assert got is not None
        assert got == pytest.approx(np.mean(window), rel=1e-12, abs=1e-14 * max(map(abs, window)))


@given(sizes, streams)
def test_deviation(size: int, values: list[float]) -> None:
    deviation = RollingDeviation(size)
    for end, value in enumerate(values, 1):
        deviation.update(value)
        window = values[max(0, end - size) : end]
        if len(window) < 2:
            assert deviation.get() is None
        else:
            assert deviation.get() == pytest.approx(np.std(window), rel=1e-9, abs=1e-14 * max(map(abs, window)))


@given(sizes, st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60))
def test_variation(size: int, values: list[float]) -> None:
    variation = RollingVariation(size)
    for end, value in enumerate(values, 1):
        variation.update(value)
        window = values[max(0, end - size) : end]
        got = variation.get()
        if len(window) < 2:
            assert got is None
        else:
            assert got is not None
            assert got == pytest.approx(stats.variation(window), rel=1e-9, abs=1e-13)
            assert got <= math.sqrt(len(window) - 1) + 1e-9


@given(sizes, streams)
def test_variation_does_not_see_the_sign_or_the_unit(size: int, values: list[float]) -> None:
    plain, turned = RollingVariation(size), RollingVariation(size)
    for value in values:
        plain.update(value)
        turned.update(-4.0 * value)
    assert plain.get() == turned.get()


@pytest.mark.parametrize("values", [(0.0, 0.0), (1.0, -1.0), (0.1, 0.2, -0.3)])
def test_variation_about_a_mean_of_zero_is_undefined(values: tuple[float, ...]) -> None:
    variation = RollingVariation(5)
    for value in values:
        variation.update(value)
    assert variation.get() is None


@given(sizes, st.lists(st.tuples(st.integers(-1000, 1000), numbers), min_size=1, max_size=60))
def test_slope(size: int, points: list[tuple[int, float]]) -> None:
    slope = RollingSlope(size)
    for end, (x, y) in enumerate(points, 1):
        slope.update(x, y)
        xs, ys = zip(*points[max(0, end - size) : end], strict=True)
        if len(set(xs)) < 2:
            assert slope.get() is None
        else:
            expected = stats.linregress(xs, ys).slope
            assert slope.get() == pytest.approx(expected, rel=1e-9, abs=1e-11 * max(map(abs, ys)))


@given(st.lists(st.integers(0, 600), min_size=2, max_size=30, unique=True), st.integers(-50, 50))
def test_slope_of_a_line_over_seconds_since_1970(seconds: list[int], steepness: int) -> None:
    slope = RollingSlope(30)
    for second in seconds:
        slope.update(1_700_000_000 + second, steepness * second + 7)
    assert slope.get() == pytest.approx(steepness, abs=1e-4)


@given(streams)
def test_second_difference(values: list[float]) -> None:
    second = SecondDifference()
    for value in values:
        second.update(value)
    if len(values) < 3:
        assert second.get() is None
    else:
        expected = np.diff(values, 2)[-1]
        assert second.get() == pytest.approx(expected, rel=1e-12, abs=1e-9)


@given(sizes, st.floats(-1e100, 1e100), st.integers(2, 30))
def test_a_constant_has_no_spread_at_all(size: int, value: float, times: int) -> None:
    assume(size > 1)
    mean, deviation, slope = RollingMean(size), RollingDeviation(size), RollingSlope(size)
    for x in range(times):
        mean.update(value)
        deviation.update(value)
        slope.update(x, value)
    assert (mean.get(), deviation.get(), slope.get()) == (value, 0.0, 0.0)


@given(sizes, streams, st.lists(st.sampled_from([1e15, -1e15, 1e100, 3.0]), max_size=20))
def test_what_left_the_window_leaves_no_trace(size: int, values: list[float], past: list[float]) -> None:
    """The answer is the same to the last bit, whatever was in the window before."""
    for make in (RollingMean, RollingDeviation, RollingVariation):
        clean, dirty = make(size), make(size)
        for before in past:
            clean.update(0.0)
            dirty.update(before)
        for count, value in enumerate(values, 1):
            clean.update(value)
            dirty.update(value)
            if count >= size:
                assert clean.get() == dirty.get()


def test_a_million_updates_later_nothing_has_drifted() -> None:
    size, source = 97, random.Random(5)
    mean, deviation, slope = RollingMean(size), RollingDeviation(size), RollingSlope(size)
    values = [source.gauss(1e6, 1e-2) for _ in range(1_000_000)]
    values[-150] = 1e15
    for x, value in enumerate(values):
        mean.update(value)
        deviation.update(value)
        slope.update(x, value)
    window = np.array(values[-size:])
    assert mean.get() == pytest.approx(window.mean(), rel=1e-14)
    assert deviation.get() == pytest.approx(window.std(), rel=1e-7)
    assert slope.get() == pytest.approx(stats.linregress(np.arange(size), window - 1e6).slope, rel=1e-6, abs=1e-11)


@given(sizes, st.integers(0, 60))
def test_holds_no_more_than_the_window(size: int, updates: int) -> None:
    mean = RollingMean(size)
    for value in range(updates):
        mean.update(value)
        assert len(mean.window.endings) + len(mean.window.block) == min(size, value + 1)


@pytest.mark.parametrize("make", [RollingMean, RollingDeviation, RollingVariation, RollingSlope])
@pytest.mark.parametrize("size", [0, -3])
def test_needs_a_size(make: Callable[[int], object], size: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        make(size)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_never_gets_in(bad: float) -> None:
    for statistic in (RollingMean(3), RollingDeviation(3), RollingVariation(3), SecondDifference()):
        statistic.update(2.0)
        with pytest.raises(ValueError, match="finite"):
            statistic.update(bad)
    slope = RollingSlope(3)
    for x, y in ((bad, 1.0), (1.0, bad)):
        with pytest.raises(ValueError, match="finite"):
            slope.update(x, y)
    assert slope == RollingSlope(3)


@pytest.mark.parametrize("make", [RollingMean, RollingDeviation, RollingVariation, RollingSlope])
def test_nothing_seen_nothing_said(make: Callable[[int], RollingMean | RollingSlope]) -> None:
    assert make(4).get() is None
