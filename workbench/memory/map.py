"""The map: where each memory lies on a plane, and in which cluster."""

from __future__ import annotations

from typing import Any

import msgspec

from workbench.core.show import bundle, card, facts, table


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Memories that lie together.

    Attributes:
        id: its number, which it keeps while it keeps most of its memories.
        name: up to three words by which it differs from the others.
        words: more of these, the most telling first.
        size: how many memories.
        x, y: its middle on the map.
        memories: their subjects, nearest to the middle first.
    """

    id: int
    name: str
    words: tuple[str, ...]
    size: int
    x: float
    y: float
    memories: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Cluster {self.id}: {self.name}, {self.size:,} memories>"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A memory on the map.

    Attributes:
        memory, agent, kind: its subject, whose it is, what sort it is.
        position: the event that made it.
        x, y: where it lies; without a unit.
        cluster: the number of its cluster, None for none.
    """

    memory: str
    agent: str
    kind: str
    position: int
    x: float
    y: float
    cluster: int | None


class MemoryMap(msgspec.Struct, frozen=True, kw_only=True):
    """All memories of a lab on a plane, like islands (see `lay_out` for how they come to lie where they do).

    Attributes:
        position: as of which event; None for the present of when it was drawn.
        points: every memory, in the order in which they were made.
        clusters: the largest first.
        sample: from how many memories clusters were learned; the others joined the nearest.
    """

    position: int | None
    points: tuple[Point, ...]
    clusters: tuple[Cluster, ...]
    sample: int

    @property
    def alone(self) -> int:
        """How many memories are in no cluster."""
        return len(self.points) - sum(cluster.size for cluster in self.clusters)

    def __repr__(self) -> str:
        return f"<MemoryMap: {len(self.points):,} memories, {len(self.clusters)} clusters>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = [(cluster.name, f"{cluster.size:,}") for cluster in self.clusters]
        said = {
            "memories": f"{len(self.points):,}",
            "in no cluster": f"{self.alone:,}",
            "learned from": f"{self.sample:,}",
        }
        text = "\n".join([repr(self), *(f"{size:>8}  {name}" for name, size in rows)])
        return bundle(text, card("Map of memories", facts(said), table(rows)))
