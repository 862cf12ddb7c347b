"""Agents that study real documentation with the real model, in labs in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskStarted
from workbench.learning.events import ExamCompleted, ExamPredicted
from workbench.learning.questions import ask
from workbench.learning.service import material_of
from workbench.log import verify
from workbench.memory.events import MemoryCreated


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:", seed=7) as lab:
        yield lab


def test_study_remembers_what_it_reads_and_not_the_summary(lab: Lab) -> None:
    study = lab.agent("Ada").study("json", "deep", show=False)
    memories = [r.event.data for r in lab.log.read(kinds=["memory.created"])]
    assert study.studied == len(memories) == len(material_of("json").objects)
    summaries = {piece.path: piece.summary for piece in material_of("json").objects if piece.summary}
    for memory in memories:
        assert isinstance(memory, MemoryCreated)
        assert memory.about is not None
        summary = summaries.get(memory.about)
        assert summary is None or summary not in memory.text


def test_study_goes_on_where_it_ended(lab: Lab) -> None:
    ada = lab.agent("Ada")
    first = ada.study("json", "deep", limit=5, show=False)
    second = ada.study("json", "deep", show=False)
    assert (first.studied, first.known) == (5, 0)
    assert second.known == 5
    assert ada.study("json", "deep", show=False).studied == 0
    about = [r.event.data.about for r in lab.log.read(kinds=["memory.created"])]  # type: ignore[attr-defined]
    assert len(about) == len(set(about))


def test_depth_sets_what_is_covered(lab: Lab) -> None:
    ada = lab.agent("Ada")
    basic = ada.study("json", "basic", show=False)
    deep = ada.study("json", "deep", show=False)
    assert 0 < basic.studied < basic.studied + deep.studied == len(material_of("json").objects)
    with pytest.raises(BadInput, match="basic, standard, deep"):
        ada.study("json", "profound", show=False)  # type: ignore[arg-type]


def test_proficiency_grows_with_what_was_covered(lab: Lab) -> None:
    ada = lab.agent("Ada")
    before = ada.examine("asyncio", show=False)
    ada.study("asyncio", "basic", show=False)
    middle = ada.examine("asyncio", show=False)
    ada.study("asyncio", "deep", show=False)
    after = ada.examine("asyncio", show=False)
    assert before.proficiency == before.coverage == before.predicted == 0
    assert 0 < middle.proficiency < after.proficiency
    assert middle.low <= middle.proficiency <= middle.high
    assert after.coverage == 1
    assert after.questions == len(ask(material_of("asyncio")).asked) == 60


def test_an_exam_is_predicted_before_it_is_answered(lab: Lab) -> None:
    ada = lab.agent("Ada")
    ada.study("json", "deep", show=False)
    exam = ada.examine("json", show=False)
    predicted, completed = (r.event.data for r in lab.log.read(subject=exam.id))
    assert isinstance(predicted, ExamPredicted)
    assert isinstance(completed, ExamCompleted)
    assert predicted.score == completed.predicted == exam.predicted == pytest.approx(0.5)  # no exam yet: one of two
    again = ada.examine("json", show=False)
    assert again.predicted == pytest.approx((exam.right + 1) / (exam.questions + 2))


def test_answers_come_from_the_agents_own_memory(lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    ada.study("json", "deep", show=False)
    assert ada.examine("json", show=False).right > 0
    exam = boris.examine("json", show=False)
    assert exam.right == 0
    assert {answer.given for answer in exam.answers} == {None}


def test_a_failed_study_says_so(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.agent("Ada")

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lab.learning.study(ada.id, "json", "deep", progress=interrupt)
    failed = [r.event.data for r in lab.log.read(kinds=["task.failed"])]
    assert len(failed) == 1
    assert isinstance(failed[0], TaskFailed)
    assert failed[0].done == len(list(lab.log.read(kinds=["memory.created"])))


def test_a_study_that_was_killed_is_closed_by_the_next(lab: Lab) -> None:
    ada = lab.agent("Ada")
    lab.learning.begin(ada.id, "json", "deep").start()  # and then its process died
    ada.study("json", "deep", show=False)
    assert [type(r.event.data) for r in lab.log.read(kinds=["task.started", "task.completed", "task.failed"])] == [
        TaskStarted,
        TaskFailed,
        TaskStarted,
        TaskCompleted,
    ]


def test_what_cannot_be_studied_is_refused_with_a_remedy(lab: Lab) -> None:
    ada = lab.agent("Ada")
    before = lab.log.head
    with pytest.raises(NotFound, match="install"):
        ada.study("no_such_package_at_all", show=False)
    with pytest.raises(BadInput):
        ada.study("os; rm -rf /", show=False)
    assert lab.log.head == before


def _society(seed: int) -> tuple[str, int]:
    with workbench.open("memory:", seed=seed) as lab:
        lab.agent("Ada", ["json", "concurrent"])
        lab.agent("Boris", ["statistics", "collections"])
        steps = lab.society(seed).run(200)
        assert lab.society(seed).step() is None, "everything was learned"
        assert any(step.exam for step in steps)
        return verify(lab.log).hash, lab.log.head


def test_a_stepped_society_repeats_hash_for_hash() -> None:
    assert _society(3) == _society(3)
    assert _society(3)[0] != _society(4)[0]


def test_what_cannot_be_asked_about_is_studied_without_an_exam(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = '"""Terse."""\n\ndef one():\n    """Unity.\n\n    It is the first of the whole numbers, and divides every other.\n    """\n'
    (tmp_path / "terse_things.py").write_text(module)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NotFound, match="asked about"):
        ask(material_of("terse_things"))
    ada = lab.agent("Ada", ["terse_things"])
    steps = lab.society().run(20)
    assert [step.exam for step in steps] == [None] * len(steps)
    assert lab.learning.coverage(ada.id, "terse_things") == 1.0
    (completed,) = [record.event.data for record in lab.log.read(kinds=("task.completed",))]
    assert isinstance(completed, TaskCompleted)
    assert completed.done == 2, "the module and its function"


def test_a_study_says_how_much_of_its_depth_was_known(lab: Lab) -> None:
    ada = lab.agent("Ada")
    deep = ada.study("json", "deep", show=False)
    basic = ada.study("json", "basic", show=False)
    assert deep.known == 0 and deep.studied > basic.known > 0 == basic.studied
    boris = lab.agent("Boris")
    boris.study("json", "basic", limit=1, show=False)
    assert boris.study("json", "deep", show=False).known == 1
