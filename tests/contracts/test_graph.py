"""One contract for graphs, whichever server holds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.graph_queries import GRAPH, QUESTIONS
from workbench.core.errors import BadInput, Unavailable
from workbench.stores import CypherGraph, open_graph

COUNT = "MATCH (n) RETURN count(n) AS n"
WRITES = (
    "CREATE (:Memory {id: 'new'})",
    "MERGE (m:Memory {id: 'new'}) RETURN m.id AS id",
    "MATCH (m:Memory {id: 'm1'}) SET m.since = 0",
    "MATCH (m:Memory {id: 'm1'}) REMOVE m.since",
    "MATCH (m:Memory) detach\ndelete m",
    "MATCH (a:Memory), (b:Memory) CREATE (a)-[:NEXT]->(b) RETURN count(*) AS n",
    "UNWIND [1, 2] AS x FOREACH (y IN [x] | CREATE (:Memory {id: y}))",
    "MATCH (m:Memory) CALL { WITH m SET m.since = 9 } RETURN m.id AS id",
    "RETURN 1 AS one UNION MERGE (m:Memory {id: 'x'}) RETURN 1 AS one",
    "DROP INDEX nothing IF EXISTS",
    "CREATE INDEX IF NOT EXISTS FOR (n:Memory) ON (n.since)",
    "RETURN '\\'' AS quote CREATE (:Memory {id: '\\''})",
    "/* // */ CREATE (:Memory {id: 'new'}) // */",
    "EXPLAIN CREATE (:Memory {id: 'new'})",
)


@pytest.fixture
def store(graph_url: str) -> Iterator[CypherGraph]:
    graph = open_graph(None, graph_url)
    yield graph
    graph.close()


@pytest.fixture
def filled(store: CypherGraph) -> CypherGraph:
    store.write(GRAPH)
    return store


def test_there_are_many_questions() -> None:
    assert len(QUESTIONS) >= 40


def test_every_question_has_its_answer(filled: CypherGraph) -> None:
    wrong = {}
    for name, question in QUESTIONS.items():
        rows = filled.read(question.cypher, **question.parameters)
        if rows != question.rows:
            wrong[name] = rows
    assert wrong == {}


def test_an_empty_store_holds_nothing(store: CypherGraph) -> None:
    assert store.read(COUNT) == [{"n": 0}]
    store.clear()
    store.write([])
    assert store.read(COUNT) == [{"n": 0}]
    assert store.runs()


def test_merging_twice_is_merging_once(filled: CypherGraph) -> None:
    before = filled.read(
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS relations"
    )
    link = "MATCH (a:Memory {id: $a}), (b:Memory {id: $b}) MERGE (a)-[r:REFERS_TO]->(b) ON CREATE SET r.since = $since"
    concept = "MERGE (c:Concept {name: $name}) ON CREATE SET c.new = true ON MATCH SET c.met = true"
    for _ in range(2):
        filled.write([(link, {"a": "m2", "b": "m1", "since": 99}), (concept, {"name": "json"})])
    assert before == filled.read(
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS relations"
    )
    assert filled.read("MATCH (:Memory {id: 'm2'})-[r:REFERS_TO]->() RETURN r.since AS since") == [{"since": 2}]
    assert filled.read("MATCH (c:Concept {name: 'json'}) RETURN c.new AS new, c.met AS met") == [
        {"new": None, "met": True}
    ]


def test_all_statements_are_written_or_none(store: CypherGraph) -> None:
    store.write([("CREATE (:A {n: $n})", {"n": 1}), ("MATCH (a:A) CREATE (:B {n: a.n + 1})", {})])
    assert store.read("MATCH (n) RETURN n.n AS n ORDER BY n") == [{"n": 1}, {"n": 2}]
    with pytest.raises(BadInput):
        store.write([("CREATE (:A {n: 3})", {}), ("CREATE (:A {n: $missing})", {})])
    with pytest.raises(BadInput):
        store.write([("CREATE (:A {n: 3})", {}), ("CREATE (:A {n: 4}", {})])
    assert store.read(COUNT) == [{"n": 2}]


def test_properties_are_replaced_removed_and_added(store: CypherGraph) -> None:
    store.write([("CREATE (:A {id: 1, kept: 'x', gone: 'y'})", {})])
    store.write([("MATCH (a:A {id: 1}) SET a += $more", {"more": {"gone": None, "new": [1, 2]}})])
    assert store.read("MATCH (a:A) RETURN a") == [{"a": {"id": 1, "kept": "x", "new": [1, 2]}}]
    store.write([("MATCH (a:A {id: 1}) SET a = {id: a.id}", {})])
    assert store.read("MATCH (a:A) RETURN a") == [{"a": {"id": 1}}]


def test_a_relation_ends(filled: CypherGraph) -> None:
    filled.write([("MATCH (:Memory {id: 'm2'})-[r]-() SET r.until = $until", {"until": 7})])
    left = filled.read("MATCH (:Memory {id: 'm2'})-[r]-() RETURN DISTINCT r.until AS until")
    assert left == [{"until": 7}]


def test_clear_removes_everything(filled: CypherGraph) -> None:
    filled.clear()
    assert filled.read("MATCH (n) OPTIONAL MATCH (n)-[r]-() RETURN count(n) AS n, count(r) AS r") == [{"n": 0, "r": 0}]


def test_clear_removes_more_than_fits_a_transaction_of_its_own(store: CypherGraph) -> None:
    store.write([("UNWIND range(1, 10001) AS n CREATE (:A {n: n})-[:TO]->(:B)", {})])
    store.clear()
    assert store.read(COUNT) == [{"n": 0}]


def test_an_index_can_be_asked_for_again(store: CypherGraph) -> None:
    for _ in range(2):
        store.index({"Agent": "id", "Concept": "name"})
    store.write([("MERGE (:Agent {id: 'a'})", {})] * 2)
    assert store.read(COUNT) == [{"n": 1}]
    with pytest.raises(BadInput):
        store.write([("CREATE (:Agent {id: 'a'})", {})])


@pytest.mark.parametrize("cypher", WRITES)
def test_reading_does_not_write(filled: CypherGraph, cypher: str) -> None:
    before = filled.read(
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, count(r) AS r ORDER BY labels(n)[0], n.id, n.name"
    )
    try:
        filled.read(cypher)
        refused = False
    except BadInput:
        refused = True
    assert refused or cypher.startswith(("DROP", "EXPLAIN"))  # on Neo4j these change nothing, and need not be refused
    after = filled.read(
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, count(r) AS r ORDER BY labels(n)[0], n.id, n.name"
    )
    assert after == before


def test_words_that_write_may_be_names_and_texts(filled: CypherGraph) -> None:
    cypher = "MATCH (`set`:Memory {id: 'm1'}) RETURN 'CREATE' AS text, `set`.delete AS gone, $merge AS `merge` // SET"
    assert filled.read(cypher, merge=1) == [{"text": "CREATE", "gone": None, "merge": 1}]


def test_what_is_wrong_is_refused_with_the_reason(store: CypherGraph) -> None:
    for cypher in ("MATCH (n RETURN n", "RETURN nothing(1)", "RETURN 1 / 0", "RETURN n", ""):
        with pytest.raises(BadInput):
            store.read(cypher)
    with pytest.raises(BadInput, match="x"):
        store.read("RETURN $x")
    with pytest.raises(BadInput):
        store.read("RETURN $x AS x", x=object())
    with pytest.raises(BadInput):
        store.read("RETURN $x AS x", x=2**64)


def test_a_wrong_password_says_so_and_is_not_shown(graph_url: str) -> None:
    head, _, tail = graph_url.rpartition("@")
    wrong = open_graph(None, f"{head}wrong@{tail}")
    with pytest.raises(Unavailable, match=r"user or the password.*WORKBENCH_GRAPH_PASSWORD") as caught:
        wrong.read("RETURN 1 AS one")
    password = head.rpartition(":")[2]
    assert password not in str(caught.value) + repr(wrong) + wrong.place
    with pytest.raises(Unavailable):
        wrong.runs()
    wrong.close()


def test_user_and_password_come_from_the_environment(graph_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme, _, rest = graph_url.partition("://")
    who, _, where = rest.partition("@")
    user, _, password = who.partition(":")
    monkeypatch.setenv("WORKBENCH_GRAPH_USER", user)
    monkeypatch.setenv("WORKBENCH_GRAPH_PASSWORD", password)
    graph = open_graph(None, f"{scheme}://{where}")
    assert graph.read("RETURN 1 AS one") == [{"one": 1}]
    graph.close()


def test_a_closed_store_says_so(store: CypherGraph) -> None:
    assert store.read("RETURN 1 AS one")
    store.close()
    store.close()
    with pytest.raises(Unavailable, match="closed"):
        store.read("RETURN 1 AS one")


_node = st.sampled_from("abcd")
_value = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 2), st.floats(allow_nan=False), st.text(max_size=20)
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.tuples(_node, _value), max_size=8))
def test_what_is_written_is_read(store: CypherGraph, values: list[tuple[str, object]]) -> None:
    store.clear()
    store.write([("MERGE (a:A {id: $id}) SET a.value = $value", {"id": id, "value": value}) for id, value in values])
    held = dict(values)
    rows = store.read("MATCH (a:A) RETURN a.id AS id, a.value AS value")
    assert {row["id"]: row["value"] for row in rows} == held
    assert store.read("UNWIND $values AS value RETURN value", values=list(held.values())) == [
        {"value": value} for value in held.values()
    ]
