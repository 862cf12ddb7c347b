"""Clocks: where every time in a lab comes from.

A live lab reads the wall clock. A stepped lab owns its time, so that the same seed gives the same log.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Anything that tells the time, in UTC."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        ...


class WallClock:
    """The time on the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StepClock:
    """A clock that moves only when it is told to.

    >>> clock = StepClock()
    >>> clock.advance(1.5)
    >>> clock.now().isoformat()
    '2000-01-01T00:00:01.500000+00:00'
    """

    def __init__(self, start: datetime = datetime(2000, 1, 1, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Move time forward by `seconds` (≥ 0)."""
        if seconds < 0:
            raise ValueError("time goes forward only")
        self._now += timedelta(seconds=seconds)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC; exact, unlike `datetime.timestamp`.

    >>> to_micros(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """The inverse of `to_micros`."""
    return EPOCH + timedelta(microseconds=micros)
