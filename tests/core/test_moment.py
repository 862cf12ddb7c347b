"""Moments in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    ],
)
def test_what_is_meant(said: str | int | datetime, meant: int | datetime) -> None:
    assert parse_moment(said, NOON) == meant


@pytest.mark.parametrize("said", [-1, 2**63, "9" * 30, "", "   ", "blue", "x" * 10_000, "\x00"])
def test_what_means_nothing(said: str | int) -> None:
    with pytest.raises(BadInput):
        parse_moment(said, NOON)


@given(st.text(max_size=20))
def test_any_text_is_a_moment_or_bad_input(said: str) -> None:
    try:
        found = parse_moment(said, NOON)
    except BadInput:
        return
    assert isinstance(found, int) or found.tzinfo is not None


def test_a_naive_time_is_local() -> None:
    naive = datetime(2026, 3, 1, 12)
    assert parse_moment(naive, NOON) == naive.astimezone(UTC)
