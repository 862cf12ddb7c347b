"""The fast way to read CloudEvents reads as the slow one does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words import NOON, WORDS, notes
from workbench.core.cloudbatch import CloudReader
from workbench.core.cloudevents import from_cloud, to_cloud_event
from workbench.core.errors import BadInput
from workbench.core.events import Event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["a", "", None, "x" * 201, 7]),
    "source": st.sampled_from(["agent/ada", "lab", "ada", "agent/", "agent/a b", None]),
    "subject": st.sampled_from(["room/1", "", None, "a b"]),
    "specversion": st.sampled_from(["1.0", "0.3", None]),
    "datacontenttype": st.sampled_from(["application/json", "text/plain"]),
    "time": st.sampled_from(
        ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00.123456789+01:00", "2026-03-01T12:00:00", "", None]
    )
    | st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
    "sequence": st.sampled_from(["7", 7, None, 1.5]),
    "recordedtime": st.sampled_from(["2026-03-01T12:00:00Z", None, 3]),
    "extra": JSON,
    "data": st.fixed_dictionaries(
        {},
        optional={
            "text": st.text(max_size=3),
            "weight": st.sampled_from([0.5, 1, 1.0, 2, "1"]),
            "tags": st.lists(st.text(max_size=2), max_size=2),
            "on": st.booleans(),
            "amount": st.sampled_from([1, 1.0, 1.5, 2**80, True]),
            "words": st.just("old"),
            "type": st.sampled_from(["note.taken.v2", "lamp.switched"]),
        },
    )
    | JSON,
}
# The old kind keeps its data whole: what an upcast makes of other data is for the upcast to say.
CLOUDS = st.just({"source": "agent/ada", "type": "note.taken", "data": {"words": "t"}}) | st.builds(
    lambda base, changes, gone: {key: value for key, value in {**base, **changes}.items() if key not in gone},
    st.sampled_from(
        [
            {"source": "agent/ada", "type": "note.taken.v2", "data": {"text": "t"}},
            {"source": "agent/ada", "type": "lamp.switched", "data": {"on": True}},
            {"source": "agent/ada", "type": "tally.counted", "data": {"amount": 3}},
        ]
    ),
    st.fixed_dictionaries({}, optional=PARTS),
    st.sets(st.sampled_from(["source", "type", "data"]), max_size=1),
)


def reader() -> CloudReader:
    ids = count()
    return CloudReader(WORDS, lambda: f"new-{next(ids)}", lambda: NOON)


def one_by_one(clouds: list[dict[str, Any]]) -> list[Event] | None:
    """What `from_cloud` says, None for an error."""
    ids = count()
    try:
        return [from_cloud(cloud, WORDS, new_id=lambda: f"new-{next(ids)}", now=lambda: NOON) for cloud in clouds]
    except (BadInput, OverflowError):
        return None


def read(clouds: object) -> list[Event] | None:
    try:
        return reader().read(json.dumps(clouds).encode())
    except BadInput:
        return None


@given(st.lists(CLOUDS, max_size=3))
def test_it_reads_what_one_by_one_reads(clouds: list[dict[str, Any]]) -> None:
    # What JSON has no word for arrives as it is written, or not at all.
    try:
        arrived = json.loads(json.dumps(clouds, allow_nan=False))
    except ValueError:
        assert read(clouds) is None
        return
    assert read(arrived) == one_by_one(arrived)


@given(CLOUDS)
def test_one_object_is_read_as_an_array_of_one(cloud: dict[str, Any]) -> None:
    assert read(cloud) == read([cloud])


def test_what_was_written_is_read_again() -> None:
    events = notes(50)
    assert reader().read(json.dumps([to_cloud_event(event) for event in events]).encode()) == events


def test_blanks_before_an_array_do_not_matter() -> None:
    assert reader().read(b" \r\n\t[]") == []


def test_times_are_in_utc() -> None:
    cloud = {
        "source": "agent/ada",
        "type": "lamp.switched",
        "time": "2026-03-01T13:00:00+01:00",
        "data": {"on": True},
    }
    (event,) = reader().read(json.dumps(cloud).encode())
    assert (event.time, event.time.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"])
def test_a_time_that_utc_cannot_hold_is_refused(time: str) -> None:
    cloud = {"source": "agent/ada", "type": "lamp.switched", "time": time, "data": {"on": True}}
    with pytest.raises(BadInput, match="years"):
        reader().read(json.dumps(cloud).encode())
