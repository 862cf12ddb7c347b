"""Events keep their meaning on the way out and back in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given

from tests.core.test_vocabulary import EVENTS
from tests.words import NOON, WORDS, LampSwitched
from workbench.core.cloudevents import from_cloud, to_cloud, to_cloud_event
from workbench.core.errors import BadInput
from workbench.core.events import Event, Record

CLOUD = {"type": "lamp.switched", "source": "lab", "data": {"on": True}, "id": "1", "time": "2020-01-01T02:00:00+02:00"}


@given(EVENTS)
def test_there_and_back(one: Event) -> None:
    cloud = msgspec.json.decode(msgspec.json.encode(to_cloud_event(one)))
    assert from_cloud(cloud, WORDS) == one


def test_a_record_carries_its_place() -> None:
    cloud = to_cloud(Record(7, NOON, b"", from_cloud(CLOUD, WORDS)))
    assert cloud == {
        "specversion": "1.0",
        "id": "1",
        "source": "lab",
        "type": "lamp.switched",
        "subject": "lab",
        "time": "2020-01-01T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {"on": True},
        "sequence": "7",
        "recordedtime": "2026-03-01T12:00:00Z",
    }
    assert from_cloud(cloud, WORDS).data == LampSwitched(on=True)


def test_what_is_missing_is_filled_in() -> None:
    bare = {"type": "lamp.switched", "source": "agent/ada", "data": {"on": False}}
    filled = from_cloud(bare, WORDS, new_id=lambda: "fresh", now=lambda: NOON)
    assert (filled.id, filled.time, filled.subject) == ("fresh", NOON, "agent/ada")
    for missing in ({}, {"new_id": lambda: "fresh"}, {"now": lambda: NOON}):
        with pytest.raises(BadInput):
            from_cloud(bare, WORDS, **missing)  # type: ignore[arg-type]


def test_times_are_kept_in_utc() -> None:
    assert from_cloud(CLOUD, WORDS).time == datetime(2020, 1, 1, tzinfo=UTC)
    assert from_cloud(CLOUD, WORDS).time.tzinfo == UTC


@pytest.mark.parametrize(
    ("cloud", "said"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ({}, "no type"),
        ({**CLOUD, "type": 5}, "no type"),
        ({**CLOUD, "data": [1]}, "not a JSON object"),
        ({**CLOUD, "data": 5}, "not a JSON object"),
        ({**CLOUD, "data": {"on": True, "type": "note.taken.v2", "extra": 1}}, "extra"),
        ({**CLOUD, "specversion": "2.0"}, "1.0"),
        ({**CLOUD, "datacontenttype": "text/xml"}, "not JSON"),
        ({**CLOUD, "colour": "red"}, "colour"),
        ({**CLOUD, 5: "red"}, "5"),
        ({**CLOUD, "type": "lamp.swiched"}, "Did you mean lamp.switched"),
        ({**CLOUD, "time": "soon"}, "time"),
        ({**CLOUD, "source": "nobody"}, "source"),
        ({**CLOUD, "id": "x" * 201}, "id"),
    ],
)
def test_what_does_not_fit_is_explained(cloud: Any, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        from_cloud(cloud, WORDS)
    assert said in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_at_the_edge_of_the_calendar_is_bad_input(time: str) -> None:
    with pytest.raises(BadInput):
        from_cloud({**CLOUD, "time": time}, WORDS)
