"""The rate of a stream over the last while, and the events that it rests on."""

from __future__ import annotations

import msgspec

from workbench.stats.checked import at_least_one


class Bucket(msgspec.Struct, array_like=True):
    """What happened in one stretch of time.

    Attributes:
        number: the stretch [number · width, (number + 1) · width), in microseconds since 1970.
        amount: the sum of all n.
        events: how many updates gave a position.
        first, last: the smallest and the largest position given; both 0 while none was.
    """

    number: int
    amount: int = 0
    events: int = 0
    first: int = 0
    last: int = 0

    def add(self, n: int, position: int | None) -> None:
        """Count `n` more, said by the event at `position`."""
        self.amount += n
        if position is None:
            return
        self.first = min(self.first, position) if self.events else position
        self.last = max(self.last, position) if self.events else position
        self.events += 1


class RollingRate(msgspec.Struct):
    """How many per second over the last `horizon_s` seconds; ≥ 0. O(1) an update, O(buckets) a read.

    Time is cut into buckets of width = horizon / buckets, aligned to 1970-01-01 UTC. The window at `now` is the bucket
    that holds `now` and the `buckets` whole ones before it, so it reaches back at least the horizon and less than one
    width more. The rate is what those buckets counted ÷ the exact time from the start of the oldest of them to `now`.
    It is an average over all of that time, also where the stream began later.

    Updates may come in any order. One is passed over when its slot was taken by a bucket a whole window (buckets + 1)
    or more later. One in the future counts once `now` reaches its bucket, and until then keeps its slot from others:
    so give it a clock that nobody can falsify, as the log's. Ask about no moment before the newest update: what it
    needs may have been overwritten.

    Attributes:
        horizon_s: seconds, to the microsecond; must divide into `buckets` whole numbers of microseconds.
        buckets: at least 1; the more, the less the window's length varies.
        slots: the buckets, each at its number modulo (buckets + 1); None where nothing came yet.

    Raises:
        ValueError: a horizon that does not divide evenly, less than one bucket, or a negative n.

    >>> rate = RollingRate(10, buckets=5)
    >>> for second in (1, 11, 12, 13):
    ...     rate.update(second * 1_000_000, position=100 + second)
    >>> rate.get(14_000_000)
    0.3
    >>> rate.span(14_000_000)
    (111, 113, 3)
    """

    horizon_s: float
    buckets: int
    slots: list[Bucket | None] = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        at_least_one(self.buckets)
        horizon = round(self.horizon_s * 1_000_000)
        if horizon < 1 or horizon % self.buckets:
            raise ValueError(
                f"{self.horizon_s} s cannot be cut into {self.buckets} equal whole numbers of microseconds"
            )
        self.horizon_s = horizon / 1_000_000
        self.slots = self.slots or [None] * (self.buckets + 1)

    @property
    def width(self) -> int:
        """Microseconds in a bucket."""
        return round(self.horizon_s * 1_000_000) // self.buckets

    def update(self, micros: int, *, n: int = 1, position: int | None = None) -> None:
        """Take in `n` (≥ 0) that happened at `micros` (microseconds since 1970), as the event at `position` says."""
        if n < 0:
            raise ValueError(f"nothing happens {n} times")
        number = micros // self.width
        slot = number % len(self.slots)
        bucket = self.slots[slot]
        if bucket is None or bucket.number < number:
            bucket = self.slots[slot] = Bucket(number)
        if bucket.number == number:
            bucket.add(n, position)

    def get(self, now_micros: int) -> float | None:
        """The rate per second at `now_micros`: 0 when nothing is in the window, None before the first update."""
        if not any(self.slots):
            return None
        start = (now_micros // self.width - self.buckets) * self.width
        return sum(bucket.amount for bucket in self._window(now_micros)) * 1_000_000 / (now_micros - start)

    def span(self, now_micros: int) -> tuple[int, int, int] | None:
        """Smallest position, largest position and number of the events that `get` rests on; None when there are none.

        Only updates that gave a position are counted. Between the two positions lie events of other kinds too.
        """
        told = [bucket for bucket in self._window(now_micros) if bucket.events]
        if not told:
            return None
        return min(b.first for b in told), max(b.last for b in told), sum(b.events for b in told)

    def _window(self, now_micros: int) -> list[Bucket]:
        newest = now_micros // self.width
        return [slot for slot in self.slots if slot is not None and newest - self.buckets <= slot.number <= newest]
