"""How nodes are called: a subject, or the name of a concept or technology with what that is before it."""

from __future__ import annotations

_PREFIXES = {"agent/": "Agent", "person/": "Agent", "session/": "Session"}
_NAMED = {"Concept": "concept/", "Technology": "technology/"}  # what stands before a name, so that it is an id


def id_of(kind: str, name: str) -> str:
    """By which a node is asked for, from what the graph calls it.

    >>> id_of("Concept", "json"), id_of("Agent", "agent/ada")
    ('concept/json', 'agent/ada')
    """
    return _NAMED.get(kind, "") + name


def name_in_graph(kind: str, id: str) -> str:
    """What the graph calls a node of a kind."""
    return id.removeprefix(_NAMED.get(kind, ""))


def kinds_of(id: str) -> tuple[str, ...]:
    """What a node may be, by how its id begins. Memories and sessions may be called anything.

    >>> kinds_of("concept/json"), kinds_of("lab"), kinds_of("talk 1")
    (('Concept',), ('Agent',), ('Memory', 'Session'))
    """
    if id == "lab":
        return ("Agent",)
    known = {**_PREFIXES, **{prefix: label for label, prefix in _NAMED.items()}}
    return next(((label,) for prefix, label in known.items() if id.startswith(prefix)), ("Memory", "Session"))
