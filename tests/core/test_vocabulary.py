"""The vocabulary checks what is written, reads what is old, and helps with what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words import NOON, WORDS, LampSwitched, NoteTaken, TallyCounted, event, note
from workbench.core.errors import BadInput
from workbench.core.events import Event, Payload, kind_of
from workbench.core.vocabulary import Vocabulary

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


class Reading(msgspec.Struct, frozen=True):
    degrees: float | None = None


class WeatherRead(Payload, frozen=True, tag="weather.read"):
    readings: tuple[Reading, ...] = ()
    mean: float | None = None


PAYLOADS = (
    st.builds(NoteTaken, text=TEXTS, weight=st.floats(0, 1), tags=st.lists(TEXTS.filter(bool), max_size=3).map(tuple))
    | st.builds(LampSwitched, on=st.booleans())
    | st.builds(TallyCounted, amount=st.integers())
)
PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
EVENTS = st.builds(
    Event,
    id=TEXTS.filter(bool),
    time=st.datetimes(timezones=st.just(NOON.tzinfo)),
    source=st.just("lab") | st.sampled_from(["agent/", "person/"]).flatmap(lambda sort: PRINTABLE.map(sort.__add__)),
    subject=PRINTABLE,
    data=PAYLOADS,
)


@given(st.lists(EVENTS, max_size=5))
def test_what_is_encoded_can_be_decoded(events: list[Event]) -> None:
    bodies = WORDS.encode(events)
    assert len(bodies) == len(events)
    assert all(b"\n" not in body for body in bodies)
    assert WORDS.decode(bodies) == events
    assert [WORDS.encode([one])[0] for one in events] == bodies


@given(EVENTS)
def test_bytes_are_canonical(one: Event) -> None:
    (body,) = WORDS.encode([one])
    assert WORDS.encode(WORDS.decode([body])) == [body]
    assert WORDS.convert(msgspec.json.decode(body)) == one


@pytest.mark.parametrize(("payload", "kind"), [(NoteTaken, "note.taken"), (LampSwitched(on=True), "lamp.switched")])
def test_a_kind_has_no_version(payload: Payload | type[Payload], kind: str) -> None:
    assert kind_of(payload) == kind
    assert kind in WORDS.kinds


def test_a_kind_is_in_a_vocabulary_once() -> None:
    class Older(Payload, frozen=True, tag="note.taken"):
        pass

    with pytest.raises(ValueError, match="share a kind"):
        Vocabulary((NoteTaken, Older))


def test_fields_that_can_be_forgotten_come_last() -> None:
    class Misplaced(Payload, frozen=True, kw_only=True, tag="secret.told"):
        seals: ClassVar[Mapping[str, Any]] = {"text": ""}
        text: str
        sealed: str = ""
        to: str = ""

    with pytest.raises(ValueError, match="does not end with the fields text, sealed"):
        Vocabulary((NoteTaken, Misplaced))


def test_nothing_can_be_taken_for_a_field_that_can_be_forgotten() -> None:
    class Named(Payload, frozen=True, kw_only=True, tag="secret.told"):
        seals: ClassVar[Mapping[str, Any]] = {"source": ""}
        source: str
        sealed: str = ""

    class Holding(Payload, frozen=True, kw_only=True, tag="secret.told"):
        seals: ClassVar[Mapping[str, Any]] = {"text": ""}
        more: tuple[dict[str, str], ...] = ()
        text: str
        sealed: str = ""

    for payload in (Named, Holding):
        with pytest.raises(ValueError, match="could be taken for"):
            Vocabulary((NoteTaken, payload))


def test_upcasts_run_one_after_the_other() -> None:
    class Third(Payload, frozen=True, tag="step.made.v3"):
        far: int

    def first(data: dict[str, Any]) -> dict[str, Any]:
        return {"type": "step.made.v2", "long": data["length"]}

    def second(data: dict[str, Any]) -> dict[str, Any]:
        return {"type": "step.made.v3", "far": data["long"] * 100}

    words = Vocabulary((Third, LampSwitched), {"step.made": first, "step.made.v2": second})
    raw = {"id": "1", "time": "2020-01-01T00:00:00Z", "source": "lab", "subject": "lab"}
    versions = [
        {"type": "step.made", "length": 3},
        {"type": "step.made.v2", "long": 3},
        {"type": "step.made.v3", "far": 300},
    ]
    bodies = [msgspec.json.encode({**raw, "data": data}) for data in versions]
    assert [one.data for one in words.decode(bodies)] == [Third(far=300)] * 3
    assert [words.convert({**raw, "data": data}).data for data in versions] == [Third(far=300)] * 3


@pytest.mark.parametrize("data", [{}, {"words": None}, {"words": 5}])
def test_an_old_event_that_does_not_fit_its_version_is_explained(data: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="not valid"):
        WORDS.convert({**RAW, "data": {"type": "note.taken", **data}})
    body = msgspec.json.encode({**RAW, "data": {"type": "note.taken", **data}})
    with pytest.raises(msgspec.ValidationError):
        WORDS.decode([body])


RAW = {
    "id": "1",
    "time": "2020-01-01T00:00:00Z",
    "source": "lab",
    "subject": "lab",
    "data": {"type": "lamp.switched", "on": True},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": {"type": "lamp.swiched", "on": True}}, "Did you mean lamp.switched?"),
        ({"data": {"type": "note.taken.v3", "text": ""}}, "Did you mean note.taken.v2"),
        ({"data": {"type": "qqq"}}, "All kinds are in"),
        ({"data": {}}, "not valid"),
        ({"data": None}, "not valid"),
        ({"data": {"type": "lamp.switched", "on": 1}}, "$.data.on"),
        ({"data": {"type": "lamp.switched", "on": True, "dim": 1}}, "dim"),
        ({"source": "lab/"}, "“source” is not of the form"),
        ({"subject": ""}, "“subject” is not 1 to 500"),
        ({"id": 5}, "$.id"),
        ({"time": "2020-01-01T00:00:00"}, "$.time"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_does_not_fit_is_explained(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        WORDS.convert({**RAW, **change})
    assert said in str(caught.value)


def test_the_bad_one_of_a_batch_is_named() -> None:
    with pytest.raises(BadInput, match="Event 2 of the batch"):
        WORDS.encode([note("a"), note("b"), note("c", "x" * 100_001)])
    assert WORDS.encode([]) == []


def test_an_infinite_weight_is_not_written_as_null() -> None:
    for number in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(BadInput):
            WORDS.encode([event("a", NoteTaken(text="", weight=number))])


def test_no_number_is_not_written_as_nothing_said() -> None:
    words = Vocabulary((WeatherRead, LampSwitched))
    good = [event("a", WeatherRead(readings=(Reading(), Reading(1.5)), mean=-2.0)), event("b", WeatherRead())]
    assert words.decode(words.encode(good)) == good
    for number in (float("nan"), float("inf"), float("-inf")):
        for bad in (WeatherRead(mean=number), WeatherRead(readings=(Reading(), Reading(number)))):
            with pytest.raises(BadInput, match=r"Event 1 of the batch .* not finite"):
                words.encode([good[0], event("c", bad)])
