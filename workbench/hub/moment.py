"""Moments as they stand in a URL."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.core.errors import BadInput
from workbench.core.moment import parse_moment


def moment_of(said: str, now: datetime) -> int | datetime:
    """What is meant by a moment: a position, or a time in UTC.

    Raises:
        BadInput: it means nothing, or no time that a calendar can hold.
    """
    try:
        found = parse_moment(said, now)
        return found if isinstance(found, int) else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise BadInput(f"“{said}” is not a moment.", "Say a position, an ISO 8601 time, or “10 minutes ago”.") from None
