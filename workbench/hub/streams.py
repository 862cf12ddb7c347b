"""The streams: the observatory's figures, pushed at their own pace and at once when something material changed.

Each stream is computed once per hub, in a thread, and sent to all who watch it; while nobody does nothing is computed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol, get_args

import msgspec

from workbench.core.errors import WorkbenchError
from workbench.core.figure import Figure
from workbench.hub import frames
from workbench.hub.frames import Batch
from workbench.hub.wire import Wire
from workbench.log import Log
from workbench.observatory.catalogue import METRICS
from workbench.observatory.metric import Stream

STREAMS: tuple[Stream, ...] = get_args(Stream)
CADENCE_S: Mapping[Stream, float] = {"consciousness": 2.0, "performance": 5.0, "knowledge": 10.0}
_GAP_S = 0.25
_BEHIND_BYTES = 262_144
_logger = logging.getLogger(__name__)


class ObservatoryPort(Protocol):
    """What is watched."""

    def stream(self, stream: Stream) -> list[Figure]:
        """Every figure of one stream."""
        ...


class StreamsStats(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on.

    Attributes:
        watchers: connections, by stream.
        sent: pushes so far, each once a connection.
        skipped: pushes that a connection was not given because it had not taken the ones before; it gets the next.
        fallback: streams whose figures cannot be computed now, so that the last known are sent.
    """

    watchers: dict[str, int]
    sent: int
    skipped: int
    fallback: list[str]


class _Channel:
    """One stream: who watches it, what was measured last, and what was sent last."""

    def __init__(self, stream: Stream, cadence_s: float) -> None:
        self.stream = stream
        self.cadence_s = cadence_s
        self.watchers: set[Wire] = set()
        self.watched = asyncio.Event()
        self.moved = asyncio.Event()
        self.measuring = asyncio.Lock()
        self.figures: list[Figure] = []
        self.measured = -1e9
        self.due = 0.0
        self.published: dict[tuple[str, str], float | None] = {}
        self.failed = False


class Streams:
    """Publishes the streams of one observatory.

    Args:
        observatory: what is watched.
        log: the log it rests on; its wake-ups say when to look.
        cadence_s: seconds between two pushes, by stream.
    """

    def __init__(self, observatory: ObservatoryPort, log: Log, cadence_s: Mapping[Stream, float] = CADENCE_S) -> None:
        self._observatory = observatory
        self._log = log
        self._channels = {stream: _Channel(stream, cadence_s[stream]) for stream in STREAMS}
        self._tasks: list[asyncio.Task[None]] = []
        self._pending = False
        self._sent = 0
        self._skipped = 0

    async def start(self) -> None:
        """Begin to publish to whoever watches."""
        loop = asyncio.get_running_loop()

        def on_wake() -> None:
            if not self._pending:
                self._pending = True
                with suppress(RuntimeError):  # the loop is closed: nobody watches any more
                    loop.call_soon_threadsafe(self._on_moved)

        self._unlisten = self._log.wake.listen(on_wake)
        self._tasks = [asyncio.create_task(self._run(channel)) for channel in self._channels.values()]

    async def stop(self) -> None:
        """Publish no more. The connections are the fan-out's to end."""
        if self._tasks:
            self._unlisten()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    def stats(self) -> StreamsStats:
        """What goes on now."""
        return StreamsStats(
            watchers={channel.stream: len(channel.watchers) for channel in self._channels.values()},
            sent=self._sent,
            skipped=self._skipped,
            fallback=[channel.stream for channel in self._channels.values() if channel.failed],
        )

    async def watch(self, stream: Stream, wire: Wire) -> None:
        """Give a connection the present figures now, and all pushes from now on."""
        channel = self._channels[stream]
        if asyncio.get_running_loop().time() - channel.measured > _GAP_S:
            await self._measure(channel)
        if not channel.watchers:
            channel.published = _values(channel.figures)
            channel.due = asyncio.get_running_loop().time() + channel.cadence_s
        self._send(wire, self._encode(channel))
        channel.watchers.add(wire)
        channel.watched.set()

    def leave(self, stream: Stream, wire: Wire) -> None:
        """No more pushes to it."""
        channel = self._channels[stream]
        channel.watchers.discard(wire)
        if not channel.watchers:
            channel.watched.clear()

    def _on_moved(self) -> None:
        self._pending = False
        for channel in self._channels.values():
            channel.moved.set()

    async def _run(self, channel: _Channel) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await channel.watched.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(channel.due):
                    await channel.moved.wait()
                    await asyncio.sleep(channel.measured + _GAP_S - loop.time())
            channel.moved.clear()
            await self._measure(channel)
            if loop.time() >= channel.due or _material(channel.published, channel.figures):
                channel.published = _values(channel.figures)
                channel.due = loop.time() + channel.cadence_s
                batch = self._encode(channel)
                for wire in list(channel.watchers):
                    self._send(wire, batch)

    async def _measure(self, channel: _Channel) -> None:
        asked = asyncio.get_running_loop().time()
        async with channel.measuring:
            if channel.measured >= asked:
                return  # somebody else has just measured what we wanted
            try:
                channel.figures = await asyncio.to_thread(self._observatory.stream, channel.stream)
                channel.failed = False
            except (
                Exception
            ) as error:  # whatever it is, those who watch must see old figures marked as such, not silence
                if not channel.failed:
                    surprise = not isinstance(error, WorkbenchError)
                    _logger.error("The figures of %s cannot be computed: %s", channel.stream, error, exc_info=surprise)
                channel.figures = [_older(figure, asked - channel.measured) for figure in channel.figures]
                channel.failed = True
            channel.measured = asked

    def _encode(self, channel: _Channel) -> Batch:
        position = max((figure.position for figure in channel.figures), default=0)
        return frames.figures(channel.stream, self._log.epoch, position, channel.figures)

    def _send(self, wire: Wire, batch: Batch) -> None:
        if wire.buffered() > _BEHIND_BYTES:
            self._skipped += 1
        else:
            wire.send(batch)
            self._sent += 1


def _values(figures: Sequence[Figure]) -> dict[tuple[str, str], float | None]:
    return {(figure.name, figure.subject): figure.value for figure in figures}


def _material(published: Mapping[tuple[str, str], float | None], figures: Sequence[Figure]) -> bool:
    """Whether a figure is new, became known or unknown, or changed by what its metric calls material."""
    for figure in figures:
        key = (figure.name, figure.subject)
        if key not in published:
            return True
        before, now = published[key], figure.value
        if (before is None) != (now is None):
            return True
        if before is not None and now is not None and abs(now - before) >= METRICS[figure.name].material:
            return True
    return False


def _older(figure: Figure, seconds: float) -> Figure:
    age = None if figure.age is None else figure.age + seconds
    moment = figure.moment + timedelta(seconds=seconds)
    return msgspec.structs.replace(figure, status="fallback", moment=moment, age=age)
