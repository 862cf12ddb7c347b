"""One contract for vectors, wherever they live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stores.points import ids, random
from tests.stores.processes import working_for
from workbench.core import ports
from workbench.core.errors import BadInput, Unavailable
from workbench.stores import Vectors, chroma_sidecar, open_vectors


@pytest.fixture(params=["in process", "sidecar", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vectors]:
    folder = tmp_path if request.param == "sidecar" else None
    url = f"http://127.0.0.1:{chroma_sidecar(tmp_path).open().port}" if request.param == "server" else None
    vectors = open_vectors(folder, "memories", url)
    yield vectors
    vectors.close()
    chroma_sidecar(tmp_path).stop()
    assert working_for(tmp_path) == []


def test_an_empty_store_finds_nothing(store: Vectors) -> None:
    assert store.count() == 0
    assert store.query(random(2), 3, {}) == [[], []]
    assert store.query(random(2), 3, {"a": "b"}) == [[], []]
    store.delete(["nobody"])
    store.clear()
    assert store.count() == 0


def test_nothing_given_is_nothing_done(store: Vectors) -> None:
    store.upsert([], np.empty((0, 4), np.float32), [])
    store.delete([])
    assert store.count() == 0
    assert store.query(np.empty((0, 4), np.float32), 1, {}) == []


def test_the_nearest_come_best_first_with_their_cosine(store: Vectors) -> None:
    store.upsert(["east", "north-east", "west"], np.array([[2, 0], [3, 3], [-1, 0]]), [{}, {}, {}])
    [found] = store.query(np.array([[5, 0]]), 3, {})
    assert [match.id for match in found] == ["east", "north-east", "west"]
    assert [match.similarity for match in found] == pytest.approx([1, np.sqrt(0.5), -1], abs=1e-5)


def test_each_query_has_its_own_answer(store: Vectors) -> None:
    points = random(450)
    store.upsert([f"{row:03}" for row in range(450)], points, [{}] * 450)
    assert ids(store.query(points, 1, {})) == [[f"{row:03}"] for row in range(450)]


def test_doing_it_twice_is_doing_it_once(store: Vectors) -> None:
    points = random(5)
    for _ in range(2):
        store.upsert(list("abcde"), points, [{"n": "1"}] * 5)
    assert store.count() == 5
    assert sorted(*ids(store.query(points[:1], 9, {"n": "1"}))) == list("abcde")


def test_replacing_replaces_vector_and_labels(store: Vectors) -> None:
    store.upsert(["a", "b"], np.eye(2), [{"old": "1", "kept": "1"}, {"old": "1"}])
    store.upsert(["a"], -np.eye(2)[:1], [{"kept": "2"}])
    assert store.count() == 2
    [[_, far]] = store.query(np.eye(2)[:1], 2, {})
    assert far.id == "a"
    assert far.similarity == pytest.approx(-1)
    assert ids(store.query(np.eye(2)[:1], 2, {"old": "1"})) == [["b"]]
    assert ids(store.query(np.eye(2)[:1], 2, {"kept": "1"})) == [[]]
    assert ids(store.query(np.eye(2)[:1], 2, {"kept": "2"})) == [["a"]]
    store.upsert(["a"], np.eye(2)[:1], [{}])
    assert ids(store.query(np.eye(2)[:1], 2, {"kept": "2"})) == [[]]


def test_of_an_id_that_comes_twice_the_last_counts(store: Vectors) -> None:
    store.upsert(["a", "a"], np.eye(2), [{"n": "1"}, {"n": "2"}])
    assert store.count() == 1
    assert ids(store.query(np.eye(2)[1:], 1, {"n": "2"})) == [["a"]]


def test_deleted_vectors_are_gone(store: Vectors) -> None:
    points = random(10)
    store.upsert(list("abcdefghij"), points, [{}] * 10)
    store.delete(["a", "c", "c", "not there"])
    assert store.count() == 8
    assert sorted(*ids(store.query(points[:1], 20, {}))) == list("bdefghij")


def test_all_labels_must_fit(store: Vectors) -> None:
    labels = [{"agent": f"a{row % 2}", "origin": f"o{row % 3}", "leer": ""} for row in range(12)]
    store.upsert([f"{row:02}" for row in range(12)], random(12), labels)
    found = store.query(random(1), 12, {"agent": "a1", "origin": "o2", "leer": ""})
    assert sorted(*ids(found)) == ["05", "11"]
    assert ids(store.query(random(1), 12, {"agent": "a1", "origin": "o9"})) == [[]]
    assert ids(store.query(random(1), 12, {"nobody": "a1"})) == [[]]


def test_more_are_asked_for_than_there_are(store: Vectors) -> None:
    store.upsert(list("abc"), random(3), [{}] * 3)
    assert sorted(*ids(store.query(random(1), 1_000, {}))) == list("abc")


def test_ids_and_labels_in_any_script(store: Vectors) -> None:
    names = ["memory/ليلى", "日本 語", "🦉\u200d", 'a"b\\c', "e\u0301", "é", " "]
    store.upsert(names, random(7), [{"ключ": name} for name in names])
    assert sorted(*ids(store.query(random(1), 9, {}))) == sorted(names)
    for name in names:
        assert ids(store.query(random(1), 9, {"ключ": name})) == [[name]]


def test_equals_come_in_the_order_of_their_ids(store: Vectors) -> None:
    names = [f"{row:03}" for row in range(100)]
    store.upsert(names[::-1], np.ones((100, 8)), [{}] * 100)
    assert ids(store.query(np.ones((2, 8)), 3, {})) == [["000", "001", "002"]] * 2
    assert ids(store.query(np.ones((1, 8)), 100, {})) == [names]


def test_after_clear_another_dimension_fits(store: Vectors) -> None:
    store.upsert(["a"], random(1, 4), [{}])
    store.clear()
    assert store.count() == 0
    store.upsert(["a"], random(1, 8), [{}])
    assert ids(store.query(random(1, 8), 1, {})) == [["a"]]


def test_what_cannot_be_is_refused_and_changes_nothing(store: Vectors) -> None:
    store.upsert(["a"], random(1, 4), [{}])
    one = random(1, 4)
    refused: list[tuple[list[str], ports.Vectors, list[Mapping[str, str]]]] = [
        (["b"], random(1, 5), [{}]),
        (["b", "c"], one, [{}]),
        (["b"], one, [{}, {}]),
        (["b"], one[0], [{}]),
        (["b"], np.zeros((1, 4), np.float32), [{}]),
        (["b"], np.full((1, 4), np.nan, np.float32), [{}]),
        (["b"], np.full((1, 4), np.inf, np.float32), [{}]),
        ([""], one, [{}]),
        (["b"], one, [{"$and": "x"}]),
        (["b"], one, [{"": "x"}]),
        (["b"], one, [{"chroma:document": "x"}]),
        (["b"] * 6_000 + [""], np.tile(one, (6_001, 1)), [{}] * 6_001),
        ([str(row) for row in range(6_001)], np.tile(one, (6_001, 1)), [*[{}] * 6_000, {"": "x"}]),
    ]
    for names, points, labels in refused:
        with pytest.raises(BadInput):
            store.upsert(names, points, labels)
    for points, k, label in ((random(1, 5), 1, {}), (one, 0, {}), (0 * one, 1, {}), (one, 1, {"$or": "x"})):
        with pytest.raises(BadInput):
            store.query(points, k, label)
    assert store.count() == 1


def test_a_thousand_are_found_as_numpy_finds_them(store: Vectors) -> None:
    points, asked = random(1_000, 64), random(100, 64, seed=1)
    third = np.arange(1_000) % 3 == 0
    store.upsert([f"m{row}" for row in range(1_000)], points, [{"third": str(bool(yes))} for yes in third])
    assert store.count() == 1_000
    likeness = asked @ points.T
    assert ids(store.query(asked, 1, {})) == [[f"m{row}"] for row in likeness.argmax(1)]
    likeness[:, ~third] = -2
    assert ids(store.query(asked, 1, {"third": "True"})) == [[f"m{row}"] for row in likeness.argmax(1)]


_names = st.sampled_from("abcdef")
_change = st.one_of(
    st.tuples(
        st.just("put"), _names, st.integers(0, 20), st.dictionaries(st.sampled_from("xy"), st.sampled_from("12"))
    ),
    st.tuples(st.just("drop"), _names),
    st.tuples(st.just("clear")),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_change, max_size=15))
def test_it_is_a_dictionary_that_can_be_searched(store: Vectors, changes: list[tuple]) -> None:  # type: ignore[type-arg]
    store.clear()
    directions, held = random(21), {}
    for change in changes:
        match change:
            case "put", name, row, labels:
                store.upsert([name], directions[row : row + 1], [labels])
                held[name] = (row, labels)
            case "drop", name:
                store.delete([name])
                held.pop(name, None)
            case _:
                store.clear()
                held.clear()
    assert store.count() == len(held)
    for wanted in ({}, {"x": "1"}, {"x": "1", "y": "2"}):
        rows = {name: row for name, (row, labels) in held.items() if wanted.items() <= labels.items()}
        [found] = store.query(directions[:1], 6, wanted)
        assert {match.id for match in found} == rows.keys()
        assert [match.similarity for match in found] == pytest.approx(
            sorted((float(directions[0] @ directions[row]) for row in rows.values()), reverse=True), abs=1e-4
        )


def test_labs_in_memory_do_not_see_each_other() -> None:
    one, other = open_vectors(None, "memories"), open_vectors(None, "memories")
    one.upsert(["a"], random(1, 4), [{}])
    other.upsert(["b"], random(1, 8), [{}])
    assert ids(one.query(random(1, 4), 9, {})) == [["a"]]
    one.close()
    assert ids(other.query(random(1, 8), 9, {})) == [["b"]]
    other.close()


def test_chromas_own_client_works_beside_a_lab_in_memory() -> None:
    import chromadb

    ours = open_vectors(None, "memories")
    ours.upsert(["a"], random(1), [{}])
    theirs = chromadb.EphemeralClient()
    assert theirs.list_collections() == []
    theirs.close()
    assert ours.count() == 1
    ours.close()


def test_a_closed_store_says_so(store: Vectors) -> None:
    store.upsert(["a"], random(1), [{}])
    store.close()
    store.close()
    with pytest.raises(Unavailable, match="closed"):
        store.count()
