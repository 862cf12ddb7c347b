"""The graph pane: where it begins, what it shows, in the past too, and what it says when there is nothing or nobody answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import workbench
from tests.views.conftest import memory, say
from workbench.app import Lab
from workbench.memory.events import MemoryCreated
from workbench.stores import open_graph
from workbench.views.drawn import Drawn
from workbench.views.memories import choice, graph, listing
from workbench.views.memories.graph_nodes import PAGE
from workbench.views.quest import Asked, Quest
from workbench.views.walk import Opened, Walk
from workbench.views.wish import Stand, live

ADA = "agent/ada"
NASTY = "<img src=x onerror=alert(1)>"


@pytest.fixture
def lab(arcade_url: str) -> Iterator[Lab]:
    store = open_graph(None, arcade_url)
    store.clear()
    store.close()
    with workbench.open("memory:", graph=arcade_url) as opened:
        yield opened


def ask(lab: Lab, position: int | None = None, **quest: Any) -> Asked:
    stand = live(lab) if position is None else Stand(position, lab.clock.now())
    return Asked(lab=lab, quest=Quest(**{"view": "graph"} | quest), stand=stand)


def island(drawn: Drawn) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(drawn.islands["graph"]))
    return values


def ids(drawn: Drawn) -> list[str]:
    return [node[0] for node in island(drawn)["nodes"]]


def subject(lab: Lab, number: int) -> str:
    """The subject of an event."""
    return next(lab.log.read(number - 1, number)).event.subject


def test_it_is_drawn_only_where_it_is_looked_at(lab: Lab) -> None:
    say(lab, "Ada", memory("json"))
    assert graph(ask(lab, view="map")).regions == {"graph": ""}
    drawn = choice(ask(lab)).regions["views"]
    assert 'id="view-graph" data-do="view:graph" aria-selected="true"' in drawn
    assert "Making the graph ready" in drawn
    assert "Making" not in choice(ask(lab, view="map")).regions["views"]


def test_without_a_choice_it_begins_where_most_hangs(lab: Lab) -> None:
    say(lab, "Ada", memory("json"), memory("json"))
    drawn = graph(ask(lab))
    assert "Begins where most hangs together" in drawn.regions["graph"]
    assert ids(drawn) == [ADA, "concept/json"]
    assert island(drawn)["walk"] == {"roots": [ADA, "concept/json"], "opened": []}
    assert "Begin anew" not in drawn.regions["graph"]


def test_it_begins_with_what_is_opened_or_looked_for(lab: Lab) -> None:
    say(lab, "Ada", memory("json"), memory("zlib"))
    say(lab, "Boris", memory("asyncio"))
    first = subject(lab, 2)
    opened = graph(ask(lab, memory=first, query="zlib"))
    assert island(opened)["walk"]["opened"] == [[first, {}]]
    assert island(opened)["here"] == first
    assert ids(opened) == [first, "concept/json", ADA]
    found = graph(ask(lab, query="zlib", agent=ADA))
    assert "Begins with the 2 best answers" in found.regions["graph"]
    assert island(found)["walk"]["roots"][0] == subject(lab, 3)
    assert "Begins with Ada." in graph(ask(lab, agent=ADA)).regions["graph"]
    chosen = Walk(("concept/asyncio",))
    assert ids(graph(ask(lab, memory=first, walk=chosen))) == ["concept/asyncio"]
    assert "Begin anew" in graph(ask(lab, walk=chosen)).regions["graph"]


def test_relations_have_words_and_lead_to_their_events(lab: Lab) -> None:
    say(lab, "Ada", memory("json"))
    first = subject(lab, 2)
    values = island(graph(ask(lab, memory=first)))
    assert [first, "concept/json", "about", "topic of", 2] in values["links"]
    assert [ADA, first, "remembers", "remembered by", 2] in values["links"]
    assert {node[0]: node[1:] for node in values["nodes"]}[ADA] == ["Agent", "Ada", first]


def test_many_neighbours_come_a_page_at_a_time(lab: Lab) -> None:
    say(lab, "Ada", *(memory(f"topic{number}") for number in range(3 * PAGE + 2)))
    one = graph(ask(lab, walk=Walk((ADA,), (Opened(ADA),))))
    assert len(ids(one)) == 1 + PAGE
    assert island(one)["rests"] == [[ADA, "REMEMBERS", 2 * PAGE + 2, "memories", "remembers"]]
    two = graph(ask(lab, walk=Walk((ADA,), (Opened(ADA, (("REMEMBERS", 1),)),))))
    assert ids(two)[: 1 + PAGE] == ids(one)
    assert len(ids(two)) == 1 + 2 * PAGE
    say(lab, "Ada", memory("later"))
    assert ids(graph(ask(lab, walk=Walk((ADA,), (Opened(ADA),))))) == ids(one)
    all_of = graph(ask(lab, walk=Walk((ADA,), (Opened(ADA, (("REMEMBERS", 9),)),))))
    assert island(all_of)["rests"] == []


def test_no_more_are_shown_than_can_be_looked_at(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.views.memories.graph_nodes.MOST", 5)
    say(lab, "Ada", *(memory(f"topic{number}") for number in range(PAGE)))
    drawn = graph(ask(lab, walk=Walk((ADA,), (Opened(ADA),))))
    assert len(ids(drawn)) == 5
    assert island(drawn)["rests"][0][2] == PAGE - 4
    assert "nodes are shown: fold some in" in drawn.regions["graph"]


def test_the_past_shows_the_graph_of_then(lab: Lab) -> None:
    say(lab, "Ada", memory("json"))
    say(lab, "Ada", memory("zlib"))
    say(lab, "Boris", memory("json"))
    walk = Walk((ADA, "agent/boris"), (Opened(ADA),))
    then = graph(ask(lab, 2, walk=walk))
    assert ids(then) == [ADA, subject(lab, 2)]
    assert "1 of what was opened is not there at this moment" in then.regions["graph"]
    assert ids(graph(ask(lab, walk=walk))) == [ADA, "agent/boris", subject(lab, 2), subject(lab, 3)]
    nothing = graph(ask(lab, 2, walk=Walk(("agent/boris",)))).regions["graph"]
    assert "not there at this moment" in nothing and 'data-do="nodes:"' in nothing and 'data-do="live:"' in nothing


def test_a_forgotten_memory_is_gone_and_its_past_says_so(lab: Lab) -> None:
    ada = lab.agent("Ada")
    lab.log.append([lab.scribe.event(ada.id, "memory/1", MemoryCreated(text=f"{NASTY} is secret"))])
    walk = Walk(("memory/1",))
    assert island(graph(ask(lab, walk=walk)))["nodes"] == [["memory/1", "Memory", f"{NASTY} is secret", None]]
    held = lab.log.head
    lab.remembering.forget("memory/1", by=ada.id)
    assert "not there" in graph(ask(lab, walk=walk)).regions["graph"]
    assert island(graph(ask(lab, held, walk=walk)))["nodes"] == [["memory/1", "Memory", "forgotten since", None]]


def test_a_session_is_called_by_its_goal(lab: Lab) -> None:
    session = lab.agent("Ada").session("Boil water")
    drawn = graph(ask(lab, walk=Walk((session.id,), (Opened(session.id),))))
    assert island(drawn)["nodes"] == [[session.id, "Session", "Boil water", None], [ADA, "Agent", "Ada", session.id]]


def test_names_cannot_become_markup(lab: Lab) -> None:
    say(lab, NASTY, memory(NASTY, about=NASTY))
    agent = lab.members.all()[0].id
    for quest in ({}, {"agent": agent}, {"memory": subject(lab, 2)}):
        assert "<img" not in graph(ask(lab, **quest)).regions["graph"]


def test_an_empty_graph_says_what_it_waits_for(lab: Lab) -> None:
    assert "nothing in it yet" in graph(ask(lab)).regions["graph"]
    lab.agent("Ada")
    assert 'data-do="live:"' in graph(ask(lab, 0)).regions["graph"]


def test_a_store_that_is_away_is_said_and_the_rest_lives() -> None:
    with workbench.open("memory:", graph="bolt://127.0.0.1:1") as lab:
        lab.agent("Ada").remember("Bees dance.")
        drawn = graph(ask(lab)).regions["graph"]
        assert "does not answer" in drawn and 'data-do="again:"' in drawn
        assert "Bees dance" in listing(ask(lab)).regions["list"]
