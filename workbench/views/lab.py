"""What views need of a lab. The real one fits; so does anything else that has these."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from workbench.core.clock import Clock
from workbench.core.folder import Folder
from workbench.log import Log
from workbench.members import Members
from workbench.observatory import Observatory


class PastPort(Protocol):
    """A lab as it was at one moment."""

    @property
    def observatory(self) -> Observatory: ...


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

    def at(self, moment: str | int | datetime) -> PastPort: ...
