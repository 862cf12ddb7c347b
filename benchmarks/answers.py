"""Answers: whether the source is cited, whether what has no answer is refused, and whether confidence is worth what it says.

    python -m benchmarks.answers [--data DIR …] [--json]

Without ``--data`` it asks the half of ``data/answers.jsonl`` that nothing was fitted on, about the documentation of six installed packages,
and the follow-up questions of ``data/dialogues.jsonl``, with and without their history. Every DIR is in the layout of BEIR; a question that its
judgements do not name has no answer there. Everything goes through ``lab.ask(question)`` with its defaults.

``ece`` is the expected calibration error over all questions (Naeini et al. 2015): ten bins of equal width, and in each the distance of the mean
confidence from the share of questions of which a source is among the passages that the answer had to cite from, weighed by how many fall into it.
``ece_if_perfect`` is what chance alone makes of it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.answers_exam import Exam, Question, dialogues, folder_exam, packages_exam
from benchmarks.arms import Arms
from workbench.app import Lab
from workbench.chat import Answer

BINS = 10


class Outcome(msgspec.Struct, frozen=True):
    """What came of a question.

    Attributes:
        question: which.
        kind: of the answer.
        confidence: of the answer.
        held: whether a source was among the passages that the answer had to cite from.
        cited: whether a source is among its citations.
        milliseconds: from asking to the first piece of text.
    """

    question: Question
    kind: str
    confidence: float
    held: bool
    cited: bool
    milliseconds: float


def ask_all(exam: Exam, half: str | None = "report") -> list[Outcome]:
    """Ask every question of an exam, or of one half of it."""
    exam.lab.warm_up()
    return [outcome(exam, question) for question in exam.questions if half in (None, question.half)]


def outcome(exam: Exam, question: Question) -> Outcome:
    """Ask one question whose vector is not known yet."""
    exam.lab.embedder.drop([question.text])
    begun = time.perf_counter()
    answer = exam.lab.ask(question.text)
    next(iter(answer))
    took = 1_000 * (time.perf_counter() - begun)
    cited = [answer.passages[citation.number - 1] for citation in answer.citations]
    return Outcome(
        question,
        answer.kind,
        answer.confidence,
        exam.holds(answer.passages, question),
        exam.holds(cited, question),
        took,
    )


def expected_calibration_error(
    confidences: Sequence[float] | np.ndarray, held: Sequence[bool] | np.ndarray, bins: int = BINS
) -> float:
    """How far confidence is from the share that holds, on average over the questions; 0 is perfect."""
    sure, true = np.asarray(confidences), np.asarray(held, np.float64)
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[bin_of == each].sum() - true[bin_of == each].sum()) for each in range(bins)]
    return float(sum(gaps)) / max(len(sure), 1)


def error_by_luck(confidences: Sequence[float], draws: int = 1_000) -> float:
    """The calibration error that as many answers would have in the middle if each confidence were exactly right."""
    sure, random = np.asarray(confidences), np.random.default_rng(0)
    return float(np.median([expected_calibration_error(sure, random.random(len(sure)) < sure) for _ in range(draws)]))


def figures(bench: Arms, outcomes: Sequence[Outcome]) -> None:
    """What follows from the outcomes."""
    answerable = [one for one in outcomes if one.question.sources]
    unanswerable = [one for one in outcomes if not one.question.sources]
    if answerable:
        bench.figure("found", share([one.held for one in answerable]))
        bench.figure("source_cited", share([one.cited for one in answerable]), least=0.9)
        bench.figure("answerable_refused", share([one.kind == "refused" for one in answerable]), most=0.05)
    if unanswerable:
        bench.figure("unanswerable_refused", share([one.kind == "refused" for one in unanswerable]), least=0.8)
    error = expected_calibration_error([one.confidence for one in outcomes], [one.held for one in outcomes])
    bench.figure("ece", error, most=0.08)
    bench.figure("ece_if_perfect", error_by_luck([one.confidence for one in outcomes]))
    bench.figure("first_token_p50_ms", float(np.median([one.milliseconds for one in outcomes])), most=300)
    bench.figure("questions", len(outcomes))


def follow_ups(lab: Lab) -> dict[str, list[bool]]:
    """Whether the passages for each follow-up question hold a source, as it is asked and as it is understood."""
    found: dict[str, list[bool]] = {"alone": [], "rewritten": []}
    for turns in dialogues():
        conversation = lab.conversations.start()
        for number, turn in enumerate(turns):
            answer = lab.ask(turn.text, conversation=conversation)
            answer.reply  # noqa: B018 — it is complete, so that the next can follow it
            if number:
                found["rewritten"].append(_titled(answer, turn))
                found["alone"].append(_titled(lab.ask(turn.text), turn))
    return found


def share(said: Sequence[bool]) -> float:
    """The share that is true."""
    return sum(said) / len(said)


def _titled(answer: Answer, turn: Question) -> bool:
    return any(passage.title in turn.sources for passage in answer.passages)


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[], metavar="DIR")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    bench = Arms("answers")
    outcomes: list[Outcome] = []
    for opened in [folder_exam(folder) for folder in said.data] or [packages_exam()]:
        with ExitStack() as stack:
            exam = stack.enter_context(opened)
            outcomes += ask_all(exam)
            if not said.data:
                for arm, found in follow_ups(exam.lab).items():
                    bench.figure(f"follow_ups_{arm}", share(found))
    figures(bench, outcomes)
    bench.report()


if __name__ == "__main__":
    main()
