"""The horizon: how far the lab has got meanwhile, for those who look at a past moment."""

from __future__ import annotations

import asyncio

from workbench.core.clock import to_micros
from workbench.core.errors import WorkbenchError
from workbench.views.lab import LabPort
from workbench.views.wire import Wire, encoded

_SECONDS = 1.0


class Horizon:
    """Tells them once a second, and stops when nobody looks back any more."""

    def __init__(self, lab: LabPort) -> None:
        self._lab = lab
        self._wires: set[Wire] = set()
        self._told = -1
        self._next: asyncio.TimerHandle | None = None

    def join(self, wire: Wire) -> None:
        """Somebody looks back."""
        self._wires.add(wire)
        if self._next is None:
            self._wait()

    def leave(self, wire: Wire) -> None:
        """Somebody does so no longer."""
        self._wires.discard(wire)

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_SECONDS, self._tell)

    def _tell(self) -> None:
        self._next = None
        if not self._wires:
            return
        self._wait()
        try:
            head, now = self._lab.log.head, self._lab.clock.now()
        except WorkbenchError:
            return  # the lab cannot be read now; asked again
        if head != self._told:
            self._told = head
            news = encoded({"shown": {"head": head, "now": to_micros(now) / 1_000}})
            for wire in self._wires:
                wire.offer(news)
