"""What the hub needs of a lab. The real one fits; so does anything else that has these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from workbench.chat import Answer, Conversations, LiveConversations
from workbench.core.clock import Clock
from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.core.folder import Folder
from workbench.knowledge import Collections, LiveCollections
from workbench.learning import Learners
from workbench.log import Log
from workbench.members import Members
from workbench.memory import Graph, LiveSessions, Memories, MemoryIndex, Remembering, Sessions
from workbench.models.generation import Writer
from workbench.observatory import Observatory


class PastPort(Protocol):
    """A lab as it was at one moment."""

    @property
    def position(self) -> int: ...

    @property
    def moment(self) -> datetime: ...

    @property
    def observatory(self) -> Observatory: ...

    @property
    def members(self) -> Members: ...

    @property
    def learners(self) -> Learners: ...

    @property
    def memory(self) -> Memories: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def collections(self) -> Collections: ...

    @property
    def conversations(self) -> Conversations: ...

    def ask(
        self, question: str, *, collections: Sequence[str] | None = None, agent: str | None = None, k: int = ...
    ) -> Answer: ...


class LabPort(Protocol):
    """One open lab; see `workbench.Lab` for what each part means."""

    @property
    def name(self) -> str: ...

    @property
    def folder(self) -> Folder | None: ...

    @property
    def log(self) -> Log: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def members(self) -> Members: ...

    @property
    def observatory(self) -> Observatory: ...

    @property
    def learners(self) -> Learners: ...

    @property
    def index(self) -> MemoryIndex: ...

    @property
    def graph(self) -> Graph: ...

    @property
    def memory(self) -> Memories: ...

    @property
    def remembering(self) -> Remembering: ...

    @property
    def sessions(self) -> LiveSessions: ...

    @property
    def generator(self) -> Writer: ...

    @property
    def collections(self) -> LiveCollections: ...

    @property
    def conversations(self) -> LiveConversations: ...

    def ask(
        self, question: str, *, collections: Sequence[str] | None = None, agent: str | None = None, k: int = ...
    ) -> Answer: ...

    def agent(self, name: str, interests: Sequence[str] | None = None) -> object: ...

    def at(self, moment: str | int | datetime) -> PastPort: ...

    def explain(self, figure: Figure | str) -> list[Record]: ...
