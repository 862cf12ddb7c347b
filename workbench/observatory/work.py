"""Work: the tasks of one agent, how they end and how fast they go."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.observatory.trace import PairTrace, Trace
from workbench.observatory.trend import Trend
from workbench.stats import RollingVariation

OUTCOMES = 32
PACES = 32
OPEN_TASKS = 200


class OpenTask(msgspec.Struct):
    """A task that was started and has not ended.

    Attributes:
        title: what it is.
        at: when `done` was reached, by the agent's clock, in microseconds since 1970 UTC.
        started: the position of the event that began it.
        moved: the position of the event that told `done`.
        sized: the position of the event that told `total`.
        recorded: when the log took the last of these, in microseconds since 1970 UTC.
        done, total: steps done and steps in all; None where nobody said how many.
    """

    title: str
    at: int
    started: int
    moved: int
    sized: int
    recorded: int
    total: int | None
    done: int = 0

    @property
    def left(self) -> float:
        """The share that is still to do, 0 to 1; 1 where the number of steps is not known."""
        if self.total is None:
            return 1.0
        return max(0.0, 1.0 - self.done / self.total) if self.total else 0.0


class Work(msgspec.Struct):
    """Tasks, outcomes and pace of one agent.

    Attributes:
        open: tasks under way by subject, the longest untouched first; that one is forgotten beyond 200, so that an agent
            that never ends its tasks costs no more than others.
        outcomes: trend of outcomes: 1 done or good, 0 failed or bad, an exam's score.
        pace: variation of steps per second from one report of further steps to the next.
    """

    open: dict[str, OpenTask] = {}
    outcomes: Trend = msgspec.field(default_factory=lambda: Trend.of(OUTCOMES))
    outcome_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(OUTCOMES))
    pace: RollingVariation = msgspec.field(default_factory=lambda: RollingVariation(PACES))
    pace_trace: PairTrace = msgspec.field(default_factory=lambda: PairTrace.of(PACES))

    @property
    def load(self) -> float:
        """The tasks under way, each counted by the share that is left."""
        return sum(task.left for task in self.open.values())

    def outcome(self, position: int, recorded: int, value: float) -> None:
        """Note how something ended, 0 (failed) to 1 (done)."""
        self.outcomes.update(recorded, value)
        self.outcome_trace.update(position, recorded)

    def apply(self, record: Record, recorded: int) -> str | None:
        """Take in an event about a task; says in words what the agent does, None for other events."""
        subject, position = record.event.subject, record.position
        match record.event.data:
            case TaskProgressed(done=done, total=total):
                return self._progress(record, recorded, done, total)
            case TaskStarted(title=title, total=total):
                self.open.pop(subject, None)
                at = to_micros(record.event.time)
                self.open[subject] = OpenTask(title, at, position, position, position, recorded, total)
                if len(self.open) > OPEN_TASKS:
                    del self.open[next(iter(self.open))]
                return title
            case TaskCompleted(done=done):
                self._progress(record, recorded, done, None)
                self.open.pop(subject, None)
                self.outcome(position, recorded, 1.0)
                return "rests"
            case TaskFailed():
                self.open.pop(subject, None)
                self.outcome(position, recorded, 0.0)
                return "failed a task"
        return None

    def _progress(self, record: Record, recorded: int, done: int, total: int | None) -> str | None:
        task = self.open.pop(record.event.subject, None)
        if task is None:
            return None
        self.open[record.event.subject] = task  # now the last touched
        if done > task.done:
            at = to_micros(record.event.time)
            if at > task.at:
                self.pace.update((done - task.done) * 1_000_000 / (at - task.at))
                self.pace_trace.update(task.moved, record.position, recorded)
            task.done, task.at, task.moved, task.recorded = done, at, record.position, recorded
        if total is not None:
            task.total, task.sized, task.recorded = total, record.position, recorded
        return task.title
