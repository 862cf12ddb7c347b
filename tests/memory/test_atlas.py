"""The atlas: what lies together is found together and called by its words, and a look back shows what was known then."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench
from workbench.app import Lab
from workbench.memory.grouping import NONE, Axes, group
from workbench.memory.layout import lay_out
from workbench.memory.near import ALIKE, EACH, find_near
from workbench.memory.twins import find_twins

TOPICS = {
    "kettle": "The kettle of the kitchen boils water for tea number {}.",
    "graph": "A directed graph has nodes and weighted edges, and path {} is the shortest.",
    "violin": "The violin concerto in the opera house began with movement {}.",
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        for number in range(12):
            for who, (tag, text) in zip(("Ada", "Boris", "Ada"), TOPICS.items(), strict=True):
                opened.agent(who).remember(text.format(number), tags=[tag])
        yield opened


def test_what_lies_together_is_a_cluster_called_by_its_words(lab: Lab) -> None:
    clusters = lab.memory.clusters()
    assert len(clusters) == 3
    for cluster in clusters:
        (tag,) = {lab.memory.get(memory).tags for memory in cluster.memories}
        assert tag[0] in cluster.words
        assert cluster.size == len(cluster.memories) == 12


def test_a_map_has_every_memory_once_and_is_drawn_once_while_none_changes(lab: Lab) -> None:
    found = lab.memory.map()
    assert len({point.memory for point in found.points}) == len(found.points) == 36
    assert found.alone == 0
    lab.agent("Chidi", ["tea"])
    assert lab.memory.map() is found


def test_clusters_keep_their_numbers_and_names_and_a_look_back_changes_neither() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        for tag in ("graph", "violin"):
            for number in range(8):
                ada.remember(TOPICS[tag].format(number))
        before, then = lab.memory.clusters(), lab.log.head
        for number in range(20):
            ada.remember(TOPICS["kettle"].format(number))
        ada.remember(TOPICS["violin"].format(100))
        after = {cluster.name: cluster.id for cluster in lab.memory.clusters()}
        assert {cluster.name: cluster.id for cluster in before}.items() <= after.items()
        assert len(after) == 3
        assert {(one.id, one.name) for one in lab.at(then).memory.clusters()} == {(one.id, one.name) for one in before}
        assert {cluster.name: cluster.id for cluster in lab.memory.clusters()} == after


def test_what_is_forgotten_is_on_no_map_and_in_no_pair() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        kept, gone = ada.remember("The kettle boils."), ada.remember("The kettle boils.")
        then = lab.log.head
        assert [(pair.first, pair.second) for pair in lab.memory.twins().pairs] == [(kept.id, gone.id)]
        ada.forget(gone)
        for memories in (lab.memory, lab.at(then).memory):
            assert memories.twins().count == 0
            assert [point.memory for point in memories.map().points] == [kept.id]


def test_twins_are_looked_for_within_an_agent_or_between_all() -> None:
    with workbench.open("memory:") as lab:
        ada, boris = lab.agent("Ada"), lab.agent("Boris")
        one, other = ada.remember("The kettle boils."), boris.remember("The kettle boils.")
        ada.remember("Bees dance.")
        assert lab.memory.twins().count == 0
        (pair,) = lab.memory.twins(own=False).pairs
        assert (pair.first, pair.second) == (one.id, other.id)
        assert lab.memory.twins(ada.id, own=False).count == 0


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 8), st.integers(0, 60))
def test_twins_are_those_of_all_pairs(seed: int, count: int, kinds: int, begun: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(kinds, 6))[random.integers(kinds, size=count)] + random.normal(size=(count, 6)) * 0.1
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    names = [f"memory/{number}" for number in range(count)]
    alike = {
        (names[one], names[other])
        for one in range(count)
        for other in range(one + 1, count)
        if vectors[one] @ vectors[other] >= ALIKE
    }
    worded = np.arange(count)
    known = find_near(names[:begun], worded[:begun], vectors[:begun])
    for near in (find_near(names, worded, vectors), find_near(names, worded, vectors, known)):
        found = find_twins([near], 10_000)
        assert {(pair.first, pair.second) for pair in found.pairs} == alike
        assert found.count == len(alike)


def test_of_one_memory_only_the_most_alike_are_kept_but_all_are_counted() -> None:
    count = EACH + 10
    vectors = np.ones((count, 1), np.float32)
    near = find_near([f"memory/{number}" for number in range(count)], np.zeros(count, np.int64), vectors)
    assert near.twins.sum() == count * (count - 1) // 2
    assert np.bincount(near.newer).max() == EACH


@given(st.integers(0, 2**32 - 1), st.integers(2, 80))
def test_a_place_is_a_finite_number_and_the_same_again(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 8)).astype(np.float32)
    vectors[: count // 2] += 4 * random.normal(size=8)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    drawn = []
    for _ in range(2):
        axes = Axes(vectors)
        labels = group(vectors, np.arange(count), axes)
        drawn.append(lay_out(vectors, labels, axes, {}))
        assert labels.min() >= NONE
        assert np.isfinite(drawn[-1]).all()
    assert np.array_equal(*drawn)


def test_more_than_a_sample_join_the_nearest() -> None:
    random = np.random.default_rng(0)
    middles = np.eye(3, 16)
    truth = random.integers(3, size=600)
    vectors = (middles[truth] + 0.1 * random.normal(size=(600, 16))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = group(vectors, np.arange(0, 600, 6), Axes(vectors))
    for one in range(3):
        members = truth[labels == one]
        assert len(members) > 120
        assert len(set(members.tolist())) == 1
