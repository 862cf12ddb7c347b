"""Moments in words: “10 minutes ago”, “yesterday 14:00”, a position, a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from workbench.core.errors import BadInput

_LARGEST = 2**62
_LONGEST = 100


def parse_moment(said: str | int | datetime, now: datetime) -> int | datetime:
    """What is meant by a moment: a position of the log (≥ 0), or a time in an aware datetime.

    Args:
        said: a position, a datetime (a naive one is in local time), or words or ISO 8601 that mean either.
        now: the moment that “ago” is relative to.

    Raises:
        BadInput: it means nothing.

    >>> from datetime import UTC
    >>> parse_moment("10 minutes ago", datetime(2026, 1, 1, 12, tzinfo=UTC)).isoformat()
    '2026-01-01T11:50:00+00:00'
    >>> parse_moment("4120", datetime(2026, 1, 1, tzinfo=UTC))
    4120
    """
    found: object = said
    if not isinstance(said, int | datetime):
        found = _read(said.strip(), now) if isinstance(said, str) else None
    if isinstance(found, int) and not isinstance(found, bool):
        if 0 <= found <= _LARGEST:
            return found
        raise BadInput("The number is not a position.", f"Positions go from 1 to {_LARGEST}; 0 is before everything.")
    try:
        if isinstance(found, datetime):
            return found.astimezone(UTC)
    except (OverflowError, ValueError):  # at the ends of the calendar a time zone leads out of it
        pass
    raise BadInput(
        f"“{str(said)[:100]}” is not a moment.", "Say a position, an ISO 8601 time, or words such as “10 minutes ago”."
    )


def _read(said: str, now: datetime) -> int | datetime | None:
    if len(said) > _LONGEST:
        return None
    if re.fullmatch(r"-?\d+", said):
        return int(said)
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return _in_words(said, now)


def _in_words(said: str, now: datetime) -> datetime | None:
    found = _near(said, now.astimezone())
    return _near(said, now.astimezone(found.tzinfo)) if found and found.tzinfo else found  # “ago” in the zone named


def _near(said: str, now: datetime) -> datetime | None:
    base = now.replace(tzinfo=None)
    found = _parse(said, base, "past")
    if found is None or found.replace(tzinfo=None) <= base:
        return found
    plain = _parse(said, base, "current_period")
    # On the first of a month dateparser takes the last time it was 20:00 for one at the end of this month.
    return found if plain is None or plain == found else plain - timedelta(days=1)


def _parse(said: str, base: datetime, prefer: str) -> datetime | None:
    import dateparser  # a third of a second to import, and seldom needed

    found: datetime | None = dateparser.parse(
        said,
        settings={
            "RELATIVE_BASE": base,
            "PREFER_DATES_FROM": prefer,
            "TIMEZONE": "UTC",  # so that the base is left as it is: dateparser does not know every local zone
        },
    )
    return found
