"""What an agent of your own tells of its work: tasks, and any event in the words of docs/events.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import workbench
from tests.cli.running import Running
from workbench.app import Agent, Lab
from workbench.app.report import BEGINNINGS
from workbench.core.errors import BadInput, NotFound, Unavailable


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:", seed=1) as opened:
        yield opened


@pytest.fixture
def ada(lab: Lab) -> Agent:
    return lab.agent("Ada")


def said(lab: Lab, subject: str) -> list[str]:
    """The kinds of the events about something."""
    return [lab.log.vocabulary.kind(record.event) for record in lab.log.read(subject=subject)]


def test_a_task_is_seen_while_it_is_done(lab: Lab, ada: Agent) -> None:
    def load() -> float:
        return lab.observatory.figure("cognitive_load").parts.get(ada.id, 0.0)

    with ada.task("sort the mail", steps=4, topic="mail") as task:
        assert load() == 1.0
        task.step()
        assert load() == 0.75
        task.step(2)
        assert (task.done, load()) == (3, 0.25)
        assert lab.observatory.agents()[0].doing == "sort the mail"
        task.result = "three letters"
    assert load() == 0.0
    assert said(lab, task.id) == ["task.started", "task.progressed", "task.progressed", "task.completed"]
    (ended,) = lab.log.read(kinds=["task.completed"])
    assert (ended.event.source, ended.event.data.done, ended.event.data.result) == (ada.id, 3, "three letters")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (NotFound("There is no letter.", "Wait for one."), "There is no letter."),
        (KeyboardInterrupt(), "interrupted (KeyboardInterrupt)"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_task_that_breaks_off_has_failed(lab: Lab, ada: Agent, error: BaseException, reason: str) -> None:
    with pytest.raises(type(error)), ada.task("sort the mail") as task:
        task.step()
        raise error
    assert said(lab, task.id) == ["task.started", "task.progressed", "task.failed"]
    (ended,) = lab.log.read(kinds=["task.failed"])
    assert (ended.event.data.done, ended.event.data.reason) == (1, reason)  # type: ignore[attr-defined]


def test_a_task_without_a_title_is_not_begun(lab: Lab, ada: Agent) -> None:
    with pytest.raises(BadInput), ada.task("", steps=1):
        pass
    assert lab.log.head == 1


def test_a_decision_is_told_and_how_it_turned_out(lab: Lab, ada: Agent) -> None:
    for good in (True, False):
        decision = ada.report("decision.recorded", question="Which?", choice="this", alternatives=["this", "that"])
        assert ada.report("decision.resolved", decision, good=good) == decision
        assert said(lab, decision) == ["decision.recorded", "decision.resolved"]
    assert lab.observatory.figure("performance_trend", "Ada").events == 2
    insight = ada.report("insight.raised", text="It was neither.", severity="warning")
    assert insight.startswith("insight/")
    (told,) = lab.log.read(subject=insight)
    assert (told.event.source, told.event.time) == (ada.id, lab.clock.now())


@pytest.mark.parametrize(
    ("kind", "data", "hint"),
    [
        ("insight.rised", {"text": "x"}, "insight.raised"),
        ("insight.raised", {"txt": "x"}, "txt"),
        ("insight.raised", {"text": "x", "severity": "huge"}, "severity"),
        ("decision.resolved", {"good": True}, "subject"),
        ("agent.registered", {"name": "Eve"}, "subject"),
        ("", {}, "docs/events.md"),
    ],
)
def test_what_does_not_fit_is_refused(lab: Lab, ada: Agent, kind: str, data: dict[str, object], hint: str) -> None:
    with pytest.raises(BadInput, match=hint):
        ada.report(kind, **data)
    assert lab.log.head == 1


def test_other_programs_report_through_the_hub_of_the_lab(tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        ada = lab.agent("Ada")
        assert lab.hub is None
        with Running("serve", lab=tmp_path / "lab"):
            said = {"type": "insight.raised", "data": {"text": "Futures are not tasks."}}
            for source, status in ((ada.id, 201), ("agent/boris", 403)):
                answer = httpx.post(
                    f"{lab.hub}/api/events",
                    json={**said, "source": source},
                    headers={"Authorization": f"Bearer {ada.token()}"},
                )
                assert answer.status_code == status, answer.text
        assert lab.hub is None
        assert [record.event.source for record in lab.log.read(kinds=["insight.raised"])] == [ada.id]


def test_a_lab_in_memory_has_no_hub(lab: Lab, ada: Agent) -> None:
    assert lab.hub is None
    with pytest.raises(Unavailable, match="folder"):
        ada.token()


def test_whatever_begins_something_gets_a_subject_of_its_own(lab: Lab) -> None:
    assert set(lab.log.vocabulary.kinds) >= BEGINNINGS
