"""Signals: what is measured of one agent, updated event by event."""

from __future__ import annotations

import math

import msgspec

from workbench.core.events import Record
from workbench.intelligence.events import DecisionResolved
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated
from workbench.observatory.attention import Attention
from workbench.observatory.course import Course
from workbench.observatory.exams import Exams
from workbench.observatory.trace import Trace
from workbench.observatory.trend import Trend
from workbench.observatory.work import Work
from workbench.stats import RollingDeviation

MEMORIES = 64
LEVELS = 64
SIGNALS = 4
SAMPLES = 30


class Levels(msgspec.Struct):
    """The last values of the level, one for each event that moved it.

    Attributes:
        newest: the level now; None before anything could be measured.
    """

    newest: float | None = None
    deviation: RollingDeviation = msgspec.field(default_factory=lambda: RollingDeviation(LEVELS))
    trend: Trend = msgspec.field(default_factory=lambda: Trend.of(LEVELS))
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(LEVELS))

    def update(self, position: int, recorded: int, level: float) -> None:
        """Take in the level after one event."""
        self.newest = level
        self.deviation.update(level)
        self.trend.update(recorded, level)
        self.trace.update(position, recorded)


class Signals(msgspec.Struct):
    """Everything measured of one agent.

    Attributes:
        source: the agent, as ``agent/<slug>``.
        doing: what it did last, in words.
        seen: when it was last heard of, in microseconds since 1970 UTC; 0 before.
        memories: how many memories it made.
        row: which agent of the lab it is, counted from 0.
        course: how its level and the signals of it went.
    """

    source: str
    doing: str = ""
    seen: int = 0
    memories: int = 0
    attention: Attention = msgspec.field(default_factory=lambda: Attention.of(MEMORIES))
    exams: Exams = msgspec.field(default_factory=Exams)
    levels: Levels = msgspec.field(default_factory=Levels)
    work: Work = msgspec.field(default_factory=Work)
    row: int = 0
    course: Course = msgspec.field(default_factory=lambda: Course.of(1 + SIGNALS, SAMPLES, double=False))

    def level_parts(self) -> dict[str, float]:
        """The four signals of the level, each 0 to 1. What has not been shown yet counts nothing."""
        return {
            "breadth": self.attention.breadth or 0.0,
            "integration": self.attention.integration or 0.0,
            "self-knowledge": self.exams.self_knowledge or 0.0,
            "learning": self.exams.proficiency or 0.0,
        }

    def known_parts(self) -> tuple[float, ...]:
        """The same, NaN for what has not been shown yet."""
        parts = self.attention.breadth, self.attention.integration, self.exams.self_knowledge, self.exams.proficiency
        return tuple(math.nan if part is None else part for part in parts)

    @property
    def level(self) -> float | None:
        """The mean of the four signals; None before any of them could be measured."""
        return self.levels.newest

    def apply(self, record: Record, recorded: int) -> None:
        """Take in an event of this agent, which the log took at `recorded` microseconds since 1970 UTC."""
        self.seen = recorded
        match record.event.data:
            case MemoryCreated() as memory:
                self.memories += 1
                self.attention.update(record.position, recorded, memory)
                self.doing = f"remembers {memory.about or memory.concept or memory.kind}"
            case ExamCompleted() as exam:
                self.exams.update(record.position, recorded, exam)
                self.work.outcome(record.position, recorded, exam.score)
                self.doing = f"answered {exam.right} of {exam.questions} in {exam.technology}"
            case DecisionResolved() as decision:
                self.work.outcome(record.position, recorded, 1.0 if decision.good else 0.0)
                return
            case _:
                self.doing = self.work.apply(record, recorded) or self.doing
                return
        parts = self.level_parts().values()
        level = sum(parts) / SIGNALS
        self.levels.update(record.position, recorded, level)
        if recorded >= self.course.due:
            self.course.add(recorded, record.position, (level, *self.known_parts()))
