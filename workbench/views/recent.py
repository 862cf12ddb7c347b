"""The last events and exams of a log, in words."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import msgspec

from workbench.core.events import Record
from workbench.learning.events import ExamCompleted
from workbench.log import Log
from workbench.views.words import Line, lines

_HAPPENED = 12
_RECENT = 400
_EXAMS = 1_000
_EXAM = ("exam.completed",)


class ExamMark(msgspec.Struct, frozen=True):
    """An exam, as a mark on a chart."""

    position: int
    recorded: datetime
    source: str
    said: str


class Recent:
    """The last events and exams of a log, read once and then kept up to date by what is new."""

    def __init__(self) -> None:
        self._position = 0
        self._records: deque[Record] = deque(maxlen=_RECENT)
        self._exams: deque[ExamMark] = deque(maxlen=_EXAMS)

    def catch_up(self, log: Log, head: int) -> None:
        """Read what is new, or only the newest of it where that is a lot."""
        if head - self._position > _RECENT:
            self._records.clear()
            self._exams.clear()
            self._exams.extend(exams_before(log, head - _RECENT, _EXAMS))
            self._position = head - _RECENT
        for record in log.read(self._position, head):
            self._records.append(record)
            if isinstance(record.event.data, ExamCompleted):
                self._exams.append(_mark(record, record.event.data))
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


def before(log: Log, position: int) -> Sequence[Record]:
    """The last events up to a position, newest first."""
    return list(log.read(max(0, position - _RECENT), position, backwards=True))


def happened(records: Sequence[Record]) -> tuple[Line, ...]:
    """What some events say, newest first."""
    return tuple(lines(records, _HAPPENED))


def exams_before(log: Log, position: int, most: int) -> list[ExamMark]:
    """The last exams up to a position, oldest first."""
    records = reversed(list(log.read(0, position, kinds=_EXAM, limit=most, backwards=True)))
    return [_mark(record, record.event.data) for record in records if isinstance(record.event.data, ExamCompleted)]


def _mark(record: Record, exam: ExamCompleted) -> ExamMark:
    said = f"{exam.right} of {exam.questions} in {exam.technology}, predicted {exam.predicted:.0%}"
    return ExamMark(record.position, record.recorded, record.event.source, said)
