"""Moments in words: “10 minutes ago”, “yesterday 14:00”, a position, a time."""

from __future__ import annotations

from datetime import datetime

from workbench.core.errors import BadInput


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
    if isinstance(said, datetime):
        return said.astimezone()
    if isinstance(said, int) or said.strip().isdecimal():
        if int(said) < 0 or int(said) > 2**62:
            raise BadInput(f"{said} is not a position.", "Positions start at 1; 0 is before everything.")
        return int(said)
    try:
        return datetime.fromisoformat(said.strip()).astimezone()
    except ValueError:
        pass
    if len(said) <= 100:
        import dateparser  # type: ignore[import-untyped]  # a third of a second to import, and seldom needed

        found: datetime | None = dateparser.parse(
            said,
            settings={
                "RELATIVE_BASE": now.astimezone().replace(tzinfo=None),
                "PREFER_DATES_FROM": "past",
                "RETURN_AS_TIMEZONE_AWARE": True,
            },
        )
        if found is not None:
            return found.astimezone(now.tzinfo)
    raise BadInput(
        f"“{said[:100]}” is not a moment.", "Say a position, an ISO 8601 time, or words such as “10 minutes ago”."
    )
