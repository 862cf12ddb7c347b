"""Questions with and without an answer, and the labs whose collections hold the material that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

import workbench
from benchmarks.answers_data import read_questions
from benchmarks.recall_data import Material
from workbench.app import Lab
from workbench.core.generation import Passage

PACKAGES = ("anyio", "click", "jinja2", "networkx", "param", "tornado")
DIALOGUES = Path(__file__).resolve().parents[1] / "data" / "dialogues.jsonl"
_COLLECTION = "material"


class Question(msgspec.Struct, frozen=True):
    """A question.

    Attributes:
        id, text: of the question.
        sources: what answers it, by name; nothing where there is no answer.
        half: ``calibrate`` or ``report``.
    """

    id: str
    text: str
    sources: frozenset[str]
    half: str = "report"


class Exam(msgspec.Struct, frozen=True):
    """A lab, and what it is asked.

    Attributes:
        name: of the material.
        questions: in their order.
        lab: holds the material.
        name_of: what a passage is part of, as `Question.sources` names it.
    """

    name: str
    questions: list[Question]
    lab: Lab
    name_of: Callable[[Passage], str]

    def holds(self, passages: Iterable[Passage], question: Question) -> bool:
        """Whether a source of the question is among some passages."""
        return any(self.name_of(passage) in question.sources for passage in passages)


class _Turn(msgspec.Struct):
    question: str
    sources: list[str]


class _Dialogue(msgspec.Struct):
    id: str
    turns: list[_Turn]


def dialogues() -> list[list[Question]]:
    """The questions of each dialogue of ``data/dialogues.jsonl``; all but the first lean on those before."""
    read = msgspec.json.Decoder(_Dialogue).decode_lines(DIALOGUES.read_bytes())
    return [
        [
            Question(f"{one.id}-{number}", turn.question, frozenset(turn.sources))
            for number, turn in enumerate(one.turns)
        ]
        for one in read
    ]


@contextmanager
def packages_exam() -> Iterator[Exam]:
    """The questions of ``data/answers.jsonl`` about the documentation of six installed packages, a collection each."""
    asked = [Question(one.id, one.question, frozenset(one.sources), one.half) for one in read_questions()]
    with workbench.open("memory:") as lab:
        for package in PACKAGES:
            lab.collections.ingest(f"package:{package}", package, show=False)
        yield Exam("packages", asked, lab, lambda passage: passage.title)


@contextmanager
def folder_exam(folder: Path) -> Iterator[Exam]:
    """Questions in the layout of BEIR; one that the judgements do not name has no answer. The documents are one collection."""
    material = Material.read(folder)
    asked = [Question(one.id, one.text, frozenset(material.relevant.get(one.id, ()))) for one in material.questions]
    with workbench.open("memory:") as lab:
        for document in material.documents:
            if document.said:
                lab.collections.ingest(
                    document.said.encode(), _COLLECTION, name=document.id, media="text/plain", show=False
                )
        yield Exam(material.name, asked, lab, lambda passage: lab.collections.get(passage.id).name)
