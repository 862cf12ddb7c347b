"""The graph pane: nodes that open one by one, with the relations among them, and its key."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

from workbench.core.errors import Unavailable
from workbench.memory import Group, Link, Node
from workbench.views.charts.card import empty
from workbench.views.drawn import Drawn
from workbench.views.memories.graph_nodes import MOST, PAGE, Rest, Shown, key_of, title_of
from workbench.views.memories.graph_start import start
from workbench.views.memories.parts import number
from workbench.views.quest import Asked
from workbench.views.snapshot import names_of
from workbench.views.walk import Walk
from workbench.views.words import pressed

_NOTHING: dict[str, dict[str, Any]] = {"graph": {"nodes": [], "links": [], "rests": [], "walk": {}, "here": None}}
# The same signs as in graph_shapes.js; shape and colour together.
_SIGNS = {
    "Agent": (1, '<circle cx="8" cy="8" r="6.5"></circle>'),
    "Memory": (3, '<rect x="2" y="3" width="12" height="10" rx="2"></rect>'),
    "Concept": (2, '<path d="M8 .8L15.2 8 8 15.2.8 8z"></path>'),
    "Technology": (4, '<path d="M4.2 1.5h7.6L15.6 8l-3.8 6.5H4.2L.4 8z"></path>'),
    "Session": (5, '<path d="M8 1.2l7 13H1z"></path>'),
}
_MANY = {
    "Agent": "members",
    "Memory": "memories",
    "Concept": "concepts",
    "Technology": "technologies",
    "Session": "sessions",
}
# What a relation says from its beginning, and from its end.
_WORDS = {
    "REMEMBERS": ("remembers", "remembered by"),
    "ABOUT": ("about", "topic of"),
    "PART_OF": ("part of", "has part"),
    "REFERS_TO": ("refers to", "referred to by"),
    "NEXT": ("followed by", "follows"),
    "IN": ("in", "has"),
    "HELD": ("holds", "held by"),
    "STUDIED": ("studied", "studied by"),
}
_VIEWS = (("map", "Map"), ("graph", "Graph"))


def choice(asked: Asked) -> Drawn:
    """Whether the map or the graph is looked at; there at once, also while the graph is made ready."""
    view = asked.quest.view
    tabs = "".join(
        f'<button role="tab" id="view-{name}" data-do="view:{name}" aria-selected="{str(name == view).lower()}" '
        f'tabindex="{0 if name == view else -1}">{said}</button>'
        for name, said in _VIEWS
    )
    busy = '<p class="m-note g-busy" role="status">Making the graph ready …</p>' if view == "graph" else ""
    return Drawn(
        {
            "views": f'<div class="tabs" role="tablist" aria-label="How all memories hang together" data-view="{view}">{tabs}</div>{busy}'
        }
    )


def graph(asked: Asked) -> Drawn:
    """The graph, where it is looked at."""
    if asked.quest.view != "graph":
        return Drawn({"graph": ""}, _NOTHING)
    try:
        begun = start(asked)
        shown = Shown.of(asked, begun.walk)
    except Unavailable as error:
        again = '<button class="seg-one" data-do="again:">Try again</button>'
        said = f'<div class="empty" role="alert"><strong>{escape(error.problem)}</strong><p>{escape(error.remedy)}</p>{again}</div>'
        return Drawn({"graph": f'<section class="card m-graph">{said}</section>'}, _NOTHING)
    if not shown.nodes:
        return Drawn({"graph": f'<section class="card m-graph">{_empty(asked, shown)}</section>'}, _NOTHING)
    return Drawn({"graph": _card(asked, shown, begun.said)}, {"graph": _island(asked, shown, begun.walk)})


def _card(asked: Asked, shown: Shown, said: str) -> str:
    anew = "" if said else '<button class="seg-one" data-do="nodes:">Begin anew</button>'
    kinds = Counter(node.kind for node in shown.nodes.values())
    key = "".join(
        f"<li>{_sign(kind)}{_MANY[kind].capitalize()} <small>{number(kinds[kind])}</small></li>"
        for kind in _SIGNS
        if kinds[kind]
    )
    told = [escape(said), _gone(shown), f"No more than {MOST} nodes are shown: fold some in." if shown.full else ""]
    return (
        '<section class="card m-graph" aria-label="Graph"><div class="head"><h2>Graph</h2>'
        f'<span class="q">{_many(len(shown.nodes), "node")}, {_many(len(shown.links), "relation")}</span><span class="grow"></span>{anew}</div>'
        f'<p role="status">{" ".join(each for each in told if each)}</p><wb-graph></wb-graph>'
        f'<ul class="g-key" aria-label="Kinds of nodes">{key}</ul>'
        '<p class="m-note">A press opens a node, another one folds it in; a double press, or the key o, opens its page; the arrow keys go from node to node. '
        f"Those longest related come first, {PAGE} at a time.</p></section>"
    )


def _empty(asked: Asked, shown: Shown) -> str:
    head = '<div class="head"><h2>Graph</h2></div>'
    back = "" if asked.stand.live else f"<p>{pressed('Go to the present', 'live:', 'Show the lab as it is now')}</p>"
    if shown.gone:
        said = empty("What the graph began with is not there at this moment.", "Begin anew, or go to another moment.")
        return f'{head}{said}<p><button class="seg-one" data-do="nodes:">Begin anew</button></p>{back}'
    when = "yet" if asked.stand.live else "at this moment"
    return (
        f"{head}{empty(f'The graph had nothing in it {when}.', 'It grows with what agents remember and study.')}{back}"
    )


def _gone(shown: Shown) -> str:
    count = len(shown.gone)
    return f"{count} of what was opened {'is' if count == 1 else 'are'} not there at this moment." if count else ""


def _many(count: int, one: str) -> str:
    return f"{number(count)} {one}{'s' * (count != 1)}"


def _sign(kind: str) -> str:
    colour, shape = _SIGNS[kind]
    return f'<svg class="mark-c" viewBox="0 0 16 16" width="16" height="16" fill="var(--wb-c{colour})" aria-hidden="true">{shape}</svg>'


def _island(asked: Asked, shown: Shown, walk: Walk) -> dict[str, object]:
    """What the graph's module draws."""
    members = names_of(asked.state)
    return {
        "nodes": [_node(node, title_of(node, asked, members), shown.parents[id]) for id, node in shown.nodes.items()],
        "links": [_link(link) for link in shown.links],
        "rests": [_rest(rest) for rest in shown.rests],
        "walk": {"roots": walk.roots, "opened": [[each.id, dict(each.more)] for each in walk.opened]},
        "here": asked.quest.memory,
    }


def _node(node: Node, title: str, parent: str | None) -> list[str | None]:
    return [node.id, node.kind, title, parent]


def _link(link: Link) -> list[str | int]:
    return [link.one, link.other, *_WORDS[link.type], link.since]


def _rest(rest: Rest) -> list[str | int]:
    return [rest.id, key_of(rest.group), rest.count, _MANY[rest.group.kind], _word(rest.group)]


def _word(group: Group) -> str:
    return _WORDS[group.type][0 if group.out else 1]
