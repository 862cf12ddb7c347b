"""Recall: what is found, for whom, as of when."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import workbench
from tests.memory.naive import bm25, fused
from workbench.app import Agent, Lab
from workbench.core.errors import BadInput, NotFound
from workbench.memory import Hit
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.retrieval.terms import terms

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
TALK = [
    ("Ada", "Have you been to the mountains this year?"),
    ("Boris", "Yes, in June. We slept in a hut above the clouds."),
    ("Ada", "How lovely! I stay here, my sister moves house."),
    ("Boris", "Does she still play the cello?"),
    ("Ada", "Every evening, the neighbours are fond of Bach by now."),
    ("Boris", "Bees have settled under our roof."),
]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as lab:
        yield lab


def told(lab: Lab) -> tuple[Agent, Agent]:
    """Two agents who remember a talk and, outside of it, a fact each."""
    both = {name: lab.agent(name) for name in ("Ada", "Boris")}
    for number, (name, text) in enumerate(TALK):
        both[name].remember(text, session="talk", when=NOON + timedelta(days=number), kind="turn")
    both["Ada"].remember("Bees dance to tell where flowers are.", tags=["bees", "dance"])
    both["Boris"].remember("A kettle boils faster with its lid on.", tags=["kitchen"])
    return both["Ada"], both["Boris"]


def seen(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.memory.id, round(hit.score, 5)) for hit in hits]


@pytest.mark.parametrize(
    "query", ["Does her sister play an instrument?", "mountains in June", "What did Boris see of bees?", "zzz"]
)
def test_scores_are_what_the_formula_says(lab: Lab, query: str) -> None:
    ada, _ = told(lab)
    talk = sorted((hit.memory for hit in ada.recall("talk", 50)), key=lambda memory: memory.position)
    ada.remember("It was June when she moved.", session="talk", links=talk[:2])
    ada.remember("Of all insects these are the best dancers.", links=[talk[-1], talk[0]])
    hits = {hit.memory.position: hit for hit in lab.memory.recall(query, 50)}
    order = [hits[position] for position in sorted(hits)]
    memories = [hit.memory for hit in order]
    sessions = [memory.session for memory in memories]
    texts = [
        [
            *terms(memory.agent.removeprefix("agent/")),
            *terms(memory.text),
            *(t for tag in memory.tags for t in terms(tag)),
        ]
        + (terms(f"{memory.when.day} March 2026") if memory.when else [])
        for memory in memories
    ]
    vectors = lab.embedder.embed([memory.text for memory in memories])
    cosines = (vectors @ lab.embedder.embed([query])[0]).tolist()
    named = ["boris" in query.casefold() and memory.agent == "agent/boris" for memory in memories]
    place = {memory.id: at for at, memory in enumerate(memories)}
    links = [(at, place[link]) for at, memory in enumerate(memories) for link in memory.links]
    assert len(links) == 4
    expected = fused(bm25(texts, sessions, terms(query)), cosines, sessions, named, links)
    for hit, parts in zip(order, expected, strict=True):
        assert dict(hit.parts) == pytest.approx(parts, abs=1e-5)
        assert hit.score == pytest.approx(sum(parts.values()), abs=1e-5)
    assert [hit.score for hit in lab.memory.recall(query, 50)] == sorted((hit.score for hit in order), reverse=True)


def test_what_was_said_around_it_helps_to_find_it(lab: Lab) -> None:
    told(lab)
    first, second = lab.memory.recall("Who plays the cello every evening?", 2)
    assert {first.memory.text, second.memory.text} == {TALK[3][1], TALK[4][1]}
    (hit,) = lab.memory.recall("cello", 1, explain=True)
    assert [each.text for each in hit.neighbours] == [TALK[at][1] for at in (1, 2, 4, 5)]


def test_what_is_linked_is_found_with_its_neighbour(lab: Lab) -> None:
    ada, boris = told(lab)
    hive = ada.remember("The hive by the lime tree swarmed in May.")
    noise = [ada.remember(f"The train to town was {number} minutes late.") for number in range(20)]
    plain = [hit.memory.id for hit in ada.recall("When did the hive swarm?", 50)]
    linked = ada.remember("Wear the white gloves and the veil next time.", links=[hive])
    apart = ada.remember("Wear the white gloves and the veil next time!", links=[noise[0].id])
    hits = {hit.memory.id: (place, hit) for place, hit in enumerate(ada.recall("When did the hive swarm?", 50))}
    assert hits[hive.id][0] == 0 and plain[0] == hive.id
    assert hits[linked.id][0] <= 3 and hits[linked.id][0] < hits[apart.id][0]
    assert hits[linked.id][1].parts["links"] > 0.05 and hits[hive.id][1].parts["links"] == 0
    theirs = ada.recall("veil and gloves", 50)
    assert next(hit for hit in theirs if hit.memory.id == hive.id).parts["links"] > 0  # both ways
    assert all(hit.parts["links"] == 0 for hit in boris.recall("When did the hive swarm?", 50))


def test_a_link_that_is_out_of_sight_or_gone_moves_no_score(lab: Lab) -> None:
    ada, _ = told(lab)
    hive = ada.remember("The hive by the lime tree swarmed in May.")
    before = lab.log.head
    then = seen(lab.memory.recall("hive", 50))
    veil = ada.remember("Wear a veil next time.", links=[hive, hive])
    assert veil.links == (hive.id,)
    assert seen(lab.at(before).memory.recall("hive", 50)) == then
    ada.forget(veil)
    assert seen(lab.memory.recall("hive", 50)) == then


def test_links_are_to_memories_of_ones_own(lab: Lab) -> None:
    ada, boris = told(lab)
    theirs = boris.recall("kettle", 1)[0].memory
    with pytest.raises(BadInput, match="memory of agent/boris"):
        ada.remember("As Boris said.", links=[theirs])
    with pytest.raises(NotFound, match="no memory"):
        ada.remember("As somebody said.", links=["memory/none"])
    with pytest.raises(BadInput, match="not one text"):
        ada.remember("As somebody said.", links="memory/none")
    with pytest.raises(BadInput, match="1,001 links"):
        ada.remember("As somebody said.", links=["memory/none"] * 1_001)
    made = MemoryCreated(
        text="A veil, as Boris said.", links=(theirs.id, "memory/none")
    )  # from outside, by no rule of ours
    lab.log.append([lab.scribe.event(ada.id, "memory/outside", made)])
    assert all(hit.parts["links"] == 0 for hit in lab.memory.recall("kettle", 50))


def test_an_agent_finds_its_own_alone_and_nothing_of_others_moves_its_scores(lab: Lab) -> None:
    ada, boris = told(lab)
    with workbench.open("memory:") as alone:
        only = alone.agent("Ada")
        for memory in sorted((hit.memory for hit in ada.recall("anything", 50)), key=lambda memory: memory.position):
            only.remember(memory.text, session=memory.session, when=memory.when, kind=memory.kind, tags=memory.tags)
        for query in ("bees", "Does she play?", "the mountains"):
            mine, theirs = ada.recall(query, 50), only.recall(query, 50)
            assert {hit.memory.agent for hit in mine} == {"agent/ada"}
            assert [(hit.memory.text, hit.score) for hit in mine] == [
                (hit.memory.text, pytest.approx(hit.score, abs=1e-5)) for hit in theirs
            ]
    assert {hit.memory.agent for hit in boris.recall("bees", 50)} == {"agent/boris"}


def test_filters_leave_out_what_does_not_fit(lab: Lab) -> None:
    ada, _ = told(lab)
    assert {hit.memory.kind for hit in lab.memory.recall("bees", 50, kinds=["turn"])} == {"turn"}
    assert [hit.memory.text for hit in lab.memory.recall("bees", 50, tags=["dance", "bees"])] == [
        "Bees dance to tell where flowers are."
    ]
    since, until = NOON + timedelta(days=1), NOON + timedelta(days=3)
    found = lab.memory.recall("anything", 50, since=since, until=until)
    assert {hit.memory.text for hit in found} == {TALK[1][1], TALK[2][1]}
    assert ada.recall("anything", tags=["kitchen"]) == []
    assert lab.memory.recall("bees", 50, agent="Ada") == ada.recall("bees", 50)


def test_the_past_answers_as_it_did(lab: Lab) -> None:
    """At random moments of a random life, recall as of then gives what it gave then."""
    chance = random.Random(3)
    agents = [lab.agent(name) for name in ("Ada", "Boris", "Chidi")]
    subjects = ["bees", "futures", "kettles", "mountains", "cellos", "graphs"]
    made: list[tuple[Agent, str]] = []
    given: list[tuple[int, str, str | None, list[tuple[str, float]]]] = []
    for step in range(60):
        agent, subject = chance.choice(agents), chance.choice(subjects)
        if made and chance.random() < 0.2:
            whose, memory = chance.choice(made)
            whose.update(memory, text=f"On second thoughts, {subject} are {step} times better.")
        else:
            session = chance.choice([None, "one", "two"])
            made.append((agent, agent.remember(f"{subject} number {step} are here", session=session).id))
        if step % 5 == 0:
            query, whom = chance.choice(subjects), chance.choice([None, agent.id])
            given.append((lab.log.head, query, whom, seen(lab.memory.recall(query, 8, agent=whom))))
    for position, query, whom, hits in given:
        assert seen(lab.at(position).memory.recall(query, 8, agent=whom)) == hits
    assert lab.at(given[3][0]).memory.recall("bees", 1)[0].memory.position <= given[3][0]


def test_another_process_would_find_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("shared") / "lab"
    with workbench.open(folder) as one, workbench.open(folder) as other:
        told(one)
        for query in ("bees", "cello", "Boris in the kitchen"):
            assert seen(one.memory.recall(query, 9)) == seen(other.memory.recall(query, 9))
        one.agent("Ada").remember("The bees are back.")
        assert other.memory.recall("the bees are back", 1)[0].memory.text == "The bees are back."


def test_what_others_say_of_a_memory_does_not_count(lab: Lab) -> None:
    ada, boris = told(lab)
    (hit,) = ada.recall("where flowers are", 1)
    lab.log.append([
        lab.scribe.event(boris.id, hit.memory.id, MemoryUpdated(text="Bees sleep.")),
        lab.scribe.event(boris.id, hit.memory.id, MemoryForgotten()),
        lab.scribe.event(boris.id, hit.memory.id, MemoryCreated(text="Mine now.")),
        lab.scribe.event(boris.id, "memory/none", MemoryForgotten()),
    ])  # fmt: skip
    assert ada.recall("where flowers are", 1)[0].memory == hit.memory
    with pytest.raises(NotFound):
        lab.memory.get("memory/none")


def test_many_agents_share_words_of_their_names(lab: Lab) -> None:
    first, second = lab.agent("Agent 1"), lab.agent("Agent 2")
    for agent in (first, second):
        agent.remember("Lunch was late.")
    assert lab.memory.recall("lunch of the agent", 1)[0].parts["who"] == 0
    hit = lab.memory.recall("When was the lunch of Agent 2?", 1)[0]
    assert (hit.memory.agent, hit.parts["who"]) == (second.id, pytest.approx(0.1))


def test_a_lab_of_one_memory_and_of_none(lab: Lab) -> None:
    ada = lab.agent("Ada")
    assert lab.memory.recall("bees") == [] == ada.recall("bees")
    ada.remember("Bees dance.")
    (hit,) = ada.recall("bees")
    assert np.isfinite(hit.score) and hit.score == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"query": " "}, "nothing to recall"),
        ({"query": "x" * 10_001}, "10,001 characters"),
        ({"query": "x", "k": 0}, "0 memories"),
        ({"query": "x", "k": 1_001}, "1001 memories"),
        ({"query": "x", "kinds": "turn"}, "lists of texts"),
        ({"query": "x", "since": datetime(2026, 1, 1)}, "no time zone"),
    ],
)
def test_bad_questions_are_refused(lab: Lab, said: dict[str, object], match: str) -> None:
    with pytest.raises(BadInput, match=match):
        lab.memory.recall(**said)  # type: ignore[arg-type]
