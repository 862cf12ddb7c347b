"""The scribe: writes events down with an id and a time, so that services need only say what happened."""

from __future__ import annotations

from datetime import datetime

from workbench.core.clock import Clock
from workbench.core.events import Event, Payload
from workbench.core.ids import Ids


class Scribe:
    """Makes events. Whether they are taken is the log's business."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    def now(self) -> datetime:
        """The lab's present moment."""
        return self._clock.now()

    def new(self, sort: str) -> str:
        """A subject that nothing is about yet, as ``memory/<id>`` for the sort ``memory``."""
        return f"{sort}/{self._ids.new()}"

    def event(self, source: str, subject: str, data: Payload) -> Event:
        """An event that happens now."""
        return Event(id=self._ids.new(), time=self._clock.now(), source=source, subject=subject, data=data)
