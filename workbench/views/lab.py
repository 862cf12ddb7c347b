"""What views need of a lab. The real one fits; so does anything else that has these."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from workbench.chat import Conversations, LiveConversations
from workbench.core.clock import Clock
from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.core.folder import Folder
from workbench.knowledge import Collections
from workbench.log import Log
from workbench.members import Members
from workbench.memory import Graph, Memories, Remembering, Sessions
from workbench.observatory import Observatory


class StatePort(Protocol):
    """What a lab answers at the present, and as it was at one moment."""

    @property
    def members(self) -> Members: ...

    @property
    def observatory(self) -> Observatory: ...

    @property
    def memory(self) -> Memories: ...

    @property
    def collections(self) -> Collections: ...

    @property
    def conversations(self) -> Conversations: ...

    @property
    def graph(self) -> Graph: ...

    @property
    def sessions(self) -> Sessions: ...


class PastPort(StatePort, Protocol):
    """A lab as it was at one moment."""

    @property
    def position(self) -> int: ...

    @property
    def moment(self) -> datetime: ...


class LabPort(StatePort, Protocol):
    """One open lab; see `workbench.Lab` for what each part means."""

    @property
    def name(self) -> str: ...

    @property
    def folder(self) -> Folder | None: ...

    @property
    def log(self) -> Log: ...

    @property
    def conversations(self) -> LiveConversations: ...

    @property
    def remembering(self) -> Remembering: ...

    @property
    def clock(self) -> Clock: ...

    def at(self, moment: str | int | datetime) -> PastPort: ...

    def warm_up(self) -> None: ...

    def explain(self, figure: Figure | str) -> list[Record]: ...
