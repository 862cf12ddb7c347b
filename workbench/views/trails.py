"""Trails: how figures went within a window of time, and what they were at its beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from workbench.core.clock import EPOCH, from_micros
from workbench.views.lab import LabPort

Window = Literal["10 min", "1 h", "24 h", "all"]
WINDOWS: dict[Window, timedelta | None] = {
    "10 min": timedelta(minutes=10),
    "1 h": timedelta(hours=1),
    "24 h": timedelta(hours=24),
    "all": None,
}
POINTS = 40

Values = Mapping[str, float | None]


class Trail(msgspec.Struct, frozen=True):
    """How the lab's figures went in a window: moments and the values of figures by name, oldest first."""

    points: tuple[tuple[datetime, Values], ...]

    def before(self, name: str) -> tuple[datetime, float] | None:
        """What a figure was at the window's beginning, or when it was first measured after that, and when this was."""
        return next(
            ((moment, value) for moment, values in self.points if (value := values.get(name)) is not None), None
        )

    def values(self, name: str) -> list[float]:
        """What was measured of a figure, oldest first."""
        return [value for _, values in self.points if (value := values.get(name)) is not None]


class Trails:
    """Asks the lab's past for the trails that are looked at. A past moment never changes, so each is asked for once.

    To ask takes milliseconds to a tenth of a second, so only a few new moments are asked for at a time.

    Attributes:
        complete: whether nothing was left to ask for at the last time.

    Moments lie on a raster of about a fortieth of what is shown, so that all who look share them.
    """

    def __init__(self, lab: LabPort, names: Sequence[str]) -> None:
        self._lab = lab
        self._names = names
        self._known: dict[datetime, Values] = {}
        self.complete = True

    def get(self, windows: set[Window], first: int | None, now: datetime, most: int = POINTS) -> dict[str, Trail]:
        """The trails of these windows.

        Args:
            windows: which.
            first: when the level was first measured, in microseconds since 1970 UTC; None before.
            now: the present moment.
            most: how many moments may be asked for; the beginnings come first, then the latest.
        """
        if first is None or from_micros(first) >= now:
            return {}
        wanted = {window: _moments(WINDOWS[window], from_micros(first), now) for window in windows}
        begins = {moments[0] for moments in wanted.values()}
        needed = sorted({moment for moments in wanted.values() for moment in moments}, reverse=True)
        missing = sorted((moment for moment in needed if moment not in self._known), key=lambda m: m not in begins)
        self._known = {moment: self._known[moment] for moment in needed if moment in self._known}
        self._known |= {moment: self._ask(moment) for moment in missing[:most]}
        self.complete = len(missing) <= most
        return {
            window: Trail(tuple((moment, self._known[moment]) for moment in moments if moment in self._known))
            for window, moments in wanted.items()
        }

    def _ask(self, moment: datetime) -> Values:
        observatory = self._lab.at(moment).observatory
        return {name: observatory.figure(name).value for name in self._names}


def _moments(span: timedelta | None, first: datetime, now: datetime) -> list[datetime]:
    begin = first if span is None else max(first, now - span)
    # Steps are powers of two: else every point would move when the stretch grows by a second.
    step = timedelta(seconds=1)
    while step * POINTS < now - begin:
        step *= 2
    start = EPOCH + -(-(begin - EPOCH) // step) * step
    raster = [start + step * number for number in range(POINTS + 1) if start + step * number <= now]
    return [begin, *raster] if begin == first and start != begin else raster
