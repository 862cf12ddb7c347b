"""The listener: one connection that is given events, as the fan-out sees it."""

from __future__ import annotations

import msgspec

from workbench.hub.subscription import Interest
from workbench.hub.wire import Wire


class FanoutStats(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on.

    Attributes:
        following: whether the log is being followed.
        position: all events up to here were given to whoever wanted them.
        connections: how many, by endpoint.
        subscriptions: how many, all connections together.
        delivered: events given to connections so far, each once a connection.
        dropped: connections ended because they did not take what they were given.
        buffered_bytes: given, and not taken yet.
    """

    following: bool
    epoch: str
    position: int
    connections: dict[str, int]
    subscriptions: int
    delivered: int
    dropped: int
    buffered_bytes: int


class Listener:
    """One connection that is given events.

    Attributes:
        wire: how it is written to.
        interest: what it wants.
        given: the position up to which it was given all that it wants; None while it is live, and so at `Fanout.position`.
        started: whether it was given any event.
    """

    def __init__(self, wire: Wire, interest: Interest = frozenset(), given: int | None = None) -> None:
        self.wire = wire
        self.interest = interest
        self.given = given
        self.started = False
