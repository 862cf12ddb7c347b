"""The graph follows the log, can be made again from it, and can be asked as of any moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput, Conflict, NotFound, Unavailable
from workbench.core.events import Payload
from workbench.memory import Hub, Link, Neighbour, Node, RankedConcept
from workbench.memory.events import (
    MemoryCreated,
    MemoryForgotten,
    MemoryUpdated,
    SessionEnded,
    SessionHandedOff,
    SessionStarted,
    SessionTaken,
)
from workbench.stores import open_graph

NODES = "MATCH (n) WHERE NOT n:Checkpoint RETURN labels(n)[0] AS label, n ORDER BY label, coalesce(n.id, n.name)"
RELATIONS = """MATCH (a)-[r]->(b) RETURN coalesce(a.id, a.name) AS one, type(r) AS type, coalesce(b.id, b.name) AS other,
r.since AS since, r.until AS until ORDER BY since, type, one, other"""
ADA, BORIS, PERSON = "agent/ada", "agent/boris", "person/eve"


@pytest.fixture
def lab(graph_url: str) -> Iterator[Lab]:
    with workbench.open("memory:", seed=1, graph=graph_url) as lab:
        yield lab


def say(lab: Lab, source: str, subject: str, data: Payload) -> int:
    """The position of what was said."""
    return lab.log.append([lab.scribe.event(source, subject, data)]).positions[0]


def all_of(lab: Lab) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    return lab.graph.query(NODES), lab.graph.query(RELATIONS)


def relations(lab: Lab, type: str) -> list[tuple[object, ...]]:
    cypher = f"MATCH (a)-[r:{type}]->(b) RETURN coalesce(a.id, a.name) AS one, coalesce(b.id, b.name) AS other, r.since AS since, r.until AS until ORDER BY since, one, other"
    return [tuple(row.values()) for row in lab.graph.query(cypher)]


def test_members_memories_and_what_they_are_about(lab: Lab) -> None:
    ada = lab.agent("Ada")
    when = datetime(2026, 5, 1, 12, tzinfo=UTC)
    data = MemoryCreated(
        text="secret text",
        concept="asyncio.tasks",
        about="asyncio.tasks.wait_for",
        origin="technology/asyncio",
        tags=("secret tag",),
        importance=0.75,
        when=when,
    )
    at = say(lab, ada.id, "memory/1", data)
    assert lab.graph.query("MATCH (m:Memory) RETURN m") == [
        {
            "m": {
                "id": "memory/1",
                "kind": "observation",
                "concept": "asyncio.tasks",
                "about": "asyncio.tasks.wait_for",
                "importance": 0.75,
                "at": "2026-05-01T12:00:00.000000+00:00",
                "since": at,
            }
        }
    ]
    assert lab.graph.query("MATCH (a:Agent) RETURN a") == [{"a": {"id": ada.id, "name": "Ada"}}]
    assert relations(lab, "REMEMBERS") == [(ada.id, "memory/1", at, None)]
    assert relations(lab, "ABOUT") == [("memory/1", "asyncio.tasks", at, None)]
    assert relations(lab, "PART_OF") == [("asyncio", "asyncio", at, None), ("asyncio.tasks", "asyncio", at, None)]
    assert relations(lab, "STUDIED") == [(ada.id, "asyncio", at, None)]
    assert "secret" not in str(all_of(lab))


def test_a_session_has_members_and_memories_in_order(lab: Lab) -> None:
    start = say(lab, ADA, "session/1", SessionStarted(goal="secret goal"))
    say(lab, BORIS, "session/1", SessionStarted(goal="mine"))
    for number in (1, 2, 3):
        say(lab, ADA, f"memory/{number}", MemoryCreated(text="x", session="session/1"))
    say(lab, BORIS, "session/1", SessionEnded())
    handed = say(lab, ADA, "session/1", SessionHandedOff(to=BORIS))
    say(lab, BORIS, "session/1", SessionTaken())
    back = say(lab, BORIS, "session/1", SessionHandedOff(to=ADA))
    end = say(lab, ADA, "session/1", SessionEnded())
    say(lab, ADA, "session/1", SessionHandedOff(to=BORIS))
    assert relations(lab, "HELD") == [
        (ADA, "session/1", start, handed),
        (BORIS, "session/1", handed, back),
        (ADA, "session/1", back, end),
    ]
    assert [row[:2] for row in relations(lab, "NEXT")] == [("memory/1", "memory/2"), ("memory/2", "memory/3")]
    assert [row[:2] for row in relations(lab, "IN")] == [(f"memory/{number}", "session/1") for number in (1, 2, 3)]
    assert "secret" not in str(all_of(lab))


def test_a_forgotten_memory_keeps_its_id_alone(lab: Lab) -> None:
    for number, links in ((1, ()), (2, ("memory/1",)), (3, ("memory/2",))):
        data = MemoryCreated(text="x", concept="json", about="secret", links=links, session="s")
        say(lab, ADA, f"memory/{number}", data)
    before = lab.log.head
    for source in (BORIS, "agent/none"):
        say(lab, source, "memory/2", MemoryForgotten())
    assert {row["until"] for row in lab.graph.query(RELATIONS)} == {None}
    gone = say(lab, ADA, "memory/2", MemoryForgotten(reason="secret reason"))
    say(lab, ADA, "memory/2", MemoryUpdated(importance=1.0))
    say(lab, ADA, "memory/2", MemoryCreated(text="again"))
    say(lab, ADA, "memory/2", MemoryForgotten())
    say(lab, ADA, "memory/4", MemoryCreated(text="x", links=("memory/2",)))
    assert lab.graph.query("MATCH (m:Memory {id: 'memory/2'}) RETURN m") == [{"m": {"id": "memory/2"}}]
    ended = lab.graph.query("MATCH (:Memory {id: 'memory/2'})-[r]-() RETURN DISTINCT r.until AS until, count(r) AS n")
    assert ended == [{"until": gone, "n": 7}]
    assert "secret reason" not in str(all_of(lab))
    assert Neighbour("Memory", "memory/2", 1) not in lab.graph.neighbours("memory/1")
    assert Neighbour("Memory", "memory/2", 1) in lab.graph.neighbours("memory/1", at=before)
    assert lab.graph.neighbours("memory/2") == []


@pytest.mark.parametrize("source", [PERSON, "lab"])
def test_a_person_and_the_lab_may_forget_for_others(lab: Lab, source: str) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    gone = say(lab, source, "memory/1", MemoryForgotten())
    assert relations(lab, "REMEMBERS") == [(ADA, "memory/1", gone - 1, gone)]


def test_what_two_forgotten_memories_had_in_common_ended_with_the_first(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    say(lab, ADA, "memory/2", MemoryCreated(text="x", links=("memory/1",)))
    first = say(lab, ADA, "memory/1", MemoryForgotten())
    say(lab, ADA, "memory/2", MemoryForgotten())
    assert relations(lab, "REFERS_TO") == [("memory/2", "memory/1", first - 1, first)]


def test_a_memory_stays_what_and_whose_it_was(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryUpdated(importance=0.9))
    say(lab, ADA, "memory/1", MemoryCreated(text="x", concept="json", importance=0.25))
    say(lab, BORIS, "memory/1", MemoryCreated(text="y", concept="asyncio", importance=1.0))
    say(lab, BORIS, "memory/1", MemoryUpdated(importance=1.0))
    say(lab, ADA, "memory/1", MemoryUpdated(text="z"))
    assert lab.graph.query(
        "MATCH (a)-[:REMEMBERS]->(m) RETURN a.id AS agent, m.concept AS concept, m.importance AS i"
    ) == [{"agent": ADA, "concept": "json", "i": 0.25}]
    say(lab, ADA, "memory/1", MemoryUpdated(importance=0.5))
    assert lab.graph.query("MATCH (m:Memory) RETURN m.importance AS i") == [{"i": 0.5}]


def test_neighbours_are_found_from_every_kind_of_node(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x", concept="json.decoder", origin="technology/json", session="talk"))
    say(lab, ADA, "memory/2", MemoryCreated(text="x", links=("memory/1",)))
    assert lab.graph.neighbours("memory/1") == [
        Neighbour("Agent", ADA, 1),
        Neighbour("Concept", "concept/json.decoder", 1),
        Neighbour("Memory", "memory/2", 1),
        Neighbour("Session", "talk", 1),
    ]
    for id, found in (
        (ADA, Neighbour("Memory", "memory/1", 1)),
        ("talk", Neighbour("Memory", "memory/1", 1)),
        ("concept/json.decoder", Neighbour("Concept", "concept/json", 1)),
        ("concept/json", Neighbour("Technology", "technology/json", 1)),
        ("technology/json", Neighbour("Agent", ADA, 1)),
    ):
        assert found in lab.graph.neighbours(id)
    assert Neighbour("Technology", "technology/json", 2) in lab.graph.neighbours("memory/2", hops=2)
    assert {neighbour.hops for neighbour in lab.graph.neighbours("memory/2", hops=3)} == {1, 2, 3}
    for nothing in ("memory/9", "agent/none", "concept/none", "') //"):
        with pytest.raises(NotFound):
            lab.graph.neighbours(nothing)
    for hops in (0, 7):
        with pytest.raises(BadInput):
            lab.graph.neighbours("memory/1", hops)


def test_concepts_weigh_what_hangs_on_them(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x", concept="json"))
    say(lab, ADA, "memory/2", MemoryCreated(text="x", concept="json", links=("memory/1",)))
    say(lab, BORIS, "memory/3", MemoryCreated(text="x", concept="asyncio", links=("memory/1", "memory/2")))
    say(lab, BORIS, "memory/4", MemoryCreated(text="x", concept="zlib"))
    ranked = [RankedConcept("json", 2, 3, 5), RankedConcept("asyncio", 1, 0, 1), RankedConcept("zlib", 1, 0, 1)]
    assert lab.graph.concepts() == ranked
    assert lab.graph.concepts(1) == ranked[:1]
    say(lab, ADA, "memory/1", MemoryForgotten())
    assert lab.graph.concepts(1) == [RankedConcept("json", 1, 1, 2)]
    assert lab.graph.concepts(at=4) == ranked
    assert lab.graph.concepts(at=1) == [RankedConcept("json", 1, 0, 1)]
    assert lab.graph.concepts(at=0) == []
    with pytest.raises(BadInput):
        lab.graph.concepts(0)


def test_a_time_means_the_position_that_it_had(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x", concept="json"))
    then = lab.clock.now()
    lab.clock.advance(60.0)  # type: ignore[attr-defined]
    say(lab, ADA, "memory/2", MemoryCreated(text="x", concept="zlib"))
    assert [concept.name for concept in lab.graph.concepts(at=then)] == ["json"]
    assert [concept.name for concept in lab.graph.concepts()] == ["json", "zlib"]


def test_people_can_only_read(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    before = all_of(lab)
    with pytest.raises(BadInput):
        lab.graph.query("MATCH (n) DETACH DELETE n")
    assert all_of(lab) == before


_subjects = st.sampled_from(["memory/1", "memory/2", "memory/3"])
_sources = st.sampled_from([ADA, BORIS, PERSON])
_created = st.builds(
    MemoryCreated,
    text=st.just("x"),
    concept=st.sampled_from([None, "a", "a.b", "a.b.c"]),
    origin=st.sampled_from([None, "technology/a", "elsewhere"]),
    links=st.lists(_subjects, max_size=2).map(tuple),
    session=st.sampled_from([None, "session/1"]),
)
_changes = st.one_of(
    st.tuples(_sources, _subjects, _created),
    st.tuples(_sources, _subjects, st.builds(MemoryUpdated, importance=st.sampled_from([0.25, 0.75]))),
    st.tuples(_sources, _subjects, st.just(MemoryForgotten())),
    st.tuples(_sources, st.just("session/1"), st.just(SessionStarted(goal="x"))),
    st.tuples(_sources, st.just("session/1"), st.builds(SessionHandedOff, to=_sources)),
    st.tuples(_sources, st.just("session/1"), st.just(SessionEnded())),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_changes, max_size=15))
def test_replay_equals_having_lived_through_it(graph_url: str, changes: list[tuple[str, str, Payload]]) -> None:
    store = open_graph(None, graph_url)
    store.clear()
    store.close()
    with workbench.open("memory:", seed=1, graph=graph_url) as lab:
        for source, subject, data in changes:
            say(lab, source, subject, data)
            lab.graph.index.catch_up()
        lived = all_of(lab)
        lab.graph.index.rebuild()
        assert all_of(lab) == lived


def test_an_emptied_graph_is_made_again(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 8):
        say(lab, ADA, f"memory/{number}", MemoryCreated(text="x", concept="json", links=(f"memory/{number - 1}",)))
    before = all_of(lab)
    lab.graph.index.store.clear()
    monkeypatch.setattr("workbench.memory.graph_index._TRUST_SECONDS", 0.0)
    assert all_of(lab) == before


def test_rebuilding_says_how_far_it_is(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.memory.graph_index._BATCH", 3)
    for number in range(7):
        say(lab, ADA, f"memory/{number}", MemoryCreated(text="x"))
    before, told = all_of(lab), list[tuple[int, int]]()
    assert lab.graph.index.rebuild(lambda done, total: told.append((done, total))) == 7
    assert told == [(3, 7), (6, 7), (7, 7), (7, 7)]
    assert all_of(lab) == before
    assert lab.graph.index.position == 7


@pytest.mark.parametrize("cut", ["while it empties", "before it fills", "while it fills"])
def test_a_rebuild_that_is_cut_short_is_taken_up_again(lab: Lab, monkeypatch: pytest.MonkeyPatch, cut: str) -> None:
    monkeypatch.setattr("workbench.memory.graph_index._BATCH", 3)
    monkeypatch.setattr("workbench.stores.bolt._CLEAR_ROWS", 3)
    for number in range(7):
        say(lab, ADA, f"memory/{number}", MemoryCreated(text="x"))
    before = all_of(lab)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    store = lab.graph.index.store
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        if cut == "while it empties":
            delete = "MATCH (n) WHERE NOT n:Checkpoint WITH n LIMIT 3 DETACH DELETE n"
            patch.setattr(store, "clear", lambda keep: (store.write([(delete, {})]), stop()))
        if cut == "before it fills":
            patch.setattr(store, "index", stop)
        lab.graph.index.rebuild(stop)
    assert lab.graph.index.position == (3 if cut == "while it fills" else 0)
    assert all_of(lab) == before


def test_another_labs_graph_is_left_alone(lab: Lab, graph_url: str) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    before = all_of(lab)
    with workbench.open("memory:", graph=graph_url) as other:
        say(other, BORIS, "memory/2", MemoryCreated(text="x"))
        with pytest.raises(Conflict, match="another lab"):
            other.graph.concepts()
        assert lab.graph.query(NODES) == before[0]
        other.graph.index.rebuild()
        assert [row["n"]["id"] for row in other.graph.query(NODES)] == [BORIS, "memory/2"]


def test_what_no_lab_wrote_is_left_alone(lab: Lab) -> None:
    store = lab.graph.index.store
    store.write([("CREATE (:Precious {id: 1})", {})])
    say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    for work in (lab.graph.concepts, lab.graph.index.rebuild):
        with pytest.raises(Conflict, match="database of its own"):
            work()
    assert store.read("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Precious"]}]


def test_a_server_that_is_down_is_said_and_the_lab_goes_on() -> None:
    with workbench.open("memory:", graph="bolt://127.0.0.1:1") as lab:
        ada = lab.agent("Ada")
        memory = ada.remember("Bees dance.", concept="bees")
        for work in (lab.graph.concepts, lab.graph.check, lambda: lab.graph.neighbours(ada.id)):
            with pytest.raises(Unavailable, match="does not answer"):
                work()
        assert lab.memory.get(memory.id).text == "Bees dance."
        assert "127.0.0.1:1" in repr(lab.graph)


def test_what_is_around_a_node_by_type(lab: Lab) -> None:
    ada = lab.agent("Ada")
    for number in range(5):
        data = MemoryCreated(
            text="x",
            concept="json.decoder",
            about=f"json.{number}" if number else None,
            origin="technology/json",
            session="talk",
        )
        say(lab, ada.id, f"memory/{number}", data)
    held = say(lab, ada.id, "talk", SessionStarted(goal="x"))
    around = lab.graph.around(ada.id, first=2)
    assert around.node == Node("Agent", ada.id, "Ada")
    assert [(each.type, each.out, each.kind, each.count) for each in around.groups] == [
        ("HELD", True, "Session", 1),
        ("REMEMBERS", True, "Memory", 5),
        ("STUDIED", True, "Technology", 1),
    ]
    assert around.groups[1].nodes == (Node("Memory", "memory/0"), Node("Memory", "memory/1", "json.1"))
    assert [(each.type, each.out, each.count) for each in lab.graph.around("concept/json.decoder", 0).groups] == [
        ("ABOUT", False, 5),
        ("PART_OF", True, 1),
    ]
    assert lab.graph.around("talk").groups[0].nodes == (Node("Agent", ada.id, "Ada"),)
    say(lab, ada.id, "memory/3", MemoryForgotten())
    assert lab.graph.around(ada.id).groups[1].count == 4
    assert lab.graph.around(ada.id, at=held).groups[1].count == 5
    assert lab.graph.around("memory/3").groups == ()
    with pytest.raises(NotFound):
        lab.graph.around("memory/9")
    with pytest.raises(BadInput):
        lab.graph.around(ada.id, first=-1)


def test_relations_among_nodes_are_those_that_hold(lab: Lab) -> None:
    say(lab, ADA, "memory/1", MemoryCreated(text="x", concept="json", origin="technology/json", session="talk"))
    said = say(lab, ADA, "memory/2", MemoryCreated(text="x", concept="json", links=("memory/1",), session="talk"))
    everybody = {ADA, "memory/1", "memory/2", "concept/json", "technology/json", "talk", "memory/none"}
    assert [(link.one, link.type, link.other) for link in lab.graph.links(everybody)] == [
        (ADA, "REMEMBERS", "memory/1"),
        (ADA, "STUDIED", "technology/json"),
        ("concept/json", "PART_OF", "technology/json"),
        ("memory/1", "ABOUT", "concept/json"),
        ("memory/1", "IN", "talk"),
        (ADA, "REMEMBERS", "memory/2"),
        ("memory/1", "NEXT", "memory/2"),
        ("memory/2", "ABOUT", "concept/json"),
        ("memory/2", "IN", "talk"),
        ("memory/2", "REFERS_TO", "memory/1"),
    ]
    gone = say(lab, ADA, "memory/2", MemoryForgotten())
    pair = ["memory/1", "memory/2"]
    assert lab.graph.links(pair) == lab.graph.links([]) == []
    assert lab.graph.links(pair, at=said) == [
        Link("memory/1", "NEXT", "memory/2", said, gone),
        Link("memory/2", "REFERS_TO", "memory/1", said, gone),
    ]


def test_hubs_are_where_most_hangs(lab: Lab) -> None:
    for number in range(3):
        say(lab, ADA, f"memory/{number}", MemoryCreated(text="x", concept="json", origin="technology/json"))
    say(lab, BORIS, "memory/b", MemoryCreated(text="x", concept="zlib"))
    assert lab.graph.hubs(1) == [
        Hub(Node("Agent", ADA), 4),
        Hub(Node("Technology", "technology/json", "json"), 2),
        Hub(Node("Concept", "concept/json", "json"), 4),
    ]
    assert [hub.relations for hub in lab.graph.hubs(1, at=1)] == [2, 2, 2]
    assert lab.graph.hubs(at=0) == []
    with pytest.raises(BadInput):
        lab.graph.hubs(0)


def test_the_past_has_its_graph(lab: Lab) -> None:
    ada = lab.agent("Ada")
    first = say(lab, ada.id, "memory/1", MemoryCreated(text="x", concept="json"))
    then = lab.at(first).graph
    say(lab, ada.id, "memory/2", MemoryCreated(text="x", concept="zlib", links=("memory/1",)))
    say(lab, ada.id, "memory/1", MemoryForgotten())
    assert then.neighbours(ada.id) == [Neighbour("Memory", "memory/1", 1)]
    assert then.neighbours("concept/json", hops=2) == [
        Neighbour("Memory", "memory/1", 1),
        Neighbour("Agent", ada.id, 2),
    ]
    assert then.concepts() == [RankedConcept("json", 1, 0, 1)]
    assert [hub.node.id for hub in then.hubs()] == [ada.id, "concept/json"]
    assert [link.type for link in then.links([ada.id, "memory/1", "memory/2"])] == ["REMEMBERS"]
    before = lab.at(first - 1).graph
    assert before.neighbours(ada.id) == []
    for nothing in ("memory/1", "memory/2", "concept/json"):
        with pytest.raises(NotFound, match="as of event 1"):
            before.neighbours(nothing)
        with pytest.raises(NotFound, match="as of event 1"):
            before.around(nothing)
    assert then.neighbours(ada.id, at=first - 1) == []
    for ask in (then.concepts, then.hubs):
        with pytest.raises(BadInput, match="came after"):
            ask(at=first + 1)
    assert f"as of event {first}" in repr(then)
    assert then._repr_mimebundle_()["text/plain"] == repr(then)


def test_cypher_about_the_past_says_as_of_when(lab: Lab) -> None:
    first = say(lab, ADA, "memory/1", MemoryCreated(text="x"))
    say(lab, ADA, "memory/2", MemoryCreated(text="x"))
    then = lab.at(first).graph
    count = "MATCH ()-[r:REMEMBERS]->() {}RETURN count(r) AS n"
    held = count.format("WHERE r.since <= $at AND (r.until IS NULL OR r.until > $at) ")
    assert then.query(held) == [{"n": 1}]
    assert then.query(held, at=first - 1) == [{"n": 0}]
    with pytest.raises(BadInput, match="came after"):
        then.query(held, at=first + 1)
    for present in (count.format(""), count.format("") + " // $at", count.format("WHERE '$at' <> 'x' ")):
        with pytest.raises(BadInput, match="tell of the present"):
            then.query(present)
    assert lab.graph.query(count.format("")) == [{"n": 2}]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_changes, min_size=1, max_size=12), data=st.data())
def test_the_past_answers_as_the_present_did_then(
    graph_url: str, changes: list[tuple[str, str, Payload]], data: st.DataObject
) -> None:
    store = open_graph(None, graph_url)
    store.clear()
    store.close()
    cut = data.draw(st.integers(1, len(changes)))
    nodes = [ADA, BORIS, PERSON, "memory/1", "memory/2", "memory/3", "session/1", "concept/a", "concept/a.b"]
    with workbench.open("memory:", seed=1, graph=graph_url) as lab:
        for source, subject, payload in changes[:cut]:
            say(lab, source, subject, payload)
        head = lab.log.head
        lived = lab.graph.hubs(), lab.graph.concepts(), [_untold(link) for link in lab.graph.links(nodes)]
        for source, subject, payload in changes[cut:]:
            say(lab, source, subject, payload)
        then = lab.at(head).graph
        assert (then.hubs(), then.concepts(), [_untold(link) for link in then.links(nodes)]) == lived


def _untold(link: Link) -> tuple[object, ...]:
    """A relation without its end, which nobody knew before."""
    return link.one, link.type, link.other, link.since
