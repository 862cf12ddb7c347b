"""States: folds of the log, at the present or at any past position."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import Generic, Protocol, Self, TypeVar

import msgspec

from workbench.core.clock import Clock, WallClock
from workbench.core.events import Record
from workbench.log.contract import Log
from workbench.log.snapshots import Snapshots, code_fingerprint

EVERY = 2_000
_PAST_KEPT = 4
_SEAL = sha256().digest_size


class State(Protocol):
    """What a fold makes: a `msgspec.Struct` that changes by `apply` alone.

    `apply` does no I/O, is deterministic, and takes any sequence of valid events without raising: events come from outside.
    """

    def apply(self, record: Record) -> None: ...


S = TypeVar("S", bound=State)


S_co = TypeVar("S_co", bound=State, covariant=True)


class View(Protocol[S_co]):
    """A state that can be asked, at the present or as of a past moment.

    Attributes:
        past: whether this is a past moment, which never changes.
    """

    @property
    def past(self) -> bool: ...

    def now(self) -> datetime:
        """The moment that the state is of: the clock's present, or the past moment asked for."""
        ...

    def hold(self) -> AbstractContextManager[tuple[S_co, int]]:
        """The state and its position, unchanging while held. Keep it short: others wait."""
        ...


class Fold(Generic[S]):
    """One state of one log. It is itself the live `View`; `at` gives past ones.

    Pulls: every `hold` first applies what the log has got since, so nobody needs to run a thread for it.
    """

    past = False

    def __init__(self, log: Log, make: type[S], snapshots: Snapshots, clock: Clock | None = None) -> None:
        self._log = log
        self._make = make
        self._snapshots = snapshots
        self._clock = clock or WallClock()
        self._name = f"{make.__module__}.{make.__qualname__}"
        self._code = code_fingerprint(make.__module__)
        self._lock = threading.RLock()
        self._live: tuple[S, int] | None = None
        self._holds = 0
        self._past: OrderedDict[int, S] = OrderedDict()

    def now(self) -> datetime:
        return self._clock.now()

    @contextmanager
    def hold(self) -> Iterator[tuple[S, int]]:
        """The live state, caught up with the log, and its position. Who holds it already gets the same again."""
        with self._lock:
            if not self._holds or self._live is None:
                state, position = self._live or self._restore(self._log.head)
                self._live = None  # a fold that breaks off half-way is begun again from a snapshot
                self._live = state, self._advance(state, position, self._log.head)
            self._holds += 1
            try:
                yield self._live
            finally:
                self._holds -= 1

    def at(self, position: int, moment: datetime) -> Past[S]:
        """The state as it was at a position (that of the last event for one still to come), to be asked as of a moment."""
        position = max(0, min(position, self._log.head))  # a snapshot of a position still to come would be false later
        with self._lock:
            state = self._past.get(position)
            if state is None:
                state, start = self._restore(position)
                self._advance(state, start, position)
                self._past[position] = state
                while len(self._past) > _PAST_KEPT:
                    self._past.popitem(last=False)
            self._past.move_to_end(position)
        return Past(state, position, moment)

    def _restore(self, position: int) -> tuple[S, int]:
        found = self._snapshots.nearest(self._log.epoch, self._name, self._code, position)
        if found is not None:
            position, body = found
            (row,) = self._log.rows(position - 1, position, 1)
            with suppress(msgspec.MsgspecError):  # a snapshot that cannot be read is as good as none
                packed = body[_SEAL:]
                if body[:_SEAL] == _seal(row.hash, packed):
                    return msgspec.msgpack.decode(packed, type=self._make), position
        return self._make(), 0

    def _advance(self, state: S, position: int, upto: int) -> int:
        while position < upto:
            stop = min(upto, (position // EVERY + 1) * EVERY)
            for record in self._log.read(position, stop):
                state.apply(record)
            position = stop
            if position % EVERY == 0:
                packed = msgspec.msgpack.encode(state)
                body = _seal(record.hash, packed) + packed
                self._snapshots.keep(self._log.epoch, self._name, self._code, position, body)
        return position


def _seal(history: bytes, packed: bytes) -> bytes:
    """Binds a snapshot to the history it was made from: one restored from a backup may have gone on differently."""
    return sha256(history + packed).digest()


class Past(Generic[S]):
    """A state as it was. Nothing applies events to it any more."""

    past = True

    def __init__(self, state: S, position: int, moment: datetime) -> None:
        self._held = (state, position)
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def hold(self) -> Self:
        return self

    def __enter__(self) -> tuple[S, int]:
        return self._held

    def __exit__(self, *args: object) -> None:
        return None
