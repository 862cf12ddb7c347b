"""Work: the tasks of one agent, how they end and how fast they go."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.observatory.trace import Trace
from workbench.stats import RollingSlope, RollingVariation

OUTCOMES = 32
PACES = 32
_OPEN_AT_MOST = 200
_HOUR = 3_600_000_000


class OpenTask(msgspec.Struct):
    """A task that was started and has not ended.

    Attributes:
        title, topic: what it is.
        position, at: the event that last told of it, and its time in microseconds since 1970 UTC.
        done, total: steps done and steps in all.
    """

    title: str
    topic: str | None
    position: int
    at: int
    done: int = 0
    total: int | None = None

    @property
    def left(self) -> float:
        """The share that is still to do, 0 to 1; 1 where the number of steps is not known."""
        return max(0.0, 1.0 - self.done / self.total) if self.total else 1.0


class Work(msgspec.Struct):
    """Tasks, outcomes and pace of one agent.

    Attributes:
        open: tasks under way by subject; the longest untouched is forgotten beyond 200, so that an agent that never ends
            its tasks costs no more than others.
        outcomes: slope of outcomes (1 done, 0 failed, an exam's score) over hours.
        pace: variation of steps per second between two reports of a task.
    """

    open: dict[str, OpenTask] = {}
    outcomes: RollingSlope = msgspec.field(default_factory=lambda: RollingSlope(OUTCOMES))
    outcome_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(OUTCOMES))
    pace: RollingVariation = msgspec.field(default_factory=lambda: RollingVariation(PACES))
    pace_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(PACES))

    @property
    def load(self) -> float:
        """The tasks under way, each counted by the share that is left."""
        return sum(task.left for task in self.open.values())

    def outcome(self, record: Record, value: float) -> None:
        """Note how something ended, 0 (failed) to 1 (done)."""
        self.outcomes.update(to_micros(record.recorded) / _HOUR, value)
        self.outcome_trace.update(record)

    def apply(self, record: Record) -> str | None:
        """Take in an event about a task; says in words what the agent does, None for other events."""
        subject, at = record.event.subject, to_micros(record.event.time)
        match record.event.data:
            case TaskStarted(title=title, topic=topic, total=total):
                self.open[subject] = OpenTask(title, topic, record.position, at, total=total)
                if len(self.open) > _OPEN_AT_MOST:
                    del self.open[min(self.open, key=lambda name: self.open[name].position)]
                return title
            case TaskProgressed(done=done, total=total):
                return self._progress(record, subject, at, done, total)
            case TaskCompleted(done=done):
                self._progress(record, subject, at, done, None)
                self.open.pop(subject, None)
                self.outcome(record, 1.0)
                return "rests"
            case TaskFailed():
                self.open.pop(subject, None)
                self.outcome(record, 0.0)
                return "failed a task"
        return None

    def _progress(self, record: Record, subject: str, at: int, done: int, total: int | None) -> str | None:
        task = self.open.get(subject)
        if task is None:
            return None
        if done > task.done and at > task.at:
            self.pace.update((done - task.done) * 1_000_000 / (at - task.at))
            self.pace_trace.update(record)
        task.done, task.at, task.position = max(done, task.done), max(at, task.at), record.position
        task.total = total if total is not None else task.total
        return task.title
