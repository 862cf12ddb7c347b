"""A small graph, and questions in Cypher that must have the same answers on every server.

Each has an order that leaves nothing open, so that rows can be compared one by one.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Question(NamedTuple):
    """Cypher with its parameters and the rows that it must give."""

    cypher: str
    rows: list[dict[str, Any]]
    parameters: dict[str, Any] = {}


AGENTS = [
    {"id": "agent/ada", "name": "Ada"},
    {"id": "agent/boris", "name": "Boris"},
    {"id": "agent/ليلى", "name": "ليلى 🦉"},
]
MEMORIES = [
    {"id": "m1", "agent": "agent/ada", "concept": "asyncio.tasks", "kind": "documentation", "importance": 0.5, "since": 1},
    {"id": "m2", "agent": "agent/ada", "concept": "asyncio.tasks", "kind": "documentation", "importance": 0.75, "since": 2},
    {"id": "m3", "agent": "agent/ada", "concept": "asyncio.queues", "kind": "observation", "importance": 0.25, "since": 3},
    {"id": "m4", "agent": "agent/boris", "concept": "json", "kind": "observation", "importance": 1.0, "since": 4},
    {"id": "m5", "agent": "agent/boris", "concept": "json", "kind": None, "importance": 0.0, "since": 5},
]  # fmt: skip
PARTS = [{"of": "asyncio.tasks", "whole": "asyncio"}, {"of": "asyncio.queues", "whole": "asyncio"}]
LINKS = [
    {"from": "m2", "to": "m1", "since": 2, "until": None},
    {"from": "m3", "to": "m2", "since": 3, "until": 5},
    {"from": "m4", "to": "m3", "since": 4, "until": None},
]

GRAPH: list[tuple[str, dict[str, Any]]] = [
    ("UNWIND $rows AS row CREATE (a:Agent {id: row.id, name: row.name})", {"rows": AGENTS}),
    (
        "UNWIND $rows AS row MATCH (a:Agent {id: row.agent}) MERGE (c:Concept {name: row.concept}) "
        "CREATE (a)-[:REMEMBERS {since: row.since}]->(m:Memory {id: row.id, importance: row.importance, since: row.since}) "
        "SET m.kind = row.kind CREATE (m)-[:ABOUT {since: row.since}]->(c)",
        {"rows": MEMORIES},
    ),
    (
        "UNWIND $rows AS row MERGE (w:Concept {name: row.whole}) WITH w, row MATCH (c:Concept {name: row.of}) "
        "MERGE (c)-[r:PART_OF]->(w) ON CREATE SET r.since = 1",
        {"rows": PARTS},
    ),
    ("MATCH (c:Concept {name: 'asyncio'}) MERGE (t:Technology {name: 'asyncio'}) MERGE (c)-[:PART_OF {since: 1}]->(t)", {}),
    (
        "UNWIND $rows AS row MATCH (a:Memory {id: row.from}), (b:Memory {id: row.to}) "
        "MERGE (a)-[r:REFERS_TO]->(b) ON CREATE SET r.since = row.since SET r.until = row.until",
        {"rows": LINKS},
    ),
]  # fmt: skip


def _ids(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id} for id in ids]


QUESTIONS: dict[str, Question] = {
    "match": Question("MATCH (m:Memory) RETURN m.id AS id ORDER BY id", _ids("m1", "m2", "m3", "m4", "m5")),
    "by a property": Question("MATCH (m:Memory {id: $id}) RETURN m.since AS since", [{"since": 3}], {"id": "m3"}),
    "a node is its properties": Question(
        "MATCH (m:Memory {id: 'm1'}) RETURN m",
        [{"m": {"id": "m1", "kind": "documentation", "importance": 0.5, "since": 1}}],
    ),
    "a relation is its properties": Question(
        "MATCH (:Memory {id: 'm3'})-[r:REFERS_TO]->() RETURN r", [{"r": {"since": 3, "until": 5}}]
    ),
    "a path is its nodes and relations": Question(
        "MATCH p = (:Concept {name: 'asyncio.tasks'})-[:PART_OF]->(:Concept) RETURN p",
        [{"p": [{"name": "asyncio.tasks"}, {"since": 1}, {"name": "asyncio"}]}],
    ),
    "lists of nodes": Question(
        "MATCH (a:Agent {name: 'Ada'}) RETURN collect(a) AS agents, {ada: a} AS map",
        [{"agents": [{"id": "agent/ada", "name": "Ada"}], "map": {"ada": {"id": "agent/ada", "name": "Ada"}}}],
    ),
    "nothing is there": Question("MATCH (m:Memory {id: 'none'}) RETURN m.id AS id", []),
    "a label that nobody has": Question("MATCH (n:Unicorn) RETURN count(n) AS n", [{"n": 0}]),
    "a relation of no known type": Question("MATCH (:Memory)-[r:HATES]->() RETURN count(r) AS n", [{"n": 0}]),
    "where with and, or, not": Question(
        "MATCH (m:Memory) WHERE (m.since > 1 AND NOT m.since = 3) OR m.id = 'm1' RETURN m.id AS id ORDER BY id",
        _ids("m1", "m2", "m4", "m5"),
    ),
    "in a list": Question(
        "MATCH (m:Memory) WHERE m.id IN $ids RETURN m.id AS id ORDER BY id", _ids("m2", "m4"), {"ids": ["m4", "m2", "m9"]}
    ),
    "one hop": Question(
        "MATCH (:Agent {name: 'Ada'})-[:REMEMBERS]->(m) RETURN m.id AS id ORDER BY id", _ids("m1", "m2", "m3")
    ),
    "one hop backwards": Question(
        "MATCH (m:Memory {id: 'm4'})<-[:REMEMBERS]-(a) RETURN a.name AS name", [{"name": "Boris"}]
    ),
    "one hop, either way": Question(
        "MATCH (m:Memory {id: 'm3'})-[:REFERS_TO]-(n) RETURN n.id AS id ORDER BY id", _ids("m2", "m4")
    ),
    "two hops": Question(
        "MATCH (a:Agent)-[:REMEMBERS]->()-[:ABOUT]->(c) RETURN DISTINCT a.name AS agent, c.name AS concept ORDER BY agent, concept",
        [
            {"agent": "Ada", "concept": "asyncio.queues"},
            {"agent": "Ada", "concept": "asyncio.tasks"},
            {"agent": "Boris", "concept": "json"},
        ],
    ),
    "two patterns": Question(
        "MATCH (a:Agent {name: 'Ada'}), (b:Agent {name: 'Boris'}) RETURN a.id + ' ' + b.id AS both",
        [{"both": "agent/ada agent/boris"}],
    ),
    "types of relations": Question(
        "MATCH (:Memory {id: 'm2'})-[r]-() RETURN type(r) AS type ORDER BY type",
        [{"type": "ABOUT"}, {"type": "REFERS_TO"}, {"type": "REFERS_TO"}, {"type": "REMEMBERS"}],
    ),
    "one of several types": Question(
        "MATCH (:Memory {id: 'm4'})-[r:ABOUT|REFERS_TO]->() RETURN type(r) AS type ORDER BY type",
        [{"type": "ABOUT"}, {"type": "REFERS_TO"}],
    ),
    "optional match": Question(
        "MATCH (a:Agent) OPTIONAL MATCH (a)-[:REMEMBERS]->(m) RETURN a.name AS name, count(m) AS n ORDER BY n DESC, name",
        [{"name": "Ada", "n": 3}, {"name": "Boris", "n": 2}, {"name": "ليلى 🦉", "n": 0}],
    ),
    "optional match gives null": Question(
        "MATCH (m:Memory {id: 'm1'}) OPTIONAL MATCH (m)-[:REFERS_TO]->(n) RETURN m.id AS id, n.id AS to",
        [{"id": "m1", "to": None}],
    ),
    "variable length": Question(
        "MATCH (:Memory {id: 'm4'})-[:REFERS_TO*1..3]->(m) RETURN m.id AS id ORDER BY id", _ids("m1", "m2", "m3")
    ),
    "variable length, bounded": Question(
        "MATCH (:Memory {id: 'm4'})-[:REFERS_TO*2]->(m) RETURN m.id AS id", _ids("m2")
    ),
    "variable length from zero": Question(
        "MATCH (:Concept {name: 'asyncio.tasks'})-[:PART_OF*0..]->(c) RETURN c.name AS name, labels(c)[0] AS label "
        "ORDER BY label, name",
        [
            {"name": "asyncio", "label": "Concept"},
            {"name": "asyncio.tasks", "label": "Concept"},
            {"name": "asyncio", "label": "Technology"},
        ],
    ),
    "length of a path": Question(
        "MATCH p = (:Memory {id: 'm4'})-[:REFERS_TO*]->(:Memory {id: 'm1'}) RETURN length(p) AS hops", [{"hops": 3}]
    ),
    "nodes of a path": Question(
        "MATCH p = (:Memory {id: 'm3'})-[:REFERS_TO*]->(:Memory {id: 'm1'}) RETURN [n IN nodes(p) | n.id] AS ids",
        [{"ids": ["m3", "m2", "m1"]}],
    ),
    "shortest path": Question(
        "MATCH p = shortestPath((a:Agent {name: 'Boris'})-[*..6]-(t:Technology {name: 'asyncio'})) RETURN length(p) AS hops",
        [{"hops": 5}],
    ),
    "all relations of a path hold": Question(
        "MATCH p = (:Memory {id: 'm4'})-[:REFERS_TO*1..3]->(m) WHERE all(r IN relationships(p) WHERE r.until IS NULL) "
        "RETURN m.id AS id",
        _ids("m3"),
    ),
    "as of a moment": Question(
        "MATCH (a:Memory)-[r:REFERS_TO]->(b) WHERE r.since <= $at AND (r.until IS NULL OR r.until > $at) "
        "RETURN a.id AS id ORDER BY id",
        _ids("m2", "m3", "m4"),
        {"at": 4},
    ),
    "as of a later moment": Question(
        "MATCH (a:Memory)-[r:REFERS_TO]->(b) WHERE r.since <= $at AND coalesce(r.until, 9223372036854775807) > $at "
        "RETURN a.id AS id ORDER BY id",
        _ids("m2", "m4"),
        {"at": 5},
    ),
    "with": Question(
        "MATCH (a:Agent)-[:REMEMBERS]->(m) WITH a, count(m) AS n WHERE n > 2 RETURN a.name AS name, n", [{"name": "Ada", "n": 3}]
    ),
    "with, ordered and cut": Question(
        "MATCH (m:Memory) WITH m ORDER BY m.since DESC LIMIT 2 RETURN collect(m.id) AS ids", [{"ids": ["m5", "m4"]}]
    ),
    "aggregates": Question(
        "MATCH (m:Memory) RETURN count(*) AS n, sum(m.since) AS sum, avg(m.importance) AS mean, min(m.since) AS least, "
        "max(m.since) AS most",
        [{"n": 5, "sum": 15, "mean": 0.5, "least": 1, "most": 5}],
    ),
    "aggregates of nothing": Question(
        "MATCH (m:Memory {id: 'none'}) RETURN count(m) AS n, sum(m.since) AS sum, max(m.since) AS most, collect(m.id) AS ids",
        [{"n": 0, "sum": 0, "most": None, "ids": []}],
    ),
    "count leaves nulls out": Question("MATCH (m:Memory) RETURN count(m.kind) AS n", [{"n": 4}]),
    "count distinct": Question("MATCH (m:Memory) RETURN count(DISTINCT m.kind) AS n", [{"n": 2}]),
    "groups": Question(
        "MATCH (m:Memory) RETURN m.kind AS kind, count(*) AS n ORDER BY n DESC, kind",
        [{"kind": "documentation", "n": 2}, {"kind": "observation", "n": 2}, {"kind": None, "n": 1}],
    ),
    "collect, in order": Question(
        "MATCH (m:Memory)-[:ABOUT]->(c) WITH c, m ORDER BY m.id RETURN c.name AS name, collect(m.id) AS ids ORDER BY name",
        [
            {"name": "asyncio.queues", "ids": ["m3"]},
            {"name": "asyncio.tasks", "ids": ["m1", "m2"]},
            {"name": "json", "ids": ["m4", "m5"]},
        ],
    ),
    "distinct": Question(
        "MATCH (:Memory)-[:ABOUT]->(c) RETURN DISTINCT c.name AS name ORDER BY name",
        [{"name": "asyncio.queues"}, {"name": "asyncio.tasks"}, {"name": "json"}],
    ),
    "skip and limit": Question(
        "MATCH (m:Memory) RETURN m.id AS id ORDER BY m.importance DESC SKIP 1 LIMIT 2", _ids("m2", "m1")
    ),
    "skip and limit by parameters": Question(
        "MATCH (m:Memory) RETURN m.id AS id ORDER BY id SKIP $skip LIMIT $limit", _ids("m3", "m4"), {"skip": 2, "limit": 2}
    ),
    "nulls come last": Question(
        "MATCH (m:Memory) RETURN m.kind AS kind ORDER BY kind DESC LIMIT 2", [{"kind": None}, {"kind": "observation"}]
    ),
    "is null": Question("MATCH (m:Memory) WHERE m.kind IS NULL RETURN m.id AS id", _ids("m5")),
    "is not null": Question("MATCH (m:Memory) WHERE m.kind IS NOT NULL RETURN count(m) AS n", [{"n": 4}]),
    "null is equal to nothing": Question(
        "RETURN null = null AS equal, null IS NULL AS missing, 1 + null AS sum, coalesce(null, 2) AS first",
        [{"equal": None, "missing": True, "sum": None, "first": 2}],
    ),
    "unwind": Question("UNWIND [3, 1, 2] AS x RETURN x ORDER BY x", [{"x": 1}, {"x": 2}, {"x": 3}]),
    "unwind maps": Question(
        "UNWIND $rows AS row MATCH (m:Memory {id: row.id}) RETURN m.id AS id, row.n * 2 AS n ORDER BY id",
        [{"id": "m1", "n": 2}, {"id": "m2", "n": 4}],
        {"rows": [{"id": "m1", "n": 1}, {"id": "m2", "n": 2}]},
    ),
    "range": Question("UNWIND range(1, 7, 3) AS x RETURN collect(x) AS xs", [{"xs": [1, 4, 7]}]),
    "case": Question(
        "MATCH (m:Memory) RETURN m.id AS id, CASE WHEN m.importance > 0.5 THEN 'high' WHEN m.importance > 0.2 THEN 'some' "
        "ELSE 'none' END AS level ORDER BY id LIMIT 5",
        [
            {"id": "m1", "level": "some"},
            {"id": "m2", "level": "high"},
            {"id": "m3", "level": "some"},
            {"id": "m4", "level": "high"},
            {"id": "m5", "level": "none"},
        ],
    ),
    "case of a value": Question("RETURN CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS word", [{"word": "two"}]),
    "list comprehension": Question(
        "RETURN [x IN range(1, 6) WHERE x % 2 = 0 | x * x] AS squares", [{"squares": [4, 16, 36]}]
    ),
    "pattern comprehension": Question(
        "MATCH (a:Agent {name: 'Boris'}) RETURN size([(a)-[:REMEMBERS]->(m) WHERE m.since > 4 | m.id]) AS n", [{"n": 1}]
    ),
    "reduce": Question("RETURN reduce(sum = 0, x IN [1, 2, 3] | sum + x) AS sum", [{"sum": 6}]),
    "any, all, none, single": Question(
        "WITH [1, 2, 3] AS xs RETURN any(x IN xs WHERE x > 2) AS a, all(x IN xs WHERE x > 0) AS b, "
        "none(x IN xs WHERE x > 3) AS c, single(x IN xs WHERE x = 1) AS d",
        [{"a": True, "b": True, "c": True, "d": True}],
    ),
    "lists": Question(
        "WITH [1, 2, 3, 4] AS xs RETURN xs[0] AS first, xs[-1] AS last, xs[1..3] AS middle, size(xs) AS n, "
        "head(xs) AS head, tail(xs) AS tail, xs + [5] AS more, 3 IN xs AS there",
        [{"first": 1, "last": 4, "middle": [2, 3], "n": 4, "head": 1, "tail": [2, 3, 4], "more": [1, 2, 3, 4, 5], "there": True}],
    ),
    "maps": Question(
        "WITH {a: 1, b: {c: 'x'}} AS map RETURN map.a AS a, map.b.c AS c, map.none AS none, map",
        [{"a": 1, "c": "x", "none": None, "map": {"a": 1, "b": {"c": "x"}}}],
    ),
    "map projection": Question(
        "MATCH (m:Memory {id: 'm4'}) RETURN m {.id, .since, more: 1 + 1} AS m", [{"m": {"id": "m4", "since": 4, "more": 2}}]
    ),
    "keys": Question(
        "MATCH (a:Agent {name: 'Ada'}) UNWIND keys(a) AS key RETURN key ORDER BY key", [{"key": "id"}, {"key": "name"}]
    ),
    "labels": Question("MATCH (n {name: 'json'}) RETURN labels(n) AS labels", [{"labels": ["Concept"]}]),
    "numbers": Question(
        "RETURN 7 / 2 AS whole, 7.0 / 2 AS half, 7 % 3 AS rest, 2 ^ 3 AS power, abs(-3) AS abs, round(2.6) AS round, "
        "floor(2.6) AS floor, toInteger('42') AS int, toFloat('0.5') AS float",
        [{"whole": 3, "half": 3.5, "rest": 1, "power": 8.0, "abs": 3, "round": 3.0, "floor": 2.0, "int": 42, "float": 0.5}],
    ),
    "large numbers": Question("RETURN $n AS n, $n - 1 AS less", [{"n": 2**62, "less": 2**62 - 1}], {"n": 2**62}),
    "texts": Question(
        "RETURN toUpper('abc') AS upper, toLower('ABC') AS lower, trim('  x ') AS trim, replace('aba', 'b', 'c') AS replace, "
        "substring('hello', 1, 3) AS part, left('hello', 2) AS left, right('hello', 2) AS right, split('a,b', ',') AS split, "
        "size('hello') AS size, reverse('abc') AS reverse, toString(42) AS text",
        [
            {
                "upper": "ABC",
                "lower": "abc",
                "trim": "x",
                "replace": "aca",
                "part": "ell",
                "left": "he",
                "right": "lo",
                "split": ["a", "b"],
                "size": 5,
                "reverse": "cba",
                "text": "42",
            }
        ],
    ),
    "begin, end and middle of a text": Question(
        "MATCH (c:Concept) WHERE c.name STARTS WITH 'asyncio.' AND c.name ENDS WITH 's' AND c.name CONTAINS 'task' "
        "RETURN c.name AS name",
        [{"name": "asyncio.tasks"}],
    ),
    "regular expression": Question(
        "MATCH (c:Concept) WHERE c.name =~ 'asyncio\\\\..*' RETURN c.name AS name ORDER BY name",
        [{"name": "asyncio.queues"}, {"name": "asyncio.tasks"}],
    ),
    "any script": Question(
        "MATCH (a:Agent {name: $name}) RETURN a.id AS id, a.name AS name, $other AS other",
        [{"id": "agent/ليلى", "name": "ليلى 🦉", "other": "日本 e\u0301 é \"'\\ \n"}],
        {"name": "ليلى 🦉", "other": "日本 e\u0301 é \"'\\ \n"},
    ),
    "quoted names": Question(
        "MATCH (`the agent`:Agent {name: 'Ada'}) RETURN `the agent`.id AS `its id`", [{"its id": "agent/ada"}]
    ),
    "parameters are values": Question(
        "RETURN $text AS text, $map.a AS a, $list[1] AS second, $none AS none, $yes AS yes",
        [{"text": "') DETACH DELETE n //", "a": 1.5, "second": "b", "none": None, "yes": True}],
        {"text": "') DETACH DELETE n //", "map": {"a": 1.5}, "list": ["a", "b"], "none": None, "yes": True},
    ),
    "a pattern holds": Question(
        "MATCH (m:Memory) WHERE (m)-[:REFERS_TO]->(:Memory) RETURN m.id AS id ORDER BY id", _ids("m2", "m3", "m4")
    ),
    "a pattern does not hold": Question(
        "MATCH (m:Memory) WHERE NOT (m)-[:REFERS_TO]-() RETURN m.id AS id ORDER BY id", _ids("m5")
    ),
    "exists": Question(
        "MATCH (m:Memory) WHERE EXISTS { MATCH (m)-[r:REFERS_TO]->() WHERE r.until IS NULL } RETURN m.id AS id ORDER BY id",
        _ids("m2", "m4"),
    ),
    "count of a pattern": Question(
        "MATCH (a:Agent) RETURN a.name AS name, COUNT { (a)-[:REMEMBERS]->() } AS n ORDER BY name LIMIT 2",
        [{"name": "Ada", "n": 3}, {"name": "Boris", "n": 2}],
    ),
    "subquery": Question(
        "MATCH (a:Agent) CALL { WITH a MATCH (a)-[:REMEMBERS]->(m) RETURN max(m.since) AS last } "
        "RETURN a.name AS name, last ORDER BY name LIMIT 2",
        [{"name": "Ada", "last": 3}, {"name": "Boris", "last": 5}],
    ),
    "union": Question(
        "MATCH (a:Agent {name: 'Ada'}) RETURN a.name AS name UNION MATCH (t:Technology) RETURN t.name AS name "
        "UNION RETURN 'Ada' AS name",
        [{"name": "Ada"}, {"name": "asyncio"}],
    ),
    "union all": Question(
        "RETURN 1 AS x UNION ALL RETURN 1 AS x UNION ALL RETURN 2 AS x", [{"x": 1}, {"x": 1}, {"x": 2}]
    ),
    "comments": Question("RETURN 1 /* not 2 */ AS x // CREATE nothing", [{"x": 1}]),
    "neighbourhood": Question(
        "MATCH (:Memory {id: 'm1'})-[*1..2]-(n) RETURN DISTINCT coalesce(n.id, n.name) AS name, labels(n)[0] AS label ORDER BY label, name",
        [
            {"name": "agent/ada", "label": "Agent"},
            {"name": "asyncio", "label": "Concept"},
            {"name": "asyncio.tasks", "label": "Concept"},
            {"name": "m2", "label": "Memory"},
            {"name": "m3", "label": "Memory"},
        ],
    ),
    "ranking": Question(
        "MATCH (c:Concept)<-[:ABOUT]-(m) OPTIONAL MATCH (m)<-[l:REFERS_TO]-() WITH c, count(DISTINCT m) AS memories, count(l) AS links "
        "RETURN c.name AS name, memories + links AS weight ORDER BY weight DESC, name",
        [{"name": "asyncio.tasks", "weight": 4}, {"name": "asyncio.queues", "weight": 2}, {"name": "json", "weight": 2}],
    ),
}  # fmt: skip
