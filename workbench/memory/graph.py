"""The graph of a lab: who remembers what, what that is about, and how it hangs together; now, or as of any moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from workbench.core.errors import BadInput, NotFound
from workbench.core.show import bundle, card, code, cut, table
from workbench.log import Log
from workbench.memory import graph_around
from workbench.memory.graph_around import HUBS, Around, Hub, Link
from workbench.memory.graph_ids import kinds_of, name_in_graph
from workbench.memory.graph_index import GraphIndex
from workbench.memory.graph_near import (
    NOW,
    THEN,
    Neighbour,
    RankedConcept,
    concepts_cypher,
    neighbours,
    neighbours_cypher,
)
from workbench.memory.graph_rows import LABELS
from workbench.stores.reading import uses

_FARTHEST = 6
_THERE = "MATCH (n:{label} {{{key}: $id}}) RETURN 1 AS one"
_THERE_THEN = "MATCH (n:{label} {{{key}: $id}})-[r]-() WHERE r.since <= $at RETURN 1 AS one LIMIT 1"


class Graph:
    """A lab's graph, now or as it was. It is made from the log by whoever asks first, and asking keeps it up to date.

    Nodes are ``(:Agent {id, name})``, ``(:Memory {id, kind, concept, about, importance, at, since})``, ``(:Session {id})``,
    ``(:Concept {name})`` and ``(:Technology {name})``; texts are in the log alone. Relations are ``(Agent)-[:REMEMBERS]->(Memory)``,
    ``(Memory)-[:ABOUT]->(Concept)``, ``(Concept)-[:PART_OF]->(Concept|Technology)``, ``(Memory)-[:REFERS_TO]->(Memory)``,
    ``(Memory)-[:NEXT]->(Memory)`` and ``(Memory)-[:IN]->(Session)``, ``(Agent)-[:HELD]->(Session)``, ``(Agent)-[:STUDIED]->(Technology)``.
    Each holds from position `since` of the log, and no more from `until`, where it has one.

    Where a method takes `at`, it asks over relations that held at that position or time: when none is given, those that hold
    now, or that held at the moment that this graph is as of. A node is there from its first relation on; an agent always.

    Args:
        log: the lab's.
        index: what keeps the graph up to date.
        position: the event that it is as of; None for the present.

    Attributes:
        index: as given.
    """

    def __init__(self, log: Log, index: GraphIndex, position: int | None = None) -> None:
        self.index = index
        self._log = log
        self._position = position

    def __repr__(self) -> str:
        when = "" if self._position is None else f" as of event {self._position:,}"
        return (
            f"<Graph in {self.index.store.place}{when}: around(id), neighbours(id, hops), concepts(k), query(cypher)>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        then = "" if self._position is None else " WHERE r.since <= $at"
        labels = f"MATCH (c:Concept)<-[r:ABOUT]-(m:Memory){then} RETURN c.name, count(m)"
        ways = (
            (code('graph.around("concept/json")'), "the relations of a node"),
            (code('graph.neighbours("concept/json", hops=2)'), "what is near a node"),
            (code("graph.concepts(10)"), "on what most hangs"),
            (code(f'graph.query("{labels}")'), "anything, in Cypher"),
        )
        return bundle(repr(self), card("Graph", table(ways), note=self.index.store.place))

    def around(self, id: str, first: int = 12, at: int | datetime | None = None) -> Around:
        """A node with its relations by type, and the first nodes at the other ends of each: those longest related.

        Args:
            id: an agent, memory or session by its subject, a concept as ``concept/asyncio.tasks``, or ``technology/asyncio``.
            first: so many nodes of each type; 0 for the counts alone.
            at: see `Graph`.

        Raises:
            BadInput: `first` is negative, a time has no zone, or it is after the moment of this graph.
            NotFound: the graph has no such node, or had none yet.
            Unavailable: the graph is away.
        """
        if first < 0:
            raise BadInput(f"{first} nodes were asked for.", "Ask for 0 or more.")
        then = self._moment(at)
        for label in kinds_of(id):
            cypher = graph_around.around_cypher(label, _holding(then))
            if rows := self.index.read(cypher, id=name_in_graph(label, id), first=first, **then):
                found = graph_around.around(label, id, rows)
                if found.groups or self._there(label, id, then):
                    return found
        raise _missing(id, then)

    def links(self, ids: Collection[str], at: int | datetime | None = None) -> list[Link]:
        """All relations among these nodes, the oldest first; what the graph has not is passed over.

        Raises:
            BadInput: a time has no zone, or it is after the moment of this graph.
            Unavailable: the graph is away.
        """
        then, wanted = self._moment(at), set(ids)
        found = set[Link]()
        for label in ("Memory", "Concept", "Agent"):
            names = sorted(name_in_graph(label, id) for id in wanted if label in kinds_of(id))
            for cypher in graph_around.links_cyphers(label, _holding(then)) if names else []:
                found.update(graph_around.link(label, **row) for row in self.index.read(cypher, ids=names, **then))
        among = (link for link in found if link.one in wanted and link.other in wanted)
        return sorted(among, key=lambda link: (link.since, link.one, link.type, link.other))

    def hubs(self, k: int = 5, at: int | datetime | None = None) -> list[Hub]:
        """Where to begin: of agents, technologies, concepts and sessions the at most `k` with the most relations, each.

        Raises:
            BadInput: `k` is below 1, a time has no zone, or it is after the moment of this graph.
            Unavailable: the graph is away.
        """
        if k < 1:
            raise BadInput(f"{k} hubs were asked for.", "Ask for one at least.")
        then = self._moment(at)
        read = {label: graph_around.hubs_cypher(label, _holding(then)) for label in HUBS}
        return [
            graph_around.hub(label, **row)
            for label, cypher in read.items()
            for row in self.index.read(cypher, k=k, **then)
        ]

    def neighbours(self, id: str, hops: int = 1, at: int | datetime | None = None) -> list[Neighbour]:
        """The nodes at most so many relations away, whichever way these point: nearest first.

        Args:
            id: an agent, memory or session by its subject, a concept as ``concept/asyncio.tasks``, or ``technology/asyncio``.
            hops: 1 to 6.
            at: see `Graph`.

        Raises:
            BadInput: `hops` is out of its range, a time has no zone, or it is after the moment of this graph.
            NotFound: the graph has no such node, or had none yet.
            Unavailable: the graph is away.
        """
        if not 1 <= hops <= _FARTHEST:
            raise BadInput(f"{hops} hops were asked for.", f"Ask for 1 to {_FARTHEST}.")
        then = self._moment(at)
        for label in kinds_of(id):
            cypher = neighbours_cypher(label, hops, _holding(then))
            if rows := self.index.read(cypher, id=name_in_graph(label, id), **then):
                return [near for row in rows for near in neighbours(**row)]
            if self._there(label, id, then):
                return []
        raise _missing(id, then)

    def concepts(self, k: int = 10, at: int | datetime | None = None) -> list[RankedConcept]:
        """The at most `k` concepts on which most hangs, the weightiest first, equals by name.

        The weight of a concept is the number of memories that are about it plus the number of references from memories to
        those: each reference counts, also one from a memory about the same concept.

        Args:
            k: 1 or more.
            at: see `Graph`.

        Raises:
            BadInput: `k` is below 1, a time has no zone, or it is after the moment of this graph.
            Unavailable: the graph is away.
        """
        if k < 1:
            raise BadInput(f"{k} concepts were asked for.", "Ask for one at least.")
        then = self._moment(at)
        cypher = concepts_cypher(_holding(then))
        return [RankedConcept(**row) for row in self.index.read(cypher, k=k, **then)]

    def query(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows that this Cypher gives, which can only read; ``$name`` in it stands for the parameter `name`.

        As of a moment: ``query("MATCH (a:Agent)-[r:REMEMBERS]->(m) WHERE r.since <= $at RETURN a.name, count(m)", at=100)``.

        Cypher cannot be made to look back by itself, so of the past only Cypher is asked that uses ``$at``: it stands for the
        position that this graph is as of. That it is compared with `since` and `until` of every relation is up to who writes
        it. What a node says of itself, as the importance of a memory, is always as it is now.

        Raises:
            BadInput: the server refuses it, it would write, or it asks of the past without ``$at``.
            Unavailable: the graph is away.
        """
        if self._position is not None:
            if not uses(cypher, "at"):
                raise BadInput(
                    "This Cypher does not say as of when it asks, and would tell of the present.",
                    "Add WHERE r.since <= $at AND (r.until IS NULL OR r.until > $at) for every relation r; or ask lab.graph.",
                )
            parameters.update(self._moment(parameters.get("at")))
        return self.index.read(cypher, **parameters)

    def check(self) -> str:
        """How it is, in words. A server of the lab's own is not started for that.

        Raises:
            Unavailable: it should answer, and does not.
        """
        if not self.index.store.runs():
            return "not running; it starts when somebody asks"
        return f"{self.index.position:,} of {self._log.head:,} events, in {self.index.store.place}"

    def _there(self, label: str, id: str, then: Mapping[str, int]) -> bool:
        cypher = _THERE_THEN if then and label != "Agent" else _THERE
        return bool(self.index.read(cypher.format(label=label, key=LABELS[label]), id=name_in_graph(label, id), **then))

    def _moment(self, at: int | datetime | None) -> dict[str, int]:
        """The parameter of Cypher that asks as of a moment; none for the present."""
        said = self._log.position_at(at) if isinstance(at, datetime) else at
        if self._position is not None:
            if said is not None and said > self._position:
                raise BadInput(
                    f"Event {said:,} came after the moment that this graph is as of, event {self._position:,}.",
                    "Ask lab.graph, or the lab as of a later moment.",
                )
            said = self._position if said is None else said
        return {} if said is None else {"at": said}


def _holding(then: Mapping[str, int]) -> str:
    return THEN if then else NOW


def _missing(id: str, then: Mapping[str, int]) -> NotFound:
    when = f" as of event {then['at']:,}" if then else ""
    return NotFound(
        f"There is no “{cut(id)}” in the graph{when}.", "Give a subject, or concept/… or technology/… with a name."
    )
