"""The components of a running hub: started one after the other, stopped in reverse, each able to say how it is."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from workbench.core.errors import Unavailable

State = Literal["waiting", "starting", "up", "failing", "stopped"]
_log = logging.getLogger("workbench.hub")


class Component:
    """One part of the hub.

    Args:
        name: as shown.
        start: brings it up.
        stop: takes it down; called only when it had come up.
        check: says how it is, in words; raises when it cannot work now. It may block.
        vital: whether the hub is not ready without it. What is not tells of itself in health alone.

    Attributes:
        vital: as given.
        state: where in its life it is.
        since: since when.
        detail: more, in words.
    """

    def __init__(
        self,
        name: str,
        start: Callable[[], Awaitable[None]],
        stop: Callable[[], Awaitable[None]],
        check: Callable[[], str] | None = None,
        vital: bool = True,
    ) -> None:
        self.name = name
        self.vital = vital
        self.state: State = "waiting"
        self.since = datetime.now(UTC)
        self.detail = ""
        self._start = start
        self._stop = stop
        self._check = check

    async def start(self) -> None:
        """Bring it up; on failure it is `failing` and the error goes on."""
        self.turn("starting")
        try:
            await self._start()
        except BaseException as error:
            self.turn("failing", f"{type(error).__name__}: {error}")
            raise
        self.turn("up")

    async def stop(self) -> None:
        """Take it down, if it had come up; a failure is written down and keeps nobody else from stopping."""
        if self.state in ("up", "failing"):
            try:
                await self._stop()
            except Exception:
                _log.exception("%s did not stop cleanly", self.name)
        self.turn("stopped")

    def look(self) -> None:
        """Ask it how it is. Blocks."""
        if self._check is None or self.state not in ("up", "failing"):
            return
        try:
            self.turn("up", self._check())
        except Exception as error:
            self.turn("failing", str(error))

    def turn(self, state: State, detail: str = "") -> None:
        """Note its state; `since` changes only with it."""
        if state != self.state:
            self.state, self.since = state, datetime.now(UTC)
        self.detail = detail


class Components:
    """All of them, in the order in which they depend on each other.

    Attributes:
        all: first those that nothing else needs to be there.
        stopping: whether the hub is going down.
    """

    def __init__(self, components: tuple[Component, ...]) -> None:
        self.all = components
        self.stopping = False

    async def start(self) -> None:
        """Start each after the one before it is up."""
        for component in self.all:
            await component.start()

    async def stop(self) -> None:
        """Stop them, the last first."""
        self.stopping = True
        for component in reversed(self.all):
            await component.stop()

    def look(self) -> None:
        """Ask each how it is. Blocks."""
        for component in self.all:
            component.look()

    @property
    def started(self) -> bool:
        """Whether each had come up at some time, so that requests can be served."""
        return all(component.state not in ("waiting", "starting") for component in self.all)

    def check_ready(self) -> None:
        """Nothing, when all that are vital can do their work. Blocks.

        Raises:
            Unavailable: one cannot; says which and why.
        """
        if self.stopping:
            raise Unavailable("The hub is stopping.", "Try again when it was started anew.")
        for component in self.all:
            if not component.vital:
                continue
            component.look()
            if component.state != "up":
                detail = f": {component.detail}" if component.detail else ""
                raise Unavailable(f"{component.name} is {component.state}{detail}.", "Try again in a moment.")
