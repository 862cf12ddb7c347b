"""An exam: which object is this? Asked with a sentence that the agent never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from workbench.core.scribe import Scribe
from workbench.core.show import Html, bar, bundle, card, folded, large, line, table, who
from workbench.learning.events import Answer, ExamCompleted, ExamPredicted
from workbench.learning.ports import Index
from workbench.learning.questions import Questions
from workbench.log import Log
from workbench.stats import wilson

_SHOWN = 6


class Exam(msgspec.Struct, frozen=True, kw_only=True):
    """An exam that was taken.

    Attributes:
        id: its subject, as ``exam/<id>``.
        agent, technology, version: who was examined in what.
        right, questions: how many first answers were right, of how many.
        proficiency: right ÷ questions, 0 to 1.
        low, high: the 95 % Wilson score interval of the proficiency.
        predicted: what the agent had expected, 0 to 1.
        coverage: the share of the technology's objects that it had studied, 0 to 1.
        answers: every question with its answer.
        left_out: how many objects could not be asked about, by reason.
    """

    id: str
    agent: str
    technology: str
    version: str
    right: int
    questions: int
    proficiency: float
    low: float
    high: float
    predicted: float
    coverage: float
    answers: tuple[Answer, ...]
    left_out: dict[str, int]

    def __str__(self) -> str:
        return (
            f"{self.technology} {self.version}: {self.right} of {self.questions} right, "
            f"proficiency {self.proficiency:.2f} ({self.low:.2f} to {self.high:.2f}), predicted {self.predicted:.2f}"
        )

    def __repr__(self) -> str:
        return f"<Exam {self} by {who(self.agent)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        wrong = [f"  {_mark(answer)}: {answer.question} → {_given(answer)}" for answer in self.answers[:_SHOWN]]
        rest = [f"  … {len(self.answers) - _SHOWN:,} more in .answers"] if len(self.answers) > _SHOWN else []
        return bundle("\n".join([f"{self} by {who(self.agent)}", *wrong, *rest]), _html(self))


def _mark(answer: Answer) -> str:
    if answer.given == answer.expected:
        return "right"
    return "wrong" if answer.covered else "not studied"


def _given(answer: Answer) -> str:
    """What the agent named, for people: an answer from a memory of another subject names no object of this one."""
    if answer.given is None:
        return "nothing"
    return "(a memory of something else)" if answer.given.startswith("memory/") else answer.given


def _html(exam: Exam) -> Html:
    shares = [
        (
            "proficiency",
            bar(exam.proficiency),
            f"{exam.proficiency:.2f}, 95 % interval {exam.low:.2f} to {exam.high:.2f}",
        ),
        ("predicted", bar(exam.predicted), f"{exam.predicted:.2f}"),
        ("studied", bar(exam.coverage), f"{exam.coverage:.0%} of the objects"),
    ]
    rows = [(_mark(answer), answer.question, _given(answer), answer.expected) for answer in exam.answers]
    head = ("", "Question", "Answer", "Right answer")
    left_out = ", ".join(f"{reason}: {count:,}" for reason, count in exam.left_out.items())
    return card(
        f"Exam in {exam.technology} {exam.version}",
        large(f"{exam.right} of {exam.questions} right"),
        table(shares),
        folded("Questions and answers", table(rows, head)) if rows else Html(""),
        line(f"Not asked about: {left_out}") if left_out else Html(""),
        note=who(exam.agent),
    )


def hold(
    log: Log,
    scribe: Scribe,
    index: Index,
    agent: str,
    questions: Questions,
    studied: Mapping[str, str],
    coverage: float,
    predicted: float,
) -> Exam:
    """Hold an exam and record it. The prediction is durable before the first question is answered.

    Args:
        studied: the memories of this technology's objects, by path.
        coverage: the share of the technology's objects that these are.
        predicted: the score that the agent expects.
    """
    subject = scribe.new("exam")
    technology = questions.technology
    log.append([scribe.event(agent, subject, ExamPredicted(technology=technology, score=predicted, coverage=coverage))])
    answers = _answers(index, agent, questions, studied)
    right = sum(answer.given == answer.expected for answer in answers)
    score = right / len(answers)
    outcome = ExamCompleted(
        technology=technology,
        version=questions.version,
        right=right,
        questions=len(answers),
        score=score,
        predicted=predicted,
        coverage=coverage,
        answers=tuple(answers),
    )
    log.append([scribe.event(agent, subject, outcome)])
    low, high = wilson(right, len(answers))
    return Exam(
        id=subject,
        agent=agent,
        technology=technology,
        version=questions.version,
        right=right,
        questions=len(answers),
        proficiency=score,
        low=low,
        high=high,
        predicted=predicted,
        coverage=coverage,
        answers=tuple(answers),
        left_out=questions.left_out,
    )


def _answers(index: Index, agent: str, questions: Questions, studied: Mapping[str, str]) -> Sequence[Answer]:
    path_of = {memory: path for path, memory in studied.items()}
    found = index.query([question.text for question in questions.asked], 1, {"agent": agent})
    answers = []
    for question, nearest in zip(questions.asked, found, strict=True):
        best = nearest[0] if nearest else None
        answers.append(
            Answer(
                question=question.text,
                expected=question.answer,
                given=path_of.get(best.memory, best.memory) if best else None,
                covered=question.answer in studied,
                similarity=round(best.similarity, 6) if best else None,
            )
        )
    return answers
