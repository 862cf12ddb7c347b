"""What agents have studied and how they were examined, folded from the log."""

from __future__ import annotations

import msgspec

from workbench.core.events import Record
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskStarted
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated

STUDY = "study"
DOCUMENTATION = "documentation"
_ORIGIN = "technology/"


class Learner(msgspec.Struct):
    """One agent.

    Attributes:
        studied: by technology, the memory of each object studied, by the object's path.
        open: study tasks under way, with their technology.
        asked: how many exam questions were about objects it had studied.
        right: how many of these it answered right.
        exams: by technology, how many exams it took, and the coverage at the last.
    """

    studied: dict[str, dict[str, str]] = {}
    open: dict[str, str] = {}
    asked: int = 0
    right: int = 0
    exams: dict[str, tuple[int, float]] = {}


class LearningState(msgspec.Struct):
    """Learners by agent, as ``agent/<slug>``."""

    learners: dict[str, Learner] = {}

    def apply(self, record: Record) -> None:
        event = record.event
        match event.data:
            case MemoryCreated(kind=kind, origin=origin, about=about):
                if kind == DOCUMENTATION and about and origin and origin.startswith(_ORIGIN):
                    studied = self._learner(event.source).studied.setdefault(origin.removeprefix(_ORIGIN), {})
                    studied.setdefault(about, event.subject)
            case TaskStarted(work=work, topic=topic):
                if work == STUDY and topic:
                    self._learner(event.source).open[event.subject] = topic
            case TaskCompleted() | TaskFailed():
                if event.source in self.learners:
                    self.learners[event.source].open.pop(event.subject, None)
            case ExamCompleted() as exam:
                self._examined(self._learner(event.source), exam)

    def learner(self, agent: str) -> Learner:
        """An agent's record; an empty one before it learned anything."""
        return self.learners.get(agent) or Learner()

    def _learner(self, agent: str) -> Learner:
        return self.learners.setdefault(agent, Learner())

    def _examined(self, learner: Learner, exam: ExamCompleted) -> None:
        covered = [answer for answer in exam.answers if answer.covered]
        learner.asked += len(covered)
        learner.right += sum(answer.given == answer.expected for answer in covered)
        taken, _ = learner.exams.get(exam.technology, (0, 0.0))
        learner.exams[exam.technology] = (taken + 1, exam.coverage)


def origin_of(technology: str) -> str:
    """Where memories of a technology come from, as their origin says."""
    return f"{_ORIGIN}{technology}"
