"""Signals: what is measured of one agent, updated event by event."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.intelligence.events import DecisionResolved
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated
from workbench.observatory.trace import Trace
from workbench.observatory.work import Work
from workbench.stats import RollingCounts, RollingDeviation, RollingMean, RollingSlope, SecondDifference

ATTENTION = 64
EXAMS = 16
LEVELS = 64
_HOUR = 3_600_000_000


class Attention(msgspec.Struct):
    """What the agent's last memories are about, and how many of them refer to earlier ones."""

    topics: RollingCounts = msgspec.field(default_factory=lambda: RollingCounts(ATTENTION))
    linked: RollingMean = msgspec.field(default_factory=lambda: RollingMean(ATTENTION))
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(ATTENTION))

    def update(self, record: Record, memory: MemoryCreated) -> None:
        self.topics.update(memory.concept or memory.kind)
        self.linked.update(1.0 if memory.links else 0.0)
        self.trace.update(record)


class LastExam(msgspec.Struct, frozen=True):
    """The outcome of the latest exam in one technology."""

    position: int
    recorded: int
    score: float
    coverage: float


class Exams(msgspec.Struct):
    """How the agent's last exams went, and how well it had predicted them.

    Attributes:
        errors: |score − predicted| of each.
        surprise: score − predicted of each, −1 to 1: the affect that an outcome brings.
        gains: change of score per hour between two exams in the same technology.
        learning: the second difference of the learning signal, exam by exam.
        latest: the latest exam in each technology.
    """

    errors: RollingMean = msgspec.field(default_factory=lambda: RollingMean(EXAMS))
    surprise: RollingDeviation = msgspec.field(default_factory=lambda: RollingDeviation(EXAMS))
    gains: RollingMean = msgspec.field(default_factory=lambda: RollingMean(EXAMS))
    learning: SecondDifference = msgspec.field(default_factory=SecondDifference)
    latest: dict[str, LastExam] = {}
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(EXAMS))
    gain_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(EXAMS))
    learning_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(3))

    @property
    def proficiency(self) -> float | None:
        """The mean of the latest scores over technologies, 0 to 1; None before the first exam."""
        if not self.latest:
            return None
        return sum(exam.score for exam in self.latest.values()) / len(self.latest)

    def update(self, record: Record, exam: ExamCompleted) -> None:
        self.errors.update(abs(exam.score - exam.predicted))
        self.surprise.update(exam.score - exam.predicted)
        self.trace.update(record)
        recorded = to_micros(record.recorded)
        before = self.latest.get(exam.technology)
        if before is not None and recorded > before.recorded:
            self.gains.update((exam.score - before.score) * _HOUR / (recorded - before.recorded))
            self.gain_trace.update(record)
        self.latest[exam.technology] = LastExam(record.position, recorded, exam.score, exam.coverage)
        self.learning.update(self.proficiency or 0.0)
        self.learning_trace.update(record)


class Levels(msgspec.Struct):
    """The last values of the level, one for each event that moved it."""

    deviation: RollingDeviation = msgspec.field(default_factory=lambda: RollingDeviation(LEVELS))
    slope: RollingSlope = msgspec.field(default_factory=lambda: RollingSlope(LEVELS))
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(LEVELS))

    def update(self, record: Record, level: float) -> None:
        self.deviation.update(level)
        self.slope.update(to_micros(record.recorded) / _HOUR, level)
        self.trace.update(record)


class Signals(msgspec.Struct):
    """Everything measured of one agent.

    Attributes:
        source: the agent, as ``agent/<slug>``.
        doing: what it did last, in words.
        seen: when it was last heard of, in microseconds since 1970 UTC.
        memories: how many memories it made.
    """

    source: str
    doing: str = ""
    seen: int = 0
    memories: int = 0
    attention: Attention = msgspec.field(default_factory=Attention)
    exams: Exams = msgspec.field(default_factory=Exams)
    levels: Levels = msgspec.field(default_factory=Levels)
    work: Work = msgspec.field(default_factory=Work)

    def level_parts(self) -> dict[str, float]:
        """The four signals of the level, each 0 to 1. What has not been shown yet counts nothing."""
        error = self.exams.errors.get()
        return {
            "breadth": self.attention.topics.diversity() or 0.0,
            "integration": self.attention.linked.get() or 0.0,
            "self-knowledge": 0.0 if error is None else 1.0 - error,
            "learning": self.exams.proficiency or 0.0,
        }

    def level(self) -> float | None:
        """The mean of the four signals; None before any of them could be measured."""
        if not self.memories and not self.exams.latest:
            return None
        return sum(self.level_parts().values()) / 4

    def apply(self, record: Record) -> None:
        """Take in an event of this agent."""
        self.seen = to_micros(record.recorded)
        match record.event.data:
            case MemoryCreated() as memory:
                self.memories += 1
                self.attention.update(record, memory)
                self.doing = f"remembers {memory.about or memory.concept or memory.kind}"
            case ExamCompleted() as exam:
                self.exams.update(record, exam)
                self.work.outcome(record, exam.score)
                self.doing = f"answered {exam.right} of {exam.questions} in {exam.technology}"
            case DecisionResolved() as decision:
                self.work.outcome(record, 1.0 if decision.good else 0.0)
                return
            case _:
                self.doing = self.work.apply(record) or self.doing
                return
        level = self.level()
        if level is not None:
            self.levels.update(record, level)
