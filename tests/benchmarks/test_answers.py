"""The benchmark of answers reads what it is given and counts what came out. What is measured is not tested."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.answers import ask_all, figures, follow_ups
from benchmarks.answers_exam import PACKAGES, dialogues, folder_exam
from benchmarks.arms import Arms
from workbench.learning.material import read_material

DOCUMENTS = {
    "bees": "Bees dance to tell each other where flowers are.",
    "tea": "Black tea is ready after four minutes.",
    "key": "The spare key lies under the blue pot.",
}
QUESTIONS = {
    "dance": ("Why do bees dance to each other about flowers?", "bees"),
    "wait": ("After how many minutes is black tea ready?", "tea"),
    "chess": ("Who won the chess championship in Reykjavik?", None),
}


def written(folder: Path) -> Path:
    """Three documents and three questions, one of which they do not answer, in the layout of BEIR."""
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": name, "title": "", "text": text} for name, text in DOCUMENTS.items()]
    queries = [{"_id": name, "text": text} for name, (text, _) in QUESTIONS.items()]
    judged = [f"{name}\t{answer}\t1" for name, (_, answer) in QUESTIONS.items() if answer]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]))
    return folder


def test_a_folder_is_asked_and_what_it_does_not_answer_counts_as_such(tmp_path: Path) -> None:
    with folder_exam(written(tmp_path / "small")) as exam:
        outcomes = ask_all(exam)
        alone = follow_ups(exam.lab)
    assert [(one.question.id, one.held, one.cited) for one in outcomes] == [
        ("dance", True, True),
        ("wait", True, True),
        ("chess", False, False),
    ]
    bench = Arms("answers")
    figures(bench, outcomes)
    assert (bench.figures["source_cited"], bench.figures["unanswerable_refused"], bench.figures["questions"]) == (
        1,
        1,
        3,
    )
    assert {arm: len(found) for arm, found in alone.items()} == dict.fromkeys(("alone", "rewritten"), len(dialogues()))


def test_every_dialogue_leads_to_what_is_installed() -> None:
    known = {piece.path for package in PACKAGES for piece in read_material(package).objects}
    assert len(dialogues()) >= 20
    for turns in dialogues():
        assert len(turns) >= 2
        assert [turn.id for turn in turns if not turn.sources or turn.sources - known] == []
