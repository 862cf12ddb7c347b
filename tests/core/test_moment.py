"""Moments in words."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words import NOON
from workbench.core.errors import BadInput
from workbench.core.moment import parse_moment


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (0, 0),
        ("4120", 4120),
        (" 7 ", 7),
        (NOON, NOON),
        ("2026-02-28T11:00:00+00:00", NOON - timedelta(days=1, hours=1)),
        ("2026-03-01T12:00:00Z", NOON),
        ("10 minutes ago", NOON - timedelta(minutes=10)),
        ("2 hours ago", NOON - timedelta(hours=2)),
        ("now", NOON),
        ("yesterday", NOON - timedelta(days=1)),
        ("1 week ago", NOON - timedelta(weeks=1)),
        (2**62, 2**62),
        ("0", 0),
        ("٣", 3),
        ("in 10 minutes", NOON + timedelta(minutes=10)),
        ("2999-01-01T00:00Z", datetime(2999, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("2026-03-01T14:30:00.000001+02:30", NOON + timedelta(microseconds=1)),
    ],
)
def test_what_is_meant(said: str | int | datetime, meant: int | datetime) -> None:
    assert parse_moment(said, NOON) == meant


@pytest.mark.parametrize(
    "said",
    [
        -1,
        "-1",
        2**62 + 1,
        2**63,
        pytest.param(10**5_000, id="huge"),
        "9" * 30,
        "9" * 5_000,
        "",
        "   ",
        "blue",
        "x" * 10_000,
        "\x00",
        "999999999999 years ago",
        "2026-13-45",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    ],
)
def test_what_means_nothing(said: str | int | datetime) -> None:
    with pytest.raises(BadInput) as caught:
        parse_moment(said, NOON)
    assert len(caught.value.problem) < 200
    assert caught.value.remedy


@given(st.text(max_size=20))
def test_any_text_is_a_moment_or_bad_input(said: str) -> None:
    try:
        found = parse_moment(said, NOON)
    except BadInput:
        return
    assert isinstance(found, int) or found.tzinfo is UTC


@given(
    st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))]))
)
def test_any_datetime_is_itself_or_out_of_the_calendar(said: datetime) -> None:
    try:
        assert parse_moment(said, NOON) == said.astimezone(UTC)
    except BadInput:
        assert said.year in (1, 9999)


def test_a_naive_time_is_local() -> None:
    naive = datetime(2026, 3, 1, 12)
    assert parse_moment(naive, NOON) == naive.astimezone(UTC)


def test_words_and_naive_times_are_local_wherever_that_is() -> None:
    """In a child that lives elsewhere: a process keeps its zone."""
    code = """
from datetime import UTC, datetime
from workbench.core.moment import parse_moment
noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
for said in ("10 minutes ago", "2 hours ago UTC", "20:00", "17:00", "14:00 UTC", "yesterday 14:00", "2026-03-01 14:00", "2026-03-01", datetime(2026, 3, 1, 14)):
    print(parse_moment(said, noon).isoformat())
"""
    elsewhere = os.environ | {"TZ": "NPT-5:45"}  # five and three quarter hours east of Greenwich
    done = subprocess.run([sys.executable, "-c", code], env=elsewhere, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "2026-03-01T11:50:00+00:00",
        "2026-03-01T10:00:00+00:00",
        "2026-02-28T14:15:00+00:00",
        "2026-03-01T11:15:00+00:00",
        "2026-02-28T14:00:00+00:00",
        "2026-02-28T08:15:00+00:00",
        "2026-03-01T08:15:00+00:00",
        "2026-02-28T18:15:00+00:00",
        "2026-03-01T08:15:00+00:00",
    ]
