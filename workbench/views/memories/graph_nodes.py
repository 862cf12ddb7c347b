"""What of a graph is shown: the nodes of a walk with those around them, by page, and the relations among all of these."""

from __future__ import annotations

import msgspec

from workbench.core.errors import NotFound
from workbench.memory import Around, Group, Link, Node
from workbench.views.quest import Asked
from workbench.views.snapshot import names_of
from workbench.views.walk import Opened, Walk

PAGE = 8
MOST = 400
_LONGEST = 80


class Rest(msgspec.Struct, frozen=True):
    """Neighbours that are not shown yet: of which node, of which group, how many."""

    id: str
    group: Group
    count: int


class Shown(msgspec.Struct):
    """What is shown of a graph.

    Attributes:
        nodes: by id, in the order in which they came.
        parents: at whose side each stands; None for one that stands by itself.
        rests: what can still be opened.
        gone: what the walk names, and is not in the graph at this moment.
        links: the relations among the nodes.
        full: whether there was no room for all.
    """

    nodes: dict[str, Node] = {}
    parents: dict[str, str | None] = {}
    rests: list[Rest] = []
    gone: list[str] = []
    links: list[Link] = []
    full: bool = False

    @classmethod
    def of(cls, asked: Asked, walk: Walk) -> Shown:
        """What a walk shows. Asks the graph, so not for an event loop.

        Raises:
            Unavailable: the graph is away.
        """
        shown, members = cls(), names_of(asked.state)
        wide = {each.id: each for each in walk.opened}
        found: dict[str, Around | None] = {}
        for id in dict.fromkeys((*walk.roots, *wide)):
            pages = [wide[id].pages(key) for key, _ in wide[id].more] if id in wide else []
            found[id] = _found(asked, id, PAGE * max([1, *pages]) if id in wide else 0, members)
        for id, around in found.items():
            if around is None:
                shown.gone.append(id)
            elif id in walk.roots:
                shown.take(around.node, None)
        for opened in walk.opened:
            if (around := found[opened.id]) is not None:
                shown.open(opened, around)
        shown.links = asked.state.graph.links(shown.nodes)
        return shown

    def take(self, node: Node, parent: str | None) -> bool:
        """Have a node, where there is room."""
        if node.id not in self.nodes:
            if len(self.nodes) >= MOST:
                self.full = True
                return False
            self.nodes[node.id], self.parents[node.id] = node, parent
        return True

    def open(self, opened: Opened, around: Around) -> None:
        """Have a node with what is around it, as far as its pages go."""
        if not self.take(around.node, None):
            return
        for group in around.groups:
            wanted = group.nodes[: PAGE * opened.pages(key_of(group))]
            taken = sum(self.take(node, opened.id) for node in wanted)
            if group.count > taken:
                self.rests.append(Rest(opened.id, group, group.count - taken))


def key_of(group: Group) -> str:
    """How an address calls a group of neighbours.

    >>> key_of(Group("ABOUT", False, "Memory", 3, ()))
    '-ABOUT'
    """
    return group.type if group.out else f"-{group.type}"


def title_of(node: Node, asked: Asked, members: dict[str, str]) -> str:
    """What a node is called where people read it. Of a memory about nothing its text, and of a
    session its goal, which the log alone knows."""
    if node.kind == "Agent":
        return members.get(node.id) or node.name or ("The lab" if node.id == "lab" else node.id.partition("/")[2])
    if node.name or node.kind not in ("Memory", "Session"):
        return node.name or node.id
    try:
        is_memory = node.kind == "Memory"
        text = " ".join(
            (asked.memories.get(node.id).text if is_memory else asked.state.sessions.get(node.id).goal).split()
        )
    except NotFound:
        return "forgotten since" if node.kind == "Memory" else node.id
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def _found(asked: Asked, id: str, first: int, members: dict[str, str]) -> Around | None:
    """A node with what is around it; None for one that is not there at the moment, or is forgotten."""
    try:
        around = asked.state.graph.around(id, first)
    except NotFound:
        return None
    is_there = around.groups or around.node.kind not in ("Memory", "Agent") or id in members
    return around if is_there else None
