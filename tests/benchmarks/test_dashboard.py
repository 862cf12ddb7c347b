"""The lab that the dashboards' benchmark looks at, and what its visitors understand. What is measured is not tested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks.dashboard_client import as_bokeh, objects
from benchmarks.dashboard_lab import HOURS, fill
from workbench.app import VOCABULARY
from workbench.core.events import kind_of
from workbench.log import MemoryLog
from workbench.log.seal import seeded_salts

_END = datetime(2026, 1, 2, tzinfo=UTC)


def _filled() -> MemoryLog:
    log = MemoryLog(VOCABULARY, salts=seeded_salts(7))
    fill(log, events=2_500, agents=12, end=_END)
    return log


def test_the_lab_has_a_day_of_all_that_is_measured() -> None:
    records = list(_filled().read())
    assert len(records) == 2_500
    assert len({record.event.source for record in records}) == 12
    assert {kind_of(record.event.data) for record in records} >= {
        "agent.registered",
        "exam.completed",
        "exam.predicted",
        "memory.created",
        "task.completed",
        "task.progressed",
        "task.started",
    }
    times = [record.recorded for record in records]
    assert times == sorted(times)
    assert times[-1] == _END
    assert timedelta(hours=HOURS - 1) < times[-1] - times[0] < timedelta(hours=HOURS)


def test_the_lab_is_the_same_every_time() -> None:
    first, second = ([record.hash for record in _filled().read()] for _ in range(2))
    assert first == second


def test_a_visitor_finds_what_is_within_what() -> None:
    inner = {"type": "object", "id": "b", "attributes": {"title": "Event"}}
    document = [{"type": "object", "id": "a", "attributes": {"children": [{"type": "map"}, inner]}}]
    assert [found["id"] for found in objects(document)] == ["a", "b"]


def test_a_visitor_says_dictionaries_as_bokeh_does() -> None:
    said = {"wish": {"asked": 1}}
    assert as_bokeh(said) == {"type": "map", "entries": [["wish", {"type": "map", "entries": [["asked", 1]]}]]}
