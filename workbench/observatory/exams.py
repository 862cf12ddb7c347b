"""Exams: how those of one agent went, and how well it had predicted them."""

from __future__ import annotations

import msgspec

from workbench.learning.events import ExamCompleted
from workbench.observatory.trace import PairTrace, Trace
from workbench.observatory.trend import HOUR
from workbench.stats import RollingDeviation, RollingMean, SecondDifference

EXAMS = 16
TECHNOLOGIES = 200


class LastExam(msgspec.Struct, frozen=True):
    """The outcome of the latest exam in one technology.

    `recorded` is in microseconds since 1970 UTC.
    """

    position: int
    recorded: int
    score: float
    coverage: float


class Exams(msgspec.Struct):
    """How the agent's last exams went.

    Attributes:
        errors: |score − predicted| of each.
        surprise: score − predicted of each, −1 to 1: the affect that an outcome brings.
        gains: change of score per hour between two exams in the same technology.
        learning: the second difference of the learning signal, exam by exam.
        latest: the latest exam in each technology, that of the longest ago first; at most 200.
        proficiency: the mean of their scores, 0 to 1; None before the first exam.
    """

    errors: RollingMean = msgspec.field(default_factory=lambda: RollingMean(EXAMS))
    surprise: RollingDeviation = msgspec.field(default_factory=lambda: RollingDeviation(EXAMS))
    gains: RollingMean = msgspec.field(default_factory=lambda: RollingMean(EXAMS))
    learning: SecondDifference = msgspec.field(default_factory=SecondDifference)
    latest: dict[str, LastExam] = {}
    proficiency: float | None = None
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(EXAMS))
    gain_trace: PairTrace = msgspec.field(default_factory=lambda: PairTrace.of(EXAMS))
    learning_trace: Trace = msgspec.field(default_factory=lambda: Trace.of(3))

    @property
    def self_knowledge(self) -> float | None:
        """1 − the mean error of the predictions, 0 to 1; None before the first exam."""
        error = self.errors.get()
        return None if error is None else 1.0 - error

    def update(self, position: int, recorded: int, exam: ExamCompleted) -> None:
        """Take in one exam."""
        self.errors.update(abs(exam.score - exam.predicted))
        self.surprise.update(exam.score - exam.predicted)
        self.trace.update(position, recorded)
        before = self.latest.pop(exam.technology, None)
        if before is not None and recorded > before.recorded:
            self.gains.update((exam.score - before.score) * HOUR / (recorded - before.recorded))
            self.gain_trace.update(before.position, position, recorded)
        self.latest[exam.technology] = LastExam(position, recorded, exam.score, exam.coverage)
        if len(self.latest) > TECHNOLOGIES:
            del self.latest[next(iter(self.latest))]
        self.proficiency = sum(last.score for last in self.latest.values()) / len(self.latest)
        self.learning.update(self.proficiency)
        self.learning_trace.update(position, recorded)
