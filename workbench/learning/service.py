"""Learning: agents study technologies and are examined in them."""

from __future__ import annotations

from functools import lru_cache

from workbench.core.errors import BadInput, NotFound
from workbench.core.ports import Progress
from workbench.core.scribe import Scribe
from workbench.intelligence.events import TaskFailed
from workbench.learning.depth import DEPTHS, Depth
from workbench.learning.exam import Exam, hold
from workbench.learning.learners import Learners
from workbench.learning.material import Material, Piece, read_material
from workbench.learning.ports import Index
from workbench.learning.questions import Questions, ask
from workbench.learning.study import Study, Studying
from workbench.log import Log
from workbench.stats import posterior_mean


class Learning:
    """Studies and exams of one lab."""

    def __init__(self, log: Log, learners: Learners, index: Index, scribe: Scribe) -> None:
        self._log = log
        self._learners = learners
        self._index = index
        self._scribe = scribe

    def __repr__(self) -> str:
        return "<Learning: study(agent, technology), examine(agent, technology), coverage(agent, technology)>"

    def study(
        self,
        agent: str,
        technology: str,
        depth: Depth = "basic",
        *,
        limit: int | None = None,
        progress: Progress | None = None,
    ) -> Study:
        """Have an agent study what it does not know yet of a technology, down to a depth.

        Raises:
            NotFound: no such package is installed, or it has no documentation.
            BadInput: the depth is unknown, or the limit is below 1.
        """
        before = self._studied(agent, technology)
        studying = self.begin(agent, technology, depth, limit=limit)
        for done in studying.run():
            if progress is not None:
                progress(done, studying.total)
        material = material_of(technology)
        return Study(
            technology=material.technology,
            version=material.version,
            depth=depth,
            task=studying.task,
            studied=studying.done,
            known=sum(piece.path in before for piece in _within(material, depth)),
            left_out=material.left_out,
        )

    def begin(self, agent: str, technology: str, depth: Depth = "basic", *, limit: int | None = None) -> Studying:
        """A study that the caller takes forward batch by batch. Earlier studies of the same that never ended are closed."""
        if limit is not None and limit < 1:
            raise BadInput(f"A study of at most {limit} objects is none.", "Give a limit of at least 1, or none.")
        material = material_of(technology)
        learner = self._learners.get(agent)
        known = learner.studied.get(material.technology, {})
        todo = [piece for piece in _within(material, depth) if piece.path not in known]
        stale = [task for task, topic in learner.open.items() if topic == material.technology]
        closing = TaskFailed(reason="interrupted: the study was begun anew")
        self._log.append([self._scribe.event(agent, task, closing) for task in stale])
        return Studying(self._log, self._scribe, agent, material, todo[:limit], known, self._index.catch_up)

    def examine(self, agent: str, technology: str, *, progress: Progress | None = None) -> Exam:
        """Examine an agent on the whole of a technology.

        The agent first predicts its score: coverage × the share of right answers it had so far where it had studied what was
        asked (with one right and one wrong answer assumed before the first exam).

        Raises:
            NotFound: no such package is installed, or nothing in it can be asked about.
            Unavailable: the vector store is away.
        """
        questions = questions_of(technology)
        learner = self._learners.get(agent)
        studied = learner.studied.get(questions.technology, {})
        hits = posterior_mean(learner.right, learner.asked)
        coverage = _coverage(material_of(technology), studied)
        exam = hold(self._log, self._scribe, self._index, agent, questions, studied, coverage, coverage * hits)
        if progress is not None:
            progress(exam.questions, exam.questions)
        return exam

    def coverage(self, agent: str, technology: str) -> float:
        """The share of a technology's objects that an agent has studied, 0 to 1."""
        return _coverage(material_of(technology), self._studied(agent, technology))

    def examined_at(self, agent: str, technology: str) -> float | None:
        """The coverage at an agent's last exam in a technology, None before the first."""
        taken = self._learners.exams(agent).get(material_of(technology).technology)
        return taken[1] if taken else None

    def _studied(self, agent: str, technology: str) -> dict[str, str]:
        return self._learners.studied(agent, material_of(technology).technology)


@lru_cache(maxsize=16)
def material_of(technology: str) -> Material:
    """The material of a technology, read once in a process."""
    return read_material(technology)


@lru_cache(maxsize=256)
def is_examinable(technology: str) -> bool:
    """Whether anything in a technology can be asked about; found out once in a process."""
    try:
        questions_of(technology)
    except NotFound:
        return False
    return True


@lru_cache(maxsize=16)
def questions_of(technology: str) -> Questions:
    """The exam questions of a technology, made once in a process."""
    return ask(material_of(technology))


def _within(material: Material, depth: Depth) -> list[Piece]:
    """What a depth covers, in the order in which it is studied: the basic before the deep."""
    if depth not in DEPTHS:
        raise BadInput(f"There is no depth “{depth}”.", f"Choose one of {', '.join(DEPTHS)}.")
    reached = DEPTHS[: DEPTHS.index(depth) + 1]
    return [piece for level in reached for piece in material.objects if piece.depth == level]


def _coverage(material: Material, studied: dict[str, str]) -> float:
    if not material.objects:
        return 0.0
    return sum(piece.path in studied for piece in material.objects) / len(material.objects)
