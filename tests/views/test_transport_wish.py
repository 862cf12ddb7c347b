"""Where wishes lead to, and what is said of wishes that are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.lifetimes import FRIDAY, MONDAY, every, live_through
from workbench.app import Lab
from workbench.core.clock import to_micros
from workbench.core.errors import BadInput, WorkbenchError
from workbench.views.wish import Stand, Wish, live, parse_wish, resolve, tell

SECOND = timedelta(seconds=1)


def go(lab: Lab, shown: Stand | None = None, **at: Any) -> Stand:
    return resolve(parse_wish({"asked": 1, "at": at}), lab, shown or live(lab))


@pytest.fixture
def week(lab: Lab) -> Lab:
    """Ten events on Monday, ten on Friday, ten seconds apart."""
    live_through(lab, [*every(10, 10, MONDAY), *every(10, 10, FRIDAY)])
    return lab


def test_it_goes_to_events_and_times(week: Lab) -> None:
    assert go(week, position=3) == Stand(3, MONDAY + 20 * SECOND)
    between = MONDAY + 25 * SECOND
    assert go(week, moment=to_micros(between) / 1_000) == Stand(3, between)
    quiet = MONDAY + timedelta(days=2)
    assert go(week, words=quiet.isoformat()) == Stand(10, quiet)
    assert go(week, words="12") == Stand(12, FRIDAY + 10 * SECOND)
    assert go(week, words=" 12 ") == Stand(12, FRIDAY + 10 * SECOND)


def test_it_steps_from_what_is_shown(week: Lab) -> None:
    last = Stand(10, MONDAY + timedelta(days=2))
    assert go(week, last, step=1) == Stand(11, FRIDAY)
    assert go(week, last, step=-2) == Stand(8, MONDAY + 70 * SECOND)
    assert go(week, last, step=500).position == 20
    assert go(week, step=-1).position == 19
    with pytest.raises(BadInput, match="last event so far"):
        go(week, step=1)
    with pytest.raises(BadInput, match="first event"):
        go(week, Stand(1, MONDAY), step=-1)


def test_the_present_is_live(week: Lab) -> None:
    for at in ({"live": True}, {"words": "now"}, {"moment": 253_402_300_799_999}):
        stand = go(week, Stand(3, MONDAY), **at)
        assert stand.live and stand.position == 20


def test_before_the_first_event_is_the_first(week: Lab) -> None:
    assert go(week, moment=0) == Stand(1, MONDAY)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("tomorrow 14:00", "yet to come"),
        ("21", "Event 21 has not happened yet. The last one is event 20."),
        ("0", "no event 0"),
        ("2026-03-02T08:59:00+00:00", "nothing yet. The first event was at 2026-03-02"),
        ("whenever", "not a moment"),
        ("-3", "position"),
    ],
)
def test_words_that_lead_nowhere_say_what_to_do(week: Lab, words: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        go(week, words=words)
    assert caught.value.remedy


def test_an_empty_lab_has_only_the_present(lab: Lab) -> None:
    assert go(lab, live=True).live
    for at in ({"step": -1}, {"position": 1}, {"moment": 0}, {"words": "yesterday"}):
        with pytest.raises(BadInput, match="Nothing has happened"):
            go(lab, **at)


def test_the_bar_is_told_where_it_is_and_what_comes(week: Lab) -> None:
    told = tell(week, Stand(10, MONDAY + timedelta(hours=1)), asked=4)
    assert (told["position"], told["head"], told["live"], told["asked"], told["error"]) == (10, 20, False, 4, "")
    assert told["moment"] == to_micros(MONDAY + timedelta(hours=1)) / 1_000
    assert told["next"] == to_micros(FRIDAY) / 1_000
    assert tell(week, go(week, position=20))["next"] is None
    now = tell(week, live(week))
    assert now["live"] and now["now"] == now["moment"] and now["head"] == 20 and now["next"] is None


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))
def test_a_moment_comes_back_to_the_microsecond(moment: datetime) -> None:
    """Else one that is exactly an event's would lead to the event before."""
    said = to_micros(moment.replace(tzinfo=UTC)) / 1_000
    wish = parse_wish({"asked": 1, "at": {"moment": said}})
    assert isinstance(wish.at.moment, float)
    assert round(wish.at.moment * 1_000) == to_micros(moment.replace(tzinfo=UTC))


PLACES = st.dictionaries(
    st.sampled_from(["live", "position", "moment", "step", "words", "else"]),
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(), st.none()),
)


SAID = st.one_of(st.fixed_dictionaries({"asked": st.integers(-1, 3), "at": PLACES}), PLACES, st.text(), st.none())


def test_a_lying_browser_gets_an_error_that_can_be_read(week: Lab) -> None:
    @given(SAID)
    def hears(said: object) -> None:
        try:
            wish = parse_wish(said)
            assert isinstance(wish, Wish)
            assert 1 <= resolve(wish, week, live(week)).position <= 20
        except WorkbenchError as error:
            assert error.problem and error.remedy

    hears()
