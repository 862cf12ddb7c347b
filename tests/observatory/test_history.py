"""How figures went: samples are the figures of their positions, in bounded space, finest where it is near."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.observatory.streams import START, Held, long_stream, observed, streams
from workbench.core.clock import from_micros, to_micros
from workbench.core.events import Record
from workbench.observatory import METRICS, Observatory, ObservatoryState
from workbench.observatory.course import WINDOWS, Course, Window
from workbench.observatory.values import COURSE_OF_AGENT, OF_AGENT, OF_LAB

_SECOND = 1_000_000
MOST = 10


@given(st.lists(st.sampled_from((0, 1, _SECOND, 40 * _SECOND, 7_000 * _SECOND)), max_size=400))
def test_a_course_is_bounded_and_reaches_back(gaps: list[int]) -> None:
    course, now, taken = Course.of(1, MOST, double=True), 1_000 * _SECOND, list[int]()
    for position, gap in enumerate(gaps, 1):
        now += gap
        if now >= course.due:
            course.add(now, position, (position / 7,))
            taken.append(now)
    for track in course.tracks:
        assert len(track.packed) <= 2 * MOST * (8 + 8 + 8)
    for span in WINDOWS.values():
        begin = None if span is None else now - to_micros(from_micros(0) + span)
        rows = course.samples(begin)
        recorded = rows["recorded"].tolist()
        assert recorded == sorted(recorded)
        assert set(recorded) <= set(taken)
        assert [position / 7 for position in rows["position"].tolist()] == rows["values"][:, 0].tolist()
        assert all(at >= begin for at in recorded[1:]) if begin is not None else recorded[:1] == taken[:1]
        earlier = [at for at in taken if begin is not None and at <= begin]
        if earlier:  # there is a sample to count changes from
            assert recorded[0] <= begin or recorded[0] - begin <= 2 * min(t.spacing for t in course.tracks if t.fixed)


def test_a_course_goes_on_from_a_snapshot() -> None:
    course = Course.of(2, MOST, double=False)
    for number in range(500):
        if number == 250:
            course = msgspec.msgpack.decode(msgspec.msgpack.encode(course), type=Course)
        course.add(number * 3 * _SECOND, number, (number / 500, math.nan))
    for rows in (course.samples(None), course.samples(1_400 * _SECOND)):
        assert rows["values"][:, 0] == pytest.approx(rows["position"] / 500)
        assert np.isnan(rows["values"][:, 1]).all()
    assert course.samples(1_400 * _SECOND)["position"][-1] == 480


def past(records: list[Record], position: int) -> Observatory:
    upto = records[:position]
    return Observatory(Held(upto, upto[-1].recorded, past=True))


@given(streams())
def test_samples_are_the_figures_of_their_positions(records: list[Record]) -> None:
    history = observed(records).history()
    for row in range(0, len(history), 5):
        position = int(history.position[row])
        then = past(records, position)
        for name in METRICS:
            _same(history.values[name][row], then.figure(name).value)


def test_samples_of_a_long_life() -> None:
    records = long_stream(3, 1_500, agents=5)
    now = observed(records)
    history = now.history("10 min")
    assert len(history) > 40
    for row in range(0, len(history), 20):
        position = int(history.position[row])
        then = past(records, position)
        for name in (*OF_AGENT, *OF_LAB):
            _same(history.values[name][row], then.figure(name).value)
        levels = [x for agent in then.agents() if (x := agent.level) is not None]
        assert (history.values["level_low"][row], history.values["level_high"][row]) == pytest.approx(
            tuple(np.quantile(levels, (0.1, 0.9)))
        )
    for agent, trail in now.trails("1 h").items():
        then = past(records, int(trail.position[-1]))
        for name in COURSE_OF_AGENT:
            _same(trail.values[name][-1], then.figure(name, agent).value)
        assert len(now.history("1 h", agent)) == len(trail)


def test_changes_are_counted_from_the_beginning_of_the_window() -> None:
    records = long_stream(4, 1_500, agents=2)
    now = observed(records)
    for window, span in WINDOWS.items():
        history = now.history(window)
        found = history.before("level")
        assert found is not None
        since, value = found
        if span is None:
            assert since == from_micros(int(history.recorded[0])) or np.isnan(history.values["level"][0])
        assert value == history.values["level"][~np.isnan(history.values["level"])][0]
        for row in now.agents(window):
            first = now.history(window, row.agent).before("level")
            assert first is not None and row.level is not None
            assert row.change == pytest.approx(row.level - first[1], abs=1e-6)


def test_a_window_ends_at_the_moment_that_is_asked_for() -> None:
    records = long_stream(5, 900)
    middle = records[400]
    then = Observatory(Held(records[:401], middle.recorded + timedelta(minutes=3), past=True))
    windows: list[Window] = ["10 min", "1 h", "24 h", "all"]
    for window in windows:
        history = then.history(window)
        assert history.position[-1] <= 401
        assert all(a < b for a, b in pairwise(history.position.tolist()))


def test_nothing_has_no_history() -> None:
    empty = observed([])
    assert len(empty.history("10 min")) == 0
    assert empty.history().before("level") is None
    assert empty.trails() == {}


def test_the_order_is_that_of_the_catalogue() -> None:
    assert (*OF_AGENT, *OF_LAB) == tuple(METRICS)
    assert ObservatoryState().course.width == 3 * len(OF_AGENT) + len(OF_LAB)
    assert START.tzinfo is not None


def _same(sample: float, figure: float | None) -> None:
    if figure is None:
        assert math.isnan(sample)
    else:
        assert sample == pytest.approx(figure, rel=1e-6, abs=1e-6)
