"""Seldom: a picture that is dear to draw and says little new from one moment to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from workbench.views.look import Look
from workbench.views.snapshot import Snapshot

_LOOKS = 16


class Seldom:
    """A picture that is drawn anew at most every so many seconds while the present is shown, and for every past moment."""

    def __init__(self, draw: Callable[[Snapshot, Look], str], seconds: float) -> None:
        self._draw = draw
        self._pause = timedelta(seconds=seconds)
        self._drawn: dict[Look, tuple[datetime, str]] = {}

    def __call__(self, snapshot: Snapshot, look: Look) -> str:
        """HTML: the picture."""
        if not snapshot.live:
            return self._draw(snapshot, look)
        known = self._drawn.get(look)
        if known is None or not timedelta() <= snapshot.moment - known[0] < self._pause:
            while len(self._drawn) >= _LOOKS:
                del self._drawn[next(iter(self._drawn))]
            known = self._drawn[look] = snapshot.moment, self._draw(snapshot, look)
        return known[1]
