"""Where a graph begins when nobody has chosen: with the opened memory, the best answers, somebody's memories, or where most hangs."""

from __future__ import annotations

from typing import NamedTuple

from workbench.views.quest import Asked
from workbench.views.snapshot import names_of
from workbench.views.walk import Opened, Walk
from workbench.views.words import name_of

_HITS = 3
_HUBS = {"Agent": 6, "Technology": 5, "Concept": 4, "Session": 3}  # of each kind


class Start(NamedTuple):
    """A walk, and in words why it begins so."""

    walk: Walk
    said: str


def start(asked: Asked) -> Start:
    """Where to begin. Asks memories and graph, so not for an event loop.

    Raises:
        Unavailable: the graph is away.
    """
    quest = asked.quest
    if quest.walk != Walk():
        return Start(quest.walk, "")
    if quest.memory is not None:
        return _with([quest.memory], "Begins with the opened memory.")
    if quest.query.strip():
        kinds = (quest.kind,) if quest.kind else ()
        hits = asked.memories.recall(quest.query, _HITS, agent=quest.agent, kinds=kinds)
        if hits:
            said = "Begins with the best answer." if len(hits) == 1 else f"Begins with the {len(hits)} best answers."
            return _with([hit.memory.id for hit in hits], said)
    if quest.agent is not None:
        return _with([quest.agent], f"Begins with {name_of(quest.agent, names_of(asked.state))}.")
    hubs = asked.state.graph.hubs(max(_HUBS.values()))
    roots = (
        hub.node.id for kind, most in _HUBS.items() for hub in [one for one in hubs if one.node.kind == kind][:most]
    )
    return Start(Walk(tuple(roots)), "Begins where most hangs together.")


def _with(ids: list[str], said: str) -> Start:
    return Start(Walk(tuple(ids), tuple(Opened(id) for id in ids)), said)
