"""The graph of a lab: who remembers what, what that is about, and how it hangs together; now, or as of any moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from workbench.core.errors import BadInput, NotFound
from workbench.core.show import bundle, card, code, cut, many, table, who
from workbench.log import Log
from workbench.memory.graph_index import GraphIndex
from workbench.memory.graph_rows import LABELS

_FARTHEST = 6
_NOW = "{0}.until IS NULL"
_THEN = "({0}.since <= $at AND ({0}.until IS NULL OR {0}.until > $at))"
_PREFIXES = {"agent/": "Agent", "person/": "Agent", "session/": "Session"}
_NAMED = {"Concept": "concept/", "Technology": "technology/"}  # what stands before a name, so that it is an id
# In few rows: reading a row costs the driver more than finding it costs the server.
_NEIGHBOURS = """MATCH p = (n:{label} {{{key}: $id}})-[*1..{hops}]-(m)
WHERE all(r IN relationships(p) WHERE {holds}) AND m <> n
WITH m, min(length(p)) AS hops
RETURN hops, labels(m)[0] AS kind, collect(coalesce(m.id, m.name)) AS ids ORDER BY hops, kind"""
_THERE = "MATCH (n:{label} {{{key}: $id}}) RETURN 1 AS one"
_CONCEPTS = """MATCH (m:Memory)-[a:ABOUT]->(c:Concept) WHERE {about}
OPTIONAL MATCH (m)<-[r:REFERS_TO]-(:Memory) WHERE {refers}
WITH c.name AS name, count(DISTINCT m) AS memories, count(r) AS references
RETURN name, memories, references, memories + references AS weight ORDER BY weight DESC, name LIMIT $k"""


class Neighbour(msgspec.Struct, frozen=True):
    """A node near another one.

    Attributes:
        kind: ``Agent``, ``Memory``, ``Session``, ``Concept`` or ``Technology``.
        id: by which `Graph.neighbours` finds it: ``agent/ada``, ``memory/<id>``, ``concept/asyncio.tasks``, …
        hops: relations on the shortest way between them.
    """

    kind: str
    id: str
    hops: int

    def __repr__(self) -> str:
        return f"<{self.kind} {who(self.id)}, {many(self.hops, 'hop')} away>"


class RankedConcept(msgspec.Struct, frozen=True):
    """A concept and how much hangs on it.

    Attributes:
        name: as ``asyncio.tasks``.
        memories: how many memories are about it.
        references: how many other memories refer to one of those.
        weight: memories + references.
    """

    name: str
    memories: int
    references: int
    weight: int


class Graph:
    """A lab's graph. It is made from the log by whoever asks first, and asking keeps it up to date.

    Nodes are ``(:Agent {id, name})``, ``(:Memory {id, kind, concept, about, importance, at, since})``, ``(:Session {id})``,
    ``(:Concept {name})`` and ``(:Technology {name})``; texts are in the log alone. Relations are ``(Agent)-[:REMEMBERS]->(Memory)``,
    ``(Memory)-[:ABOUT]->(Concept)``, ``(Concept)-[:PART_OF]->(Concept|Technology)``, ``(Memory)-[:REFERS_TO]->(Memory)``,
    ``(Memory)-[:NEXT]->(Memory)`` and ``(Memory)-[:IN]->(Session)``, ``(Agent)-[:HELD]->(Session)``, ``(Agent)-[:STUDIED]->(Technology)``.
    Each holds from position `since` of the log, and no more from `until`, where it has one.

    Attributes:
        index: what keeps it up to date.
    """

    def __init__(self, log: Log, index: GraphIndex) -> None:
        self.index = index
        self._log = log

    def __repr__(self) -> str:
        return f"<Graph in {self.index.store.place}: neighbours(id, hops), concepts(k), query(cypher)>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        labels = "MATCH (c:Concept)<-[:ABOUT]-(m:Memory) RETURN c.name, count(m)"
        ways = (
            (code('lab.graph.neighbours("concept/json", hops=2)'), "what is near a node"),
            (code("lab.graph.concepts(10)"), "on what most hangs"),
            (code(f'lab.graph.query("{labels}")'), "anything, in Cypher"),
        )
        return bundle(repr(self), card("Graph", table(ways), note=self.index.store.place))

    def neighbours(self, id: str, hops: int = 1, at: int | datetime | None = None) -> list[Neighbour]:
        """The nodes at most so many relations away, whichever way these point: nearest first.

        Args:
            id: an agent, memory or session by its subject, a concept as ``concept/asyncio.tasks``, or ``technology/asyncio``.
            hops: 1 to 6.
            at: over relations that held at this position or time; now when not given.

        Raises:
            BadInput: `hops` is out of its range, or a time has no zone.
            NotFound: the graph has no such node.
            Unavailable: the graph is away.
        """
        if not 1 <= hops <= _FARTHEST:
            raise BadInput(f"{hops} hops were asked for.", f"Ask for 1 to {_FARTHEST}.")
        for label in _labels(id):
            name = id.removeprefix(_NAMED.get(label, ""))
            cypher = neighbours_cypher(label, hops, at is not None)
            if rows := self.index.read(cypher, id=name, **self._moment(at)):
                return [near for row in rows for near in _neighbours(**row)]
            if self.index.read(_THERE.format(label=label, key=LABELS[label]), id=name):
                return []
        raise NotFound(
            f"There is no “{cut(id)}” in the graph.", "Give a subject, or concept/… or technology/… with a name."
        )

    def concepts(self, k: int = 10, at: int | datetime | None = None) -> list[RankedConcept]:
        """The at most `k` concepts on which most hangs, the weightiest first, equals by name.

        The weight of a concept is the number of memories that are about it plus the number of references from memories to
        those: each reference counts, also one from a memory about the same concept.

        Args:
            k: 1 or more.
            at: as of this position or time; now when not given.

        Raises:
            BadInput: `k` is below 1, or a time has no zone.
            Unavailable: the graph is away.
        """
        if k < 1:
            raise BadInput(f"{k} concepts were asked for.", "Ask for one at least.")
        holds = _NOW if at is None else _THEN
        cypher = _CONCEPTS.format(about=holds.format("a"), refers=holds.format("r"))
        return [RankedConcept(**row) for row in self.index.read(cypher, k=k, **self._moment(at))]

    def query(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows that this Cypher gives, which can only read; ``$name`` in it stands for the parameter `name`.

        As of a moment: ``query("MATCH (a:Agent)-[r:REMEMBERS]->(m) WHERE r.since <= $at RETURN a.name, count(m)", at=100)``.

        Raises:
            BadInput: the server refuses it, or it would write.
            Unavailable: the graph is away.
        """
        return self.index.read(cypher, **parameters)

    def check(self) -> str:
        """How it is, in words. A server of the lab's own is not started for that.

        Raises:
            Unavailable: it should answer, and does not.
        """
        if not self.index.store.runs():
            return "not running; it starts when somebody asks"
        return f"{self.index.position:,} of {self._log.head:,} events, in {self.index.store.place}"

    def _moment(self, at: int | datetime | None) -> dict[str, int]:
        if at is None:
            return {}
        return {"at": self._log.position_at(at) if isinstance(at, datetime) else at}


def _neighbours(hops: int, kind: str, ids: list[str]) -> list[Neighbour]:
    before = _NAMED.get(kind, "")
    return [Neighbour(kind, before + id, hops) for id in sorted(ids)]


def neighbours_cypher(label: str, hops: int, then: bool = False) -> str:
    """The nodes near the one of a label whose id or name is ``$id``, over what holds now, or what held at ``$at``."""
    holds = (_THEN if then else _NOW).format("r")
    return _NEIGHBOURS.format(label=label, key=LABELS[label], hops=hops, holds=holds)


def _labels(id: str) -> tuple[str, ...]:
    """What a node may be, by how its id begins. Memories and sessions may be called anything.

    >>> _labels("concept/json"), _labels("lab"), _labels("talk 1")
    (('Concept',), ('Agent',), ('Memory', 'Session'))
    """
    if id == "lab":
        return ("Agent",)
    known = {**_PREFIXES, **{prefix: label for label, prefix in _NAMED.items()}}
    return next(((label,) for prefix, label in known.items() if id.startswith(prefix)), ("Memory", "Session"))
