"""An agent's page: read from the log as of a moment, and shown so that nothing in it can do harm."""

from __future__ import annotations

import re

import pytest

from tests.views.conftest import exam, memory, say
from workbench.app import Lab
from workbench.core.events import Payload
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.observatory.values import OF_AGENT
from workbench.views import agent_panes as panes
from workbench.views.feed import Feed
from workbench.views.look import Look
from workbench.views.profile import read_profile
from workbench.views.snapshot import Snapshot

NASTY = "<img src=x onerror=alert(1)> & “ليلى”"
ADA = Look(agent="agent/ada")


def take(lab: Lab, look: Look = ADA) -> Snapshot:
    return Feed(lab).snapshot(look)


def at_work(lab: Lab, task: str, *payloads: Payload) -> None:
    agent = lab.agent("Ada").id
    lab.log.append([lab.scribe.event(agent, task, payload) for payload in payloads])


def test_a_profile_tells_exams_by_technology(lab: Lab) -> None:
    say(lab, "Ada", exam(2), exam(5))
    say(lab, "Boris", exam(9))
    before = lab.log.head
    say(lab, "Ada", exam(8))
    (subject,) = read_profile(lab.log, "agent/ada", lab.log.head).subjects
    assert (subject.technology, subject.taken, subject.last.score, subject.before) == ("json", 3, 0.8, 0.5)
    (then,) = read_profile(lab.log, "agent/ada", before).subjects
    assert (then.taken, then.last.score, then.before) == (2, 0.5, 0.2)
    shown = panes.exams(take(lab), read_profile(lab.log, "agent/ada", lab.log.head))
    for said in ("80%", "▲ +30", "50%", f'data-do="event:{subject.position}"'):
        assert said in shown


def test_a_profile_tells_the_tasks_that_have_not_ended(lab: Lab) -> None:
    at_work(lab, "task/1", TaskStarted(title="studies json", total=10), TaskProgressed(done=3), TaskProgressed(done=4))
    at_work(lab, "task/2", TaskStarted(title="done soon"), TaskCompleted())
    at_work(lab, "task/3", TaskStarted(title="fails"), TaskFailed(reason="no"))
    at_work(lab, "task/4", TaskStarted(title="nobody knows how long"))
    (open_ended, study) = read_profile(lab.log, "agent/ada", lab.log.head).tasks
    assert (study.title, study.done, study.total) == ("studies json", 4, 10)
    assert (open_ended.title, open_ended.total) == ("nobody knows how long", None)
    shown = panes.tasks(take(lab), read_profile(lab.log, "agent/ada", lab.log.head))
    assert "4 of 10 steps" in shown
    assert "width:40%" in shown
    (then,) = read_profile(lab.log, "agent/ada", 3).tasks
    assert then.done == 3


def test_a_task_begun_again_is_under_way(lab: Lab) -> None:
    at_work(lab, "task/1", TaskStarted(title="first"), TaskCompleted(), TaskStarted(title="again"))
    assert [task.title for task in read_profile(lab.log, "agent/ada", lab.log.head).tasks] == ["again"]


def test_the_head_says_who_it_is_and_what_its_level_is_made_of(lab: Lab) -> None:
    lab.agent("Ada", interests=["json", "asyncio"])
    say(lab, "Ada", memory("a"), memory("b"))
    snapshot = take(lab)
    shown = panes.who(snapshot, ADA, read_profile(lab.log, "agent/ada", lab.log.head))
    for said in ("<bdi>Ada</bdi>", "agent/ada", ">json<", ">asyncio<", "remembers b", f"explain:level:{ADA.agent}@"):
        assert said in shown
    assert len(re.findall(r'<span class="track">', shown)) == 4
    assert shown.count("not shown yet") == 3  # two signals, and the sentence that explains them


def test_every_figure_of_an_agent_is_shown_once_and_leads_to_its_events(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(8), exam(9))
    snapshot = take(lab)
    shown = panes.who(snapshot, ADA, read_profile(lab.log, "agent/ada", lab.log.head)) + panes.figures(snapshot, ADA)
    for name in OF_AGENT:
        figure = snapshot.figure(name, "agent/ada")
        ways = shown.count(f'data-do="explain:{figure.id}"')
        assert ways >= (figure.value is not None), name
        assert shown.count(f'data-key="{name}"') <= 1


def test_last_memories_and_deeds_lead_to_their_events(lab: Lab) -> None:
    say(lab, "Ada", memory("a", about="json.loads"), exam(8), TaskProgressed(done=1))
    profile = read_profile(lab.log, "agent/ada", lab.log.head)
    assert [line.said for line in profile.memories] == ["remembered json.loads"]
    assert [line.position for line in profile.deeds] == [3, 1]
    assert 'data-do="event:2"' in panes.memories(profile)
    assert "answered 8 of 10 in json" in panes.deeds(profile)


def test_an_agent_with_nothing_yet_says_what_to_do(lab: Lab) -> None:
    say(lab, "Ada", TaskStarted(title="looks around"))
    snapshot, profile = take(lab), read_profile(lab.log, "agent/ada", lab.log.head)
    assert panes.is_known(snapshot, ADA)
    assert "not measured yet" in panes.who(snapshot, ADA, profile)
    assert "examine(" in panes.exams(snapshot, profile)
    assert "Nothing is remembered yet" in panes.memories(profile)


@pytest.mark.parametrize(
    ("asked", "near"), [("agent/adaa", "Ada"), ("agent/chdi", "Chidi"), ("ada", "Ada"), ("", "Ada")]
)
def test_an_unknown_agent_leads_to_those_with_near_names(lab: Lab, asked: str, near: str) -> None:
    for name in ("Ada", "Boris", "Chidi"):
        say(lab, name, memory("a"))
    look = Look(agent=asked or None)
    snapshot = take(lab, look)
    assert not panes.is_known(snapshot, look)
    shown = panes.unknown(snapshot, look)
    assert re.findall(r"<bdi>(\w+)</bdi></a>", shown)[0] == near
    assert "live:" not in shown


def test_before_an_agent_joined_the_way_leads_to_the_present(lab: Lab) -> None:
    say(lab, "Boris", memory("a"))
    moment = next(lab.log.read(1, 2)).recorded
    say(lab, "Ada", memory("a"))
    past = Feed(lab).past(ADA, 2, moment)
    assert not panes.is_known(past, ADA)
    shown = panes.unknown(past, ADA)
    assert 'data-do="live:"' in shown
    assert "at this moment" in shown
    assert "<bdi>Boris</bdi>" in shown


def test_names_and_texts_cannot_become_markup(lab: Lab) -> None:
    lab.agent(NASTY, interests=[NASTY])
    say(lab, NASTY, memory(NASTY, about=NASTY), exam(8), TaskStarted(title=NASTY))
    look = Look(agent=lab.agent(NASTY).id)
    snapshot = take(lab, look)
    profile = read_profile(lab.log, look.agent or "", lab.log.head)
    stranger = panes.unknown(snapshot, Look(agent=f"agent/{NASTY}"))
    for drawn in (
        panes.who(snapshot, look, profile),
        panes.tasks(snapshot, profile),
        panes.memories(profile),
        stranger,
    ):
        assert "&lt;img" in drawn
        assert "<img" not in drawn
