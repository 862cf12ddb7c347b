"""Labs with a past: events that the log took at moments that a test names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tests.views.conftest import memory
from workbench.app import Lab

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)


def every(seconds: float, many: int, begin: datetime) -> list[datetime]:
    """So many moments, so far apart."""
    return [begin + timedelta(seconds=seconds * number) for number in range(many)]


def live_through(lab: Lab, moments: Iterable[datetime]) -> None:
    """Have Ada remember something at each of these moments."""
    recorded = list(moments)
    events = [lab.scribe.event("agent/ada", f"thing/{number}", memory(f"c{number}")) for number in range(len(recorded))]
    lab.log.append(events, recorded=recorded)
