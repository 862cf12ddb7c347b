"""What a person sees who writes the name of a thing at the end of a notebook's cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import workbench
from tests.seen import Seen
from workbench.app import Lab
from workbench.core.figure import Figure
from workbench.learning import Exam, Study
from workbench.learning.events import Answer, ExamCompleted
from workbench.memory import Hit, Memory

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        yield opened


def forms(thing: Any) -> tuple[str, str]:
    """An object's text and what its HTML says; the HTML is checked on the way."""
    bundle = thing._repr_mimebundle_(include=None, exclude=None)
    seen = Seen(bundle["text/html"])
    assert "script" not in seen.tags
    return bundle["text/plain"], seen.text


def examined(lab: Lab, name: str) -> Exam:
    agent = lab.agent(name).id
    answers = (
        Answer(question=NASTY, expected="json.loads", given="json.loads", covered=True, similarity=0.5),
        Answer(question="And this?", expected="json.dumps", given=None, covered=False),
    )
    said: dict[str, Any] = {"technology": "json", "version": "3", "right": 1, "questions": 2, "predicted": 0.25}
    event = ExamCompleted(**said, score=0.5, coverage=0.75, answers=answers)
    lab.log.append([lab.scribe.event(agent, "exam/1", event)])
    more = {"proficiency": 0.5, "low": 0.1, "high": 0.9, "coverage": 0.75, "answers": answers, "left_out": {}}
    return Exam(id="exam/1", agent=agent, **said, **more)


def test_an_empty_lab_says_what_to_do_next(lab: Lab) -> None:
    for form in forms(lab):
        assert 'lab.agent("Ada"' in form


def test_a_closed_lab_can_still_be_shown(lab: Lab) -> None:
    lab.close()
    assert repr(lab) == "<Lab in memory: closed>"
    assert all("closed" in form for form in forms(lab))


def test_a_lab_and_its_past_say_who_is_there(lab: Lab) -> None:
    examined(lab, NASTY)
    lab.agent("ليلى")
    for form in forms(lab):
        assert NASTY in form
        assert "ليلى" in form
        assert "3 events" in form
    for form in forms(lab.at(2)):
        assert "ليلى" not in form
        assert "after event 2" in form or "at event 2" in form
    assert "Nobody" in forms(lab.at(0))[1]


def test_an_agent_says_how_it_is(lab: Lab) -> None:
    examined(lab, "Ada")
    text, html = forms(lab.agent("Ada"))
    level = lab.observatory.level("Ada").value
    assert level is not None
    for form in (text, html):
        assert f"{level:.2f}" in form
        assert "answered 1 of 2 in json" in form


def test_a_figure_leads_to_its_events(lab: Lab) -> None:
    examined(lab, "Ada")
    figure = lab.observatory.figure("learning", "Ada")
    assert repr(figure) == "<Figure learning:agent/ada@2: 0.5, live, 1 event>"
    for form in forms(figure):
        assert 'lab.explain("learning:agent/ada@2")' in form
        assert "1 event from 2 to 2" in form
    many = Figure(name="x", subject="lab", value=1, unit="1", status="live", position=1, moment=figure.moment)
    assert "rests on no events yet" in forms(many)[0]


def test_an_exam_says_what_was_asked(lab: Lab) -> None:
    text, html = forms(examined(lab, "Ada"))
    for form in (text, html):
        assert NASTY in form
        assert "right" in form
        assert "not studied" in form


def test_an_event_says_all_that_it_knows(lab: Lab) -> None:
    examined(lab, "Ada")
    (record,) = lab.explain(lab.observatory.figure("learning", "Ada"))
    assert repr(record).startswith("<Record 2: exam.completed by agent/ada at ")
    for thing in (record, record.event):
        text, html = forms(thing)
        assert "coverage: 0.75" in text
        assert '"expected": "json.loads"' in html


def test_the_rest_is_short_and_says_something(lab: Lab) -> None:
    since = lab.clock.now()
    memory = Memory(
        id="memory/1", agent="agent/ada", text=NASTY, kind="x", concept=None, about=None, origin=None, links=(), tags=(),
        importance=0.5, when=None, session=None, since=since, position=3,
    )  # fmt: skip
    parts = {"keywords": 0.15, "meaning": 0.1, "who": 0.0}
    hit = Hit(memory=memory, score=0.25, parts=parts, similarity=0.4, neighbours=(memory,))
    study = Study(technology="json", version="3", depth="basic", task="task/1", studied=1, known=2, left_out={})
    assert repr(study) == "<Study json 3, basic: 1 object studied, 2 known before>"
    assert repr(hit) == f"<Hit 0.25 {NASTY}>"
    assert all(NASTY in form for thing in (memory, hit) for form in forms(thing))
    forms(study)
    lab.agent("Ada")
    assert repr(lab.members) == "<Members: Ada>"
    for part in (lab.observatory, lab.memory, lab.remembering, lab.learners, lab.learning, lab.society()):
        assert repr(part).startswith(f"<{type(part).__name__}")
        assert " at 0x" not in repr(part)
