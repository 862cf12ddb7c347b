import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats import RollingRate

SECOND = 1_000_000
HORIZON = 10
WIDTH = 2 * SECOND

moments = st.integers(0, 60 * SECOND)
happenings = st.lists(st.tuples(moments, st.integers(0, 5), st.none() | st.integers(1, 10**6)), max_size=40)


def fed(events: list[tuple[int, int, int | None]]) -> RollingRate:
    rate = RollingRate(HORIZON, 5)
    for micros, n, position in events:
        rate.update(micros, n=n, position=position)
    return rate


@given(happenings, st.integers(0, 10 * SECOND))
def test_against_counting_the_window_anew(events: list[tuple[int, int, int | None]], late: int) -> None:
    now = max((micros for micros, _, _ in events), default=0) + late
    rate = fed(events)
    start = now // WIDTH * WIDTH - HORIZON * SECOND
    inside = [event for event in events if event[0] >= start]
    told = [position for _, _, position in inside if position is not None]
    if events:
        assert rate.get(now) == pytest.approx(sum(n for _, n, _ in inside) / ((now - start) / SECOND), rel=1e-12)
    else:
        assert rate.get(now) is None
    assert rate.span(now) == ((min(told), max(told), len(told)) if told else None)
    assert HORIZON <= (now - start) / SECOND < HORIZON + 2


@given(st.data(), happenings)
def test_the_order_of_arrival_changes_nothing(data: st.DataObject, events: list[tuple[int, int, int | None]]) -> None:
    assert fed(data.draw(st.permutations(events))) == fed(events)


def test_a_steady_stream_has_its_own_rate_at_every_moment() -> None:
    rate = RollingRate(HORIZON, 5)
    for tick in range(1, 400):
        now = tick * SECOND // 10
        rate.update(now)
        if now > 15 * SECOND:
            assert rate.get(now) == pytest.approx(10.0, rel=0.011)


def test_silence_is_a_rate_of_zero() -> None:
    rate = fed([(5 * SECOND, 3, 7)])
    assert rate.get(100 * SECOND) == 0.0
    assert rate.span(100 * SECOND) is None


def test_positions_are_for_events_and_n_is_for_what_they_say() -> None:
    rate = fed([(SECOND, 30, 7), (3 * SECOND, 12, 4), (3 * SECOND, 1, None)])
    assert rate.span(4 * SECOND) == (4, 7, 2)
    assert rate.get(4 * SECOND) == 4.3


def test_one_event_from_the_future_takes_one_slot_and_no_more() -> None:
    rate = fed([(10**9 * SECOND, 1, 1)])
    for second in range(1, 61):
        rate.update(second * SECOND)
    honest = fed([(second * SECOND, 1, None) for second in range(1, 61)])
    assert honest.get(61 * SECOND) == 11 / 11
    assert rate.get(61 * SECOND) == 9 / 11
    assert rate.get(10**9 * SECOND) == pytest.approx(1 / 10)


def test_far_too_late_is_passed_over() -> None:
    rate = fed([(48 * SECOND, 1, 9)])
    before = rate.get(49 * SECOND)
    rate.update(48 * SECOND - 12 * SECOND, position=1)
    assert rate.get(49 * SECOND) == before
    assert rate.span(49 * SECOND) == (9, 9, 1)


@pytest.mark.parametrize(("horizon", "buckets"), [(10, 0), (0, 1), (-1, 1), (0.000_001, 2), (10, 3)])
def test_windows_that_cannot_be(horizon: float, buckets: int) -> None:
    with pytest.raises(ValueError, match=r"at least 1|cannot be cut"):
        RollingRate(horizon, buckets)


def test_nothing_happens_less_than_never() -> None:
    with pytest.raises(ValueError, match="times"):
        RollingRate(10, 5).update(0, n=-1)
