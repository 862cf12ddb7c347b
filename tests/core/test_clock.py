"""Clocks, and time as a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words import NOON, LampSwitched
from workbench.core.clock import StepClock, WallClock, from_micros, to_micros
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe


@given(st.datetimes(timezones=st.just(UTC)))
def test_micros_are_exact(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_micros_know_time_zones() -> None:
    assert to_micros(datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == 0
    assert to_micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


def test_a_stepped_clock_moves_when_told() -> None:
    clock = StepClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(0.25)
    assert clock.now() == NOON + timedelta(seconds=0.25)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_the_wall_clock_is_in_utc() -> None:
    before = datetime.now(UTC)
    now = WallClock().now()
    assert now.tzinfo == UTC
    assert before <= now <= datetime.now(UTC)


def test_a_scribe_fills_in_id_and_time() -> None:
    scribe = Scribe(StepClock(NOON), Ids.seeded(StepClock(NOON), 1))
    one, two = (scribe.event("lab", "room/1", LampSwitched(on=True)) for _ in range(2))
    assert one.time == NOON == scribe.now()
    assert one.id != two.id
    assert scribe.new("memory").startswith("memory/")
    assert scribe.new("memory") != scribe.new("memory")
