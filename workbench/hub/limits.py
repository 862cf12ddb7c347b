"""The limits of realtime connections: what one of them may ask of the hub, and what it may cost."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection may do. The welcome frame tells it, so that a client need not guess.

    Attributes:
        frame_bytes: the longest frame that is read, in bytes.
        messages_per_second: how many frames a second are read, on average.
        burst: how many frames may come at once after a pause.
        refusals: after this many frames in a row that came too fast, the connection is closed.
        subscriptions: how many a connection may have.
        sockets_per_token: connections of one token, of all endpoints together, SSE included.
        sockets: connections of the whole hub.
        buffered_bytes: a connection with more than this waiting to be taken is closed; it may resume.
        heartbeat_s: seconds between two heartbeats; who is silent for more than two of them is cut off.
        closing_s: seconds that a closed connection has to take what is waiting for it.
    """

    frame_bytes: int = 16_384
    messages_per_second: float = 20.0
    burst: int = 60
    refusals: int = 100
    subscriptions: int = 32
    sockets_per_token: int = 200
    sockets: int = 4_000
    buffered_bytes: int = 1_048_576
    heartbeat_s: float = 20.0
    closing_s: float = 10.0


class Allowance:
    """A token bucket: `burst` at once, `rate` a second in the long run. The caller says what time it is, in seconds.

    >>> allowance = Allowance(rate=1.0, burst=2)
    >>> [allowance.spend(0.0), allowance.spend(0.0), allowance.spend(0.0), allowance.spend(1.0)]
    [True, True, False, True]
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._left = float(burst)
        self._seen: float | None = None

    def spend(self, now: float, amount: int = 1) -> bool:
        """Take `amount` if there is that much; time that goes backwards counts as no time."""
        if self._seen is not None:
            self._left = min(self._burst, self._left + max(0.0, now - self._seen) * self._rate)
        self._seen = now
        if self._left < amount:
            return False
        self._left -= amount
        return True
