"""The sockets: every realtime connection of the hub, counted, kept alive, and ended together."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from workbench.core.errors import TooMany
from workbench.hub import frames
from workbench.hub.limits import Limits
from workbench.hub.listener import Listener
from workbench.hub.tokens import Identity
from workbench.hub.wire import Wire


class Place:
    """A connection's place among the sockets.

    Attributes:
        endpoint: what it is connected to.
        wire: how it is written to; None until it was accepted.
        subscriptions: how many it has.
        listener: what is given events on it and told its position with each heartbeat; None where that is not said.
    """

    def __init__(self, endpoint: str, identity: Identity) -> None:
        self.endpoint = endpoint
        self.identity = identity
        self.wire: Wire | None = None
        self.subscriptions = 0
        self.listener: Listener | None = None


class Sockets:
    """All realtime connections of one hub, WebSocket and SSE alike."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._places: set[Place] = set()
        self._of_token: Counter[str] = Counter()

    @contextmanager
    def place(self, endpoint: str, identity: Identity) -> Iterator[Place]:
        """A place for one connection, given back at the end.

        Raises:
            TooMany: the token, or the hub, has no more.
        """
        if len(self._places) >= self.limits.sockets:
            raise TooMany(f"The hub has {self.limits.sockets} connections, its limit.", "Try again later.")
        if self._of_token[identity.token] >= self.limits.sockets_per_token:
            raise TooMany(
                f"This token has {self.limits.sockets_per_token} connections, its limit.",
                "Close some of them: one connection can have many subscriptions.",
            )
        place = Place(endpoint, identity)
        self._places.add(place)
        self._of_token[identity.token] += 1
        try:
            yield place
        finally:
            self._places.discard(place)
            self._of_token[identity.token] -= 1
            if not self._of_token[identity.token]:
                del self._of_token[identity.token]

    def beat(self, position: int) -> None:
        """One heartbeat: tell everyone that we live, cut off who does not, end whose token has ended.

        Args:
            position: where those are who are live; who is catching up is told how far it got.
        """
        now, moment = asyncio.get_running_loop().time(), datetime.now(UTC)
        told = frames.say("heartbeat", position=position)
        for place in list(self._places):
            if place.wire is None:
                continue
            if now - place.wire.heard() > 2 * self.limits.heartbeat_s:
                place.wire.abort()
            elif place.identity.expires <= moment:
                place.wire.close(frames.POLICY, "the token has expired", self.limits.closing_s)
            else:
                place.wire.ping()
                if place.listener is not None and place.wire.buffered() <= self.limits.buffered_bytes:
                    given = place.listener.given
                    place.wire.send(told if given is None else frames.say("heartbeat", position=given))

    def close(self, code: int, reason: str) -> None:
        """Say goodbye to everyone."""
        for place in list(self._places):
            if place.wire is not None:
                place.wire.close(code, reason, self.limits.closing_s)

    @property
    def by_endpoint(self) -> dict[str, int]:
        """How many connections each endpoint has."""
        return dict(sorted(Counter(place.endpoint for place in self._places).items()))

    @property
    def subscriptions(self) -> int:
        """How many there are, all connections together."""
        return sum(place.subscriptions for place in self._places)

    @property
    def buffered(self) -> int:
        """Bytes that were given to connections and not taken yet."""
        return sum(place.wire.buffered() for place in self._places if place.wire is not None)
