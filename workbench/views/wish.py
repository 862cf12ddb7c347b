"""Wishes: to which moment somebody wants to go, as a browser says it, and where that is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from workbench.core.clock import from_micros, to_micros
from workbench.core.errors import BadInput
from workbench.core.moment import parse_moment
from workbench.views.lab import LabPort

_LARGEST = 2**53
_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999  # the years 1 to 9999
_REMEDY = "Reload the page: it and its server seem to be of different versions."


class At(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to go: exactly one of these is set.

    Attributes:
        live: to the present, and on with it.
        position: to an event.
        moment: to a time, in milliseconds since 1970 UTC, which may have a fraction.
        step: so many events on, or back.
        words: to what somebody typed: “10 minutes ago”, “yesterday 14:00”, “4120”.
    """

    live: bool | UnsetType = UNSET
    position: Annotated[int, Meta(ge=0, le=_LARGEST)] | UnsetType = UNSET
    moment: Annotated[float, Meta(ge=_FIRST, le=_LAST)] | UnsetType = UNSET
    step: Annotated[int, Meta(ge=-_LARGEST, le=_LARGEST)] | UnsetType = UNSET
    words: Annotated[str, Meta(max_length=1_000)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        said = [name for name in self.__struct_fields__ if getattr(self, name) is not UNSET]
        if len(said) != 1 or self.live is False:
            raise ValueError("it says not exactly one place")


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wish: its number, which the answer repeats, and where to go."""

    asked: Annotated[int, Meta(ge=0, le=_LARGEST)]
    at: At


class Stand(msgspec.Struct, frozen=True):
    """Where a page stands.

    Attributes:
        position: the last event that it shows.
        moment: the moment that it shows, at or after that event.
        live: whether it goes on by itself with the lab.
    """

    position: int
    moment: datetime
    live: bool = False


def parse_wish(said: object) -> Wish:
    """The wish that a browser sent.

    Raises:
        BadInput: it is none.
    """
    try:
        return msgspec.convert(said, Wish)
    except msgspec.ValidationError as error:
        raise BadInput(f"The page asked for a moment in a way that is not understood: {error}.", _REMEDY) from error


def resolve(wish: Wish, lab: LabPort, shown: Stand) -> Stand:
    """Where a wish leads to, from where the page stands. A time between two events stays the time that was asked for.

    Raises:
        BadInput: there is no such event or moment.
    """
    at, head = wish.at, lab.log.head
    if at.live is True:
        return live(lab)
    if head == 0:
        raise BadInput("Nothing has happened in this lab yet.", "It has a past as soon as somebody does something.")
    if at.step is not UNSET:
        return _stepped(lab, shown, at.step, head)
    if at.position is not UNSET:
        return _at_event(lab, at.position, head)
    if at.moment is not UNSET:
        return _at_time(lab, from_micros(round(at.moment * 1_000)))
    return _in_words(lab, str(at.words), head)


def live(lab: LabPort) -> Stand:
    """Where a page stands that shows the present."""
    return Stand(lab.log.head, lab.clock.now(), live=True)


def tell(lab: LabPort, stand: Stand, asked: int = 0, error: str = "") -> dict[str, Any]:
    """Where a page stands, for its transport bar.

    Besides position and moment (in milliseconds, exact to the microsecond) it says where the lab's life ends (`head`,
    `now`) and when the next event comes, so that a quiet stretch can be skipped.

    Args:
        lab: the lab.
        stand: where the page stands.
        asked: the number of the wish that this answers.
        error: why that wish was not granted.
    """
    now = live(lab)
    following = None if stand.live else _recorded(lab, stand.position + 1)
    return {
        "position": stand.position,
        "moment": _millis(stand.moment),
        "live": stand.live,
        "asked": asked,
        "error": error,
        "head": stand.position if stand.live else now.position,
        "now": _millis(stand.moment if stand.live else now.moment),
        "next": None if following is None else _millis(following),
    }


def _stepped(lab: LabPort, shown: Stand, step: int, head: int) -> Stand:
    position = min(max(shown.position + step, 1), head)
    if position == shown.position:
        if step > 0:
            raise BadInput("This is the last event so far.", "Go live to see what comes.")
        raise BadInput("This is the first event.", "Before it there is nothing to see.")
    return _at_event(lab, position, head)


def _at_event(lab: LabPort, position: int, head: int) -> Stand:
    if position > head:
        raise BadInput(f"Event {position:,} has not happened yet.", f"The last one is event {head:,}.")
    if (recorded := _recorded(lab, max(position, 1))) is None or position == 0:
        raise BadInput("There is no event 0.", "The first one is event 1.")
    return Stand(position, recorded)


def _at_time(lab: LabPort, moment: datetime) -> Stand:
    if moment > lab.clock.now():
        return live(lab)
    if position := lab.log.position_at(moment):
        return Stand(position, moment)
    return _at_event(lab, 1, 1)


def _in_words(lab: LabPort, words: str, head: int) -> Stand:
    now = lab.clock.now()
    said = parse_moment(words, now)
    if isinstance(said, int):
        return _at_event(lab, said, head)
    if said > now:
        raise BadInput(f"{_clock(said)} is yet to come.", "Ask for a moment that has been.")
    if said == now:
        return live(lab)
    if lab.log.position_at(said) == 0:
        first = _recorded(lab, 1)
        remedy = f"The first event was at {_clock(first)}." if first else ""
        raise BadInput(f"At {_clock(said)} there was nothing yet.", remedy)
    return _at_time(lab, said)


def _recorded(lab: LabPort, position: int) -> datetime | None:
    """When the log took an event, None when it has not happened yet."""
    rows = lab.log.rows(position - 1, position, 1)
    return from_micros(rows[0].recorded) if rows else None


def _millis(moment: datetime) -> float:
    return to_micros(moment) / 1_000


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"
