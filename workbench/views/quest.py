"""The quest: what somebody looks for among memories, and the question that follows: of which lab, as of which moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from workbench.memory import Memories
from workbench.views.drawn import Drawn
from workbench.views.lab import LabPort, StatePort
from workbench.views.visitor import NOBODY, Visitor
from workbench.views.walk import Walk
from workbench.views.wish import Stand

View = Literal["map", "graph"]


class Quest(msgspec.Struct, frozen=True, kw_only=True):
    """What one browser looks for.

    Attributes:
        query: in words; empty for the newest memories.
        agent, kind: whose memories, and of which sort; None for all.
        cluster: the number of a cluster whose memories are listed.
        memory: the one that is opened, as ``memory/<id>``.
        view: whether all memories are seen as a map or as a graph.
        walk: which nodes of the graph are shown and opened; empty where nobody has chosen.
        tries: how often it was asked to look again at what was away.
        between: whether twins and conflicts are looked for between agents, too.
        doubt: whether it was asked to forget the opened memory, and not confirmed yet.
        said: what came of what was done last.
    """

    query: str = ""
    agent: str | None = None
    kind: str | None = None
    cluster: int | None = None
    memory: str | None = None
    view: View = "map"
    walk: Walk = Walk()
    tries: int = 0
    between: bool = False
    doubt: bool = False
    said: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a lab.

    Attributes:
        lab: the lab.
        quest: what is looked for.
        stand: as of which moment.
        visitor: who asks.
    """

    lab: LabPort
    quest: Quest
    stand: Stand
    visitor: Visitor = NOBODY

    @property
    def state(self) -> StatePort:
        """The lab as of the moment."""
        return self.lab if self.stand.live else self.lab.at(self.stand.position)

    @property
    def memories(self) -> Memories:
        """What was remembered as of the moment."""
        return self.state.memory

    @property
    def upto(self) -> int | None:
        """The last event that counts; None for all."""
        return None if self.stand.live else self.stand.position


class Lookup(msgspec.Struct, frozen=True):
    """A part of a page that takes too long for an event loop.

    Attributes:
        region: where it stands.
        draw: what it shows; called in a thread.
        parts: the fields of a quest that it depends on.
    """

    region: str
    draw: Callable[[Asked], Drawn]
    parts: tuple[str, ...]

    def of(self, asked: Asked) -> Asked:
        """The question as far as this part depends on it."""
        kept = {name: getattr(asked.quest, name) for name in self.parts}
        return msgspec.structs.replace(asked, quest=Quest(**kept))
