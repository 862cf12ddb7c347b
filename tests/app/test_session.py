"""A session in a notebook: begun by one agent, gone on with by another, as it was at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import workbench
from tests.seen import Seen
from workbench.app import Lab
from workbench.core.errors import Conflict, Forbidden, NotFound

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        yield opened


def forms(thing: Any) -> tuple[str, str]:
    bundle = thing._repr_mimebundle_(include=None, exclude=None)
    seen = Seen(bundle["text/html"])
    assert "script" not in seen.tags
    return bundle["text/plain"], seen.text


def test_boris_goes_on_where_ada_was(lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    session = ada.session("sort the mail", done="A to F", next="G")
    session.save(done="A to K", next=None, **{"to ask": "the porter"})
    assert session.state == {"done": "A to K", "to ask": "the porter"}
    assert [one.id for one in ada.sessions()] == [session.id]
    assert boris.sessions() == []
    session.hand_off("Boris", note="The rest is in the hall.", where="hall")
    (waiting,) = boris.sessions()
    with pytest.raises(Forbidden):
        waiting.save(done="too early")
    his = boris.take(waiting)
    assert his.state == {"done": "A to K", "to ask": "the porter", "where": "hall"} == session.state
    assert (his.now.holder, his.now.note) == (boris.id, "The rest is in the hall.")
    assert ada.sessions() == []
    with pytest.raises(Forbidden):
        session.save(done="not hers any more")
    taken = list(lab.log.read(kinds=("session.taken",)))
    assert [(record.event.source, record.event.subject) for record in taken] == [(boris.id, session.id)]
    his.end("sorted")
    assert boris.sessions() == lab.sessions.open() == []
    with pytest.raises(Conflict):
        his.save(done="again")


def test_what_was_remembered_in_it_stays_with_it(lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    ada.remember("The kettle is on the stove.")
    session = ada.session("look at bees")
    opened = session.remember("I opened the hive.", tags=["hive"])
    assert (opened.agent, opened.session) == (ada.id, session.id)
    session.hand_off(boris)
    his = boris.take(session)
    calm = his.remember("The bees were calm.")
    hits = his.recall("What happened to the kettle at the hive?", explain=True)
    assert {hit.memory.id for hit in hits} == {opened.id, calm.id}
    assert [hit.neighbours for hit in hits if hit.memory.id == opened.id] == [(calm,)]
    assert [hit.memory.id for hit in his.recall("hive", tags=["hive"])] == [opened.id]
    assert boris.recall("hive", k=1)[0].memory.id == calm.id


def test_a_person_can_take_it(lab: Lab) -> None:
    session = lab.agent("Ada").session("sort the mail")
    session.hand_off("person/eve")
    assert lab.sessions.waiting_for("person/eve")[0].id == session.id
    assert lab.sessions.take(session.id, "person/eve").holder == "person/eve"
    with pytest.raises(NotFound, match="Known: Ada"):
        lab.agent("Ada").session("more").hand_off("Nobody")


def test_the_past_shows_who_had_it(lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    session = ada.session("sort", done="A")
    before = lab.log.head
    session.hand_off(boris, done="B")
    boris.take(session).end()
    past = lab.at(before).sessions
    assert (past.get(session.id).holder, past.get(session.id).state) == (ada.id, {"done": "A"})
    assert [one.id for one in past.open()] == [session.id]
    assert not hasattr(past, "take")
    assert lab.at(0).sessions.open() == []


def test_they_say_what_they_are(lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("ليلى")
    session = ada.session(NASTY, **{NASTY: NASTY})
    assert repr(session) == f"<Session {NASTY}: held by agent/ada>"
    session.hand_off(boris, note="all yours")
    assert "waits for agent/ليلى" in repr(session)
    for form in (*forms(session), *forms(session.now)):
        assert NASTY in form
        assert "all yours" in form
        assert "agent/ليلى" in form
    assert repr(lab.sessions) == "<LiveSessions: 1 open, 0 ended>"
    assert repr(lab.at(lab.log.head).sessions) == "<Sessions: 1 open, 0 ended>"
    boris.take(session).end("done")
    assert "ended by agent/ليلى" in repr(session)
    lab.close()
    assert "closed" in repr(session) and "closed" in session._repr_mimebundle_()["text/plain"]
