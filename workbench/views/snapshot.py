"""The snapshot: all that a page shows, taken once for a version of the log and shared by everybody who looks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.learning.events import ExamCompleted
from workbench.observatory.service import AgentRow
from workbench.observatory.timeline import Sample
from workbench.views.lab import LabPort
from workbench.views.trails import Trail
from workbench.views.words import Line, lines

TILES = ("level", "learning", "self_knowledge", "growth_rate")
_HAPPENED = 12
_RECENT = 400
_EXAMS = 1_000

HubState = Literal["up", "away", "none"]


class ExamMark(msgspec.Struct, frozen=True):
    """An exam, as a mark on the timeline."""

    position: int
    recorded: datetime
    source: str
    said: str


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows.

    Attributes:
        version: grows with every snapshot of a feed.
        lab: the lab's name.
        moment: when it was taken, by the lab's clock.
        position: the last event it knows.
        newest: when the log took that one, None in an empty lab.
        figures: the lab's figures by name.
        agents: every agent at a glance, the highest level first.
        names: agents' names by id.
        timeline: the level from the beginning until now.
        exams: the last exams, oldest first.
        happened: the last events in words, newest first.
        trails: for each window that somebody looks at, how figures went in it.
        hub: whether the hub answers; `none` where there is none to ask.
    """

    version: int
    lab: str
    moment: datetime
    position: int
    newest: datetime | None
    figures: Mapping[str, Figure]
    agents: list[AgentRow]
    names: Mapping[str, str]
    timeline: list[Sample]
    exams: tuple[ExamMark, ...]
    happened: tuple[Line, ...]
    trails: Mapping[str, Trail]
    hub: HubState


class Recent:
    """The last events and exams of a log, read once and then kept up to date by what is new."""

    def __init__(self) -> None:
        self._position = 0
        self._records: deque[Record] = deque(maxlen=_RECENT)
        self._exams: deque[ExamMark] = deque(maxlen=_EXAMS)

    def catch_up(self, lab: LabPort, head: int) -> None:
        """Read what is new, or only the newest of it where that is a lot."""
        if head - self._position > _RECENT:
            self._records.clear()
            self._exams.clear()
            old = lab.log.read(self._position, head - _RECENT, kinds=("exam.completed",), limit=_EXAMS, backwards=True)
            for record in reversed(list(old)):
                self._mark(record)
            self._position = head - _RECENT
        for record in lab.log.read(self._position, head):
            self._records.append(record)
            self._mark(record)
        self._position = head

    @property
    def newest(self) -> datetime | None:
        """When the log took the last event."""
        return self._records[-1].recorded if self._records else None

    @property
    def exams(self) -> tuple[ExamMark, ...]:
        """The last exams, oldest first."""
        return tuple(self._exams)

    def happened(self) -> tuple[Line, ...]:
        """The last events in words, newest first."""
        return tuple(lines(self._records, _HAPPENED))

    def _mark(self, record: Record) -> None:
        if isinstance(exam := record.event.data, ExamCompleted):
            said = f"{exam.right} of {exam.questions} in {exam.technology}, predicted {exam.predicted:.0%}"
            self._exams.append(ExamMark(record.position, record.recorded, record.event.source, said))
