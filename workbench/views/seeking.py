"""Seeking: what one browser looks for among memories, and what it does with them. Answers are looked up in threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, get_args

import msgspec
from anyio import to_thread

from workbench.core.errors import WorkbenchError
from workbench.views.address import LONGEST
from workbench.views.inquiry import Inquiry
from workbench.views.lab import LabPort
from workbench.views.memories.peek import peek
from workbench.views.quest import Asked, Lookup, Quest, View
from workbench.views.visitor import Visitor
from workbench.views.walk import Opened, Walk
from workbench.views.wish import Stand, live

Verb = Callable[[str], Awaitable[None]]
Tell = Callable[[dict[str, Any]], None]

_FORGOTTEN = "Forgotten. It is found no more, at no moment, and what it said can be read no more."


class Seeking:
    """What is looked for on one page. Runs on the event loop of its session.

    Attributes:
        quest: what is looked for.
        verbs: what a browser may say about it, by name.
    """

    def __init__(self, lookups: Sequence[Lookup], lab: LabPort, visitor: Visitor, quest: Quest, tell: Tell) -> None:
        self.quest = quest
        self._lab = lab
        self._visitor = visitor
        self._tell = tell
        self._stand = live(lab)
        self._inquiries = [Inquiry(lookup, tell) for lookup in lookups]
        found: dict[str, Verb] = {
            "q": self._query,
            "of": self._agent,
            "kind": self._kind,
            "cluster": self._cluster,
            "memory": self._memory,
            "point": self._point,
            "peek": self._peek,
            "view": self._view,
            "graph": self._graph,
            "nodes": self._nodes,
            "again": self._again,
            "between": self._between,
            "forget": self._forget,
        }
        self.verbs = found if lookups else {}

    def ask(self, stand: Stand) -> None:
        """Look up what is looked for, as of a moment."""
        self._stand = stand
        asked = self._asked
        for inquiry in self._inquiries:
            inquiry.ask(asked)

    def rest(self) -> None:
        """Nobody looks: look nothing up."""
        for inquiry in self._inquiries:
            inquiry.rest()

    @property
    def _asked(self) -> Asked:
        return Asked(lab=self._lab, quest=self.quest, stand=self._stand, visitor=self._visitor)

    def _seek(self, **changes: Any) -> None:
        self.quest = msgspec.structs.replace(self.quest, doubt=False, said="", **changes)

    async def _query(self, said: str) -> None:
        self._seek(query=said[:LONGEST], memory=None, cluster=None)

    async def _agent(self, said: str) -> None:
        self._seek(agent=said or None, memory=None)

    async def _kind(self, said: str) -> None:
        self._seek(kind=said or None, memory=None)

    async def _cluster(self, said: str) -> None:
        self._seek(cluster=int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None, memory=None)

    async def _memory(self, said: str) -> None:
        self._seek(memory=said or None)

    async def _point(self, said: str) -> None:
        """A point of the map was pressed: the memory that an event made."""
        memory = await to_thread.run_sync(self._at, said)
        if memory is not None:
            self._seek(memory=memory)

    async def _peek(self, said: str) -> None:
        """A point of the map is under the pointer."""
        memory = await to_thread.run_sync(self._at, said) if self._visitor.reads else None
        shown = None if memory is None else await to_thread.run_sync(peek, self._asked, memory)
        self._tell({"islands": {"map": {"tip": {"at": said, "html": shown or ""}}}})

    def _at(self, said: str) -> str | None:
        if not (said.isascii() and said.isdigit() and len(said) < 19):
            return None
        position = int(said)
        found = next(self._lab.log.read(position - 1, position, kinds=("memory.created",)), None)
        return None if found is None else found.event.subject

    async def _view(self, said: str) -> None:
        if said in get_args(View):
            self._turn(view=said)

    async def _graph(self, said: str) -> None:
        """Begin with a node."""
        self._turn(view="graph", walk=Walk((said,), (Opened(said),)) if said else Walk())

    async def _nodes(self, said: str) -> None:
        """Nodes were opened or folded in."""
        self._turn(walk=Walk.read(said))

    async def _again(self, said: str) -> None:
        """Look once more at what was away."""
        self._turn(tries=self.quest.tries + 1)

    def _turn(self, **changes: Any) -> None:
        """Look at the same memories in another way."""
        self.quest = msgspec.structs.replace(self.quest, **changes)

    async def _between(self, said: str) -> None:
        self._seek(between=said == "yes")

    async def _forget(self, said: str) -> None:
        """Ask whether the opened memory, or one that is named and opened for it, is to be forgotten; do it once that is confirmed."""
        word, _, named = said.partition(" ")
        memory = (named if word == "ask" else "") or self.quest.memory
        if memory is None or not self._stand.live or not self._visitor.may_act(self._lab.clock.now()):
            return
        if said != f"yes {memory}":
            self.quest = msgspec.structs.replace(self.quest, memory=memory, doubt=word == "ask", said="")
            return
        try:
            await to_thread.run_sync(self._have_forgotten, memory)
        except WorkbenchError as error:
            self.quest = msgspec.structs.replace(self.quest, doubt=False, said=f"{error.problem} {error.remedy}")
        else:
            self._seek(memory=None)
            self.quest = msgspec.structs.replace(self.quest, said=_FORGOTTEN)

    def _have_forgotten(self, memory: str) -> None:
        assert self._visitor.who is not None
        self._lab.remembering.forget(memory, by=self._visitor.who, reason="asked for on the memory page")
