"""What is around a node: its relations by type, some of the nodes at their other ends, and what hangs together among given nodes."""

from __future__ import annotations

from typing import Any

import msgspec

from workbench.core.show import cut, many, who
from workbench.memory.graph_ids import id_of
from workbench.memory.graph_rows import LABELS

HUBS = ("Agent", "Technology", "Concept", "Session")  # a memory has few relations
# From the ends that have few, so that nobody goes through all that an agent remembers or a concept holds together.
_ENDS = {
    "Memory": ("-[r:ABOUT|REFERS_TO|NEXT|IN]->", "<-[r:REMEMBERS]-"),
    "Concept": ("-[r:PART_OF]->",),
    "Agent": ("-[r:STUDIED|HELD]->",),
}
_CALLED = "coalesce(m.id, m.name)"
_AROUND = f"""MATCH (n:{{label}} {{{{{{key}}: $id}}}}) OPTIONAL MATCH (n)-[r]-(m) WHERE {{holds}}
WITH n, r, m ORDER BY r.since, {_CALLED}
RETURN coalesce(n.name, n.about) AS name, type(r) AS type, startNode(r) = n AS out, labels(m)[0] AS kind, count(m) AS count,
collect({{{{id: {_CALLED}, name: coalesce(m.name, m.about)}}}})[0..$first] AS nodes ORDER BY type, kind, out"""
_LINKS = f"""UNWIND $ids AS id MATCH (n:{{label}} {{{{{{key}}: id}}}}){{end}}(m) WHERE {{holds}}
RETURN id, type(r) AS type, labels(m)[0] AS kind, {_CALLED} AS other, r.since AS since, r.until AS until"""
_HUBS = """MATCH (n:{label})-[r]-() WHERE {holds}
RETURN n.{key} AS id, n.name AS name, count(r) AS relations ORDER BY relations DESC, id LIMIT $k"""


class Node(msgspec.Struct, frozen=True):
    """A node of the graph.

    Attributes:
        kind: ``Agent``, ``Memory``, ``Session``, ``Concept`` or ``Technology``.
        id: by which `Graph` finds it: ``agent/ada``, ``memory/<id>``, ``concept/asyncio.tasks``, …
        name: as people write it: an agent's, a concept's, what a memory is about; empty where the graph knows none.
    """

    kind: str
    id: str
    name: str = ""


class Link(msgspec.Struct, frozen=True):
    """A relation: from one node to another, by their ids.

    Attributes:
        one, other: where it begins and where it points.
        type: as ``REMEMBERS``.
        since, until: the events with which it began and ended; `until` is None while it holds.
    """

    one: str
    type: str
    other: str
    since: int
    until: int | None = None


class Group(msgspec.Struct, frozen=True):
    """The relations of one type that a node has to nodes of one kind.

    Attributes:
        type: as ``REMEMBERS``.
        out: whether they begin at the node.
        kind: of the nodes at their other ends.
        count: how many there are.
        nodes: the first of those, in the order in which the relations began, so that new ones come last.
    """

    type: str
    out: bool
    kind: str
    count: int
    nodes: tuple[Node, ...]


class Around(msgspec.Struct, frozen=True):
    """A node and what is around it."""

    node: Node
    groups: tuple[Group, ...]

    def __repr__(self) -> str:
        said = ", ".join(f"{each.count:,} {'' if each.out else '← '}{each.type}" for each in self.groups)
        return f"<Around {self.node.kind} {cut(self.node.name) or who(self.node.id)}: {said or 'nothing'}>"


class Hub(msgspec.Struct, frozen=True):
    """A node on which much hangs, and how many relations it has."""

    node: Node
    relations: int

    def __repr__(self) -> str:
        return f"<{self.node.kind} {who(self.node.id)}, {many(self.relations, 'relation')}>"


def around_cypher(label: str, holds: str) -> str:
    """What is around the node of a label that is called ``$id``, with the ``$first`` nodes of each group."""
    return _AROUND.format(label=label, key=LABELS[label], holds=holds.format("r"))


def around(label: str, id: str, rows: list[dict[str, Any]]) -> Around:
    """What `around_cypher` found. Where there is no relation, one row says so."""
    groups = [
        Group(row["type"], row["out"], row["kind"], row["count"], _nodes(row["kind"], row["nodes"]))
        for row in rows
        if row["count"]
    ]
    return Around(Node(label, id, rows[0]["name"] or ""), tuple(groups))


def links_cyphers(label: str, holds: str) -> list[str]:
    """The relations of the nodes of a label that are called ``$ids``, without those that their other ends tell."""
    return [
        _LINKS.format(label=label, key=LABELS[label], end=end, holds=holds.format("r")) for end in _ENDS.get(label, ())
    ]


def link(label: str, id: str, type: str, kind: str, other: str, since: int, until: int | None) -> Link:
    """A relation from a row of `links_cyphers`."""
    ends = id_of(label, id), id_of(kind, other)
    one, two = reversed(ends) if type == "REMEMBERS" else ends
    return Link(one, type, two, since, until)


def hubs_cypher(label: str, holds: str) -> str:
    """The ``$k`` nodes of a label with the most relations."""
    return _HUBS.format(label=label, key=LABELS[label], holds=holds.format("r"))


def hub(label: str, id: str, name: str | None, relations: int) -> Hub:
    """A hub from a row of `hubs_cypher`."""
    return Hub(Node(label, id_of(label, id), name or ""), relations)


def _nodes(kind: str, rows: list[dict[str, Any]]) -> tuple[Node, ...]:
    return tuple(Node(kind, id_of(kind, row["id"]), row["name"] or "") for row in rows)
