"""The atlas pane: a map of all memories, and the clusters on it by name."""

from __future__ import annotations

from html import escape

from workbench.memory.map import Cluster, MemoryMap
from workbench.views.drawn import Drawn
from workbench.views.memories.parts import mark, number
from workbench.views.quest import Asked

_GRID = 10_000  # steps across the map
_ROOM = 20_000  # the most points that are drawn
_FEWEST = 3


def atlas(asked: Asked) -> Drawn:
    """The map, and what is beside it."""
    if asked.quest.view != "map":
        return Drawn({"map": ""})
    found = asked.memories.map()
    if len(found.points) < _FEWEST:
        return Drawn({"map": ""}, {"map": {"points": [], "clusters": []}})
    return Drawn({"map": _card(asked, found)}, {"map": _island(found, asked.quest.agent)})


def _card(asked: Asked, found: MemoryMap) -> str:
    chips = "".join(_chip(cluster, asked.quest.cluster) for cluster in found.clusters)
    none = (
        '<p class="m-note">No clusters yet: that takes a dozen memories of which some are alike.</p>'
        if not chips
        else ""
    )
    return (
        '<section class="card m-map" aria-label="Map of all memories"><div class="head"><h2>Map of all memories</h2>'
        f'<span class="q">{number(len(found.points))}</span></div><wb-map></wb-map>'
        f'<div class="m-clusters" role="group" aria-label="Clusters">{chips}</div>{none}<p class="m-note">{_note(found)}</p></section>'
    )


def _chip(cluster: Cluster, chosen: int | None) -> str:
    pressed = str(cluster.id == chosen).lower()
    return (
        f'<button data-key="{cluster.id}" data-do="cluster:{cluster.id if cluster.id != chosen else ""}" aria-pressed="{pressed}" '
        f'title="{escape(", ".join(cluster.words))}">{mark(cluster.id)}<bdi>{escape(cluster.name)}</bdi> <small>{number(cluster.size)}</small></button>'
    )


def _note(found: MemoryMap) -> str:
    count = len(found.points)
    learned = (
        f" Clusters were learned from {number(found.sample)} of them; the others joined the nearest."
        if found.sample < count
        else ""
    )
    thinned = f" {number(_ROOM)} of them are drawn." if count > _ROOM else ""
    return (
        f"What means nearly the same lies together. {number(found.alone)} lie in no cluster (rings).{learned}{thinned} "
        "Near each other, clusters are alike, too; but a plane has room for little of how they differ, and they are moved apart so that none covers another."
    )


def _island(found: MemoryMap, agent: str | None) -> dict[str, object]:
    """What the map's module draws: for each point x, y, cluster (−1 for none), event, and whether it is among those chosen."""
    step = -(-len(found.points) // _ROOM)
    points = found.points[::step]
    xs, ys = [point.x for point in points], [point.y for point in points]
    left, low = min(xs), min(ys)
    size = max(max(xs) - left, max(ys) - low) or 1.0
    wide, high = (max(xs) - left) / size, (max(ys) - low) / size
    flat = [
        value
        for point in points
        for value in (
            round((point.x - left) / size * _GRID),
            round((point.y - low) / size * _GRID),
            -1 if point.cluster is None else point.cluster,
            point.position,
            int(agent in (None, point.agent)),
        )
    ]
    clusters = [
        [
            cluster.id,
            cluster.name,
            round((cluster.x - left) / size * _GRID),
            round((cluster.y - low) / size * _GRID),
            cluster.size,
        ]
        for cluster in found.clusters
    ]
    return {"points": flat, "clusters": clusters, "wide": round(wide * _GRID), "high": round(high * _GRID)}
