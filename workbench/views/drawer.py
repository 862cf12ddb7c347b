"""The drawer: beside the page it shows what a figure rests on, down to the JSON of each event."""

from __future__ import annotations

import msgspec

from workbench.views.drawer_panes import Shown, drawer
from workbench.views.evidence import Evidence

_AT_ONCE = 50
_SHUT = Shown(said="", most=_AT_ONCE)


class Drawer:
    """The drawer of one page: its evidence, and how much of it is shown. Shut at first."""

    def __init__(self) -> None:
        self._shown = _SHUT
        self._evidence: Evidence | None = None

    @property
    def said(self) -> str:
        """What it was opened with, as ``explain:level:lab@4120``; empty while it is shut."""
        return self._shown.said

    @property
    def html(self) -> str:
        """HTML: the drawer; nothing while it is shut."""
        return drawer(self._evidence, self._shown) if self.said else ""

    def wait(self, said: str) -> None:
        """Open at once, while the evidence for what was asked is looked up; shut for an empty text."""
        self._shown, self._evidence = Shown(said=said, most=_AT_ONCE), None

    def show(self, said: str, evidence: Evidence, hub: str | None) -> None:
        """Show evidence. `hub` is where this browser finds the hub, None where that is not known.

        Evidence for something else than was waited for last comes too late and is dropped.
        """
        if said == self.said:
            self._shown, self._evidence = Shown(said=said, most=_AT_ONCE, hub=hub), evidence

    def more(self) -> None:
        """List more of the events."""
        self._shown = msgspec.structs.replace(self._shown, most=self._shown.most + _AT_ONCE)

    def turn(self, position: str) -> None:
        """Show the JSON of the event at a position, or hide it again; what is no position is not heard."""
        if position.isascii() and position.isdigit() and len(position) < 19:
            opened = frozenset(self._shown.opened) ^ {int(position)}
            self._shown = msgspec.structs.replace(self._shown, opened=opened)
