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
from workbench.memory import Neighbour, RankedConcept
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
