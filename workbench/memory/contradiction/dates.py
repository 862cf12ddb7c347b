"""Dates: years, months, days and weekdays as people write them in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.memory.contradiction.quantity import Quantity

_MONTH_NAMES = "january february march april may june july august september october november december"
_DAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
_YEAR_WORDS = "in since until before after of by from to year during"
_MONTHS = _MONTH_NAMES.split()
_DAYS = _DAY_NAMES.split()
DATE_WORDS = frozenset([*_MONTHS, *_DAYS, *(f"{day}s" for day in _DAYS)])
"""Words that may begin a date; a number may, too."""

_VERBS = frozenset(("may", "march"))  # which begin a sentence without being a month
_BEFORE_YEARS = frozenset(_YEAR_WORDS.split())
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")


def read_date(tokens: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    """The date that begins with a token, and of how many tokens it is made; None where none does.

    >>> quantity, size = read_date(["on", "4", "March", "2026"], 1)
    >>> quantity.value, size
    ((2026, 3, 4, None), 3)
    """
    token, low = tokens[at], tokens[at].lower()
    if _ISO.fullmatch(token):
        year, month, day = (int(part) for part in token.split("-"))
        return _made(tokens, at, 1, year=year, month=month, day=day)
    if low.removesuffix("s") in _DAYS:
        return _made(tokens, at, 1, weekday=_DAYS.index(low.removesuffix("s"))) if token[0].isupper() else None
    if _YEAR.fullmatch(token):
        known = at > 0 and tokens[at - 1].lower() in _BEFORE_YEARS
        return _made(tokens, at, 1, year=int(token)) if known else None
    after = [*tokens[at + 1 : at + 3], "", ""]
    if (first := _day(token)) is not None and (named := _month(after[0])) is not None:
        return _made(tokens, at, 2, year=_year(after[1]), month=named, day=first)
    named = _month(token)
    if named is None or (low in _VERBS and not at):
        return None
    if (second := _day(after[0])) is not None:
        return _made(tokens, at, 2, year=_year(after[1]), month=named, day=second)
    return _made(tokens, at, 1, year=_year(after[0]), month=named)


def _made(
    tokens: Sequence[str],
    at: int,
    size: int,
    *,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    weekday: int | None = None,
) -> tuple[Quantity, int]:
    size += month is not None and year is not None and not _ISO.fullmatch(tokens[at])
    text = " ".join(tokens[at : at + size])
    return Quantity(kind="date", value=(year, month, day, weekday), start=at, text=text), size


def _month(token: str) -> int | None:
    return _MONTHS.index(token.lower()) + 1 if token[:1].isupper() and token.lower() in _MONTHS else None


def _day(token: str) -> int | None:
    found = _DAY.fullmatch(token)
    return int(found[1]) if found and 1 <= int(found[1]) <= 31 else None


def _year(token: str) -> int | None:
    return int(token) if _YEAR.fullmatch(token) else None
