"""Trails: how every agent's level and signals went. Dear to read, so at the present they are read now and then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from workbench.observatory import Observatory
from workbench.observatory.course import Window
from workbench.observatory.history import History
from workbench.views.look import Look

_PAUSE = timedelta(seconds=5)


class Trails:
    """The trails that were read last, by window, and when."""

    def __init__(self) -> None:
        self._known: dict[Window, tuple[datetime, dict[str, History]]] = {}

    def of(
        self, observatory: Observatory, looks: Collection[Look], now: datetime
    ) -> Mapping[Window, Mapping[str, History]]:
        """The trails that some looks show; at most five seconds old."""
        wanted = {look.window for look in looks if look.tab == "consciousness" and look.agent is None}
        fresh = {window: known for window, known in self._known.items() if window in wanted and now - known[0] < _PAUSE}
        self._known = fresh | {window: (now, observatory.trails(window)) for window in wanted - fresh.keys()}
        return {window: trails for window, (_, trails) in self._known.items()}
