"""What is near a node, and on which concepts most hangs: the questions, and what their answers are."""

from __future__ import annotations

import msgspec

from workbench.core.show import many, who
from workbench.memory.graph_ids import id_of
from workbench.memory.graph_rows import LABELS

NOW = "{0}.until IS NULL"
THEN = "({0}.since <= $at AND ({0}.until IS NULL OR {0}.until > $at))"
# In few rows: reading a row costs the driver more than finding it costs the server.
_NEIGHBOURS = """MATCH p = (n:{label} {{{key}: $id}})-[*1..{hops}]-(m)
WHERE all(r IN relationships(p) WHERE {holds}) AND m <> n
WITH m, min(length(p)) AS hops
RETURN hops, labels(m)[0] AS kind, collect(coalesce(m.id, m.name)) AS ids ORDER BY hops, kind"""
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


def neighbours_cypher(label: str, hops: int, holds: str = NOW) -> str:
    """The nodes near the one of a label whose id or name is ``$id``, over what holds now, or what held at ``$at``."""
    return _NEIGHBOURS.format(label=label, key=LABELS[label], hops=hops, holds=holds.format("r"))


def neighbours(hops: int, kind: str, ids: list[str]) -> list[Neighbour]:
    """Neighbours from a row of `neighbours_cypher`."""
    return [Neighbour(kind, id_of(kind, id), hops) for id in sorted(ids)]


def concepts_cypher(holds: str) -> str:
    """The ``$k`` concepts with the most memories about them and references into those."""
    return _CONCEPTS.format(about=holds.format("a"), refers=holds.format("r"))
