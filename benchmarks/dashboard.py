"""What a page of the observatory costs, and how soon it shows what happened: beside a plain Panel app of the same panes.

Both arms are servers in processes of their own over one lab of 200 agents and 100,000 events. Visitors are sockets that speak
Bokeh's protocol, and for what a person sees a Chromium, whose clock is that of the machine. This process appends the events.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

from benchmarks.arms import Arm, Arms
from benchmarks.dashboard_browser import event_to_pixel_ms
from benchmarks.dashboard_client import Visitor
from benchmarks.dashboard_lab import AGENTS, EVENTS, build
from benchmarks.dashboard_servers import Kind, Observatory, Plain, Served, served
from workbench.app import Lab, open_lab
from workbench.core.events import Event
from workbench.memory.events import MemoryCreated

SESSIONS = 50
_OPENS = 8
_PAUSE_S = 0.35
_REDRAWS = 15
_LONGEST_S = 30.0
_BATCH = 5
_BATCH_S = 0.25  # as often as pages are redrawn
_WISHES = 25
_SETTLE_S = 1.5

Measure = Callable[[Kind, Served], Coroutine[Any, Any, float]]


class Bench:
    """What is measured, of either arm.

    Attributes:
        sessions: how many pages are open at once where it matters.
        spent: milliseconds of the processor, for what and of which arm: a busy machine makes waits longer, these hardly.
    """

    def __init__(self, lab: Lab, sessions: int) -> None:
        self.sessions = sessions
        self.spent: dict[str, list[float]] = defaultdict(list)
        self._lab = lab
        self._chance = random.Random(11)

    async def open_ms(self, kind: Kind, server: Served) -> float:
        """How long a page takes, from the request to the last byte of what is on it, while another one is watched."""
        async with self._pages(kind, server, 1), server.client() as http:
            took, before = [], server.cpu_ms
            for _ in range(_OPENS):
                visitor = await Visitor.open(http, server.url)
                took.append(visitor.opened_s * 1_000)
                await visitor.close()
                await asyncio.sleep(_PAUSE_S)
            self.spent[f"{kind.name} open"].append((server.cpu_ms - before) / _OPENS)
        return statistics.median(took)

    async def push_ms(self, kind: Kind, server: Served) -> float:
        """What the process spends on a redraw of a session: all that it spends, its look at the lab too."""
        async with self._pages(kind, server, self.sessions) as pages:
            before, redraws = server.cpu_ms, [page.redraws() for page in pages]
            drawn, begun = [0], time.monotonic()
            while min(drawn) < _REDRAWS and time.monotonic() - begun < _LONGEST_S:
                self._happen(_BATCH)
                await asyncio.sleep(_BATCH_S)
                drawn = [page.redraws() - old for page, old in zip(pages, redraws, strict=True)]
            spent = server.cpu_ms - before
        return spent / max(1, sum(drawn))

    async def rss_mb(self, kind: Kind, server: Served) -> float:
        """What a session adds to the process's memory, those before it not counted."""
        async with self._pages(kind, server, 5):
            before = server.rss_mb
            async with self._pages(kind, server, self.sessions):
                return (server.rss_mb - before) / self.sessions

    async def scrub_ms(self, kind: Kind, server: Served) -> list[float]:
        """How long it takes to go to moments all over the lab's life and near the last one, each seen for the first time."""
        head = self._lab.log.head
        took, position = [], head
        async with self._pages(kind, server, 1) as (page,):
            before = server.cpu_ms
            for number in range(_WISHES):
                far = number % 2 == 0
                step = self._chance.randint(1, 400) * self._chance.choice((-1, 1))
                position = self._chance.randint(1, head - 1) if far else min(max(position + step, 1), head - 1)
                took.append(await kind.go(page, position) * 1_000)
                await asyncio.sleep(0.02)
            self.spent[f"{kind.name} scrub"].append((server.cpu_ms - before) / _WISHES)
        return took

    def _pages(self, kind: Kind, server: Served, many: int) -> _Pages:
        return _Pages(kind, server, many, lambda: self._happen(1))

    def _happen(self, many: int) -> None:
        """Append some events of some agents."""
        names = self._chance.sample(self._lab.members.all(), many)
        self._lab.log.append([self.event(name.id, "asyncio.tasks") for name in names])

    def event(self, agent: str, about: str) -> Event:
        """That an agent remembers something."""
        memory = MemoryCreated(text=f"About {about}", concept="asyncio.tasks", about=about)
        return self._lab.scribe.event(agent, self._lab.scribe.new("memory"), memory)


class _Pages:
    """Some open pages that are seen, and have been drawn."""

    def __init__(self, kind: Kind, server: Served, many: int, happen: Callable[[], None]) -> None:
        self._kind, self._server, self._many, self._happen = kind, server, many, happen
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> list[Visitor]:
        http = await self._stack.enter_async_context(self._server.client())
        pages = []
        for _ in range(self._many):
            page = await Visitor.open(http, self._server.url)
            self._stack.push_async_callback(page.close)
            await self._kind.watch(page)
            pages.append(page)
        self._happen()
        await asyncio.sleep(_SETTLE_S)
        for page in pages:
            await page.quiet()
        return pages

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bench = Arms("dashboard")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lab"
        build(path, asked.events, asked.agents)
        with open_lab(path) as lab:
            measure(bench, lab, asked.sessions, asked.rounds)
    bench.report()


def measure(bench: Arms, lab: Lab, sessions: int, rounds: int) -> None:
    """Work out all figures."""
    kinds: list[Kind] = [Observatory(), Plain()]
    lab.observatory.level()  # leaves the snapshots that a lab has which somebody watched
    work = Bench(lab, sessions)
    scrubs: dict[str, list[float]] = {kind.name: [] for kind in kinds}

    async def scrub(kind: Kind, server: Served) -> float:
        took = await work.scrub_ms(kind, server)
        scrubs[kind.name] += took
        return p95(took)

    async def pixel(kind: Kind, server: Served) -> float:
        return await event_to_pixel_ms(server, lab, work.event)

    with asyncio.Runner() as runner:

        def fresh(kind: Kind) -> float:
            with served(kind, lab) as server:
                return runner.run(work.rss_mb(kind, server))

        bench.run({f"{k.name} memory": _arm(fresh, k) for k in kinds}, unit="MB/session", rounds=1, warm=0)
        with ExitStack() as stack:
            servers = {kind.name: stack.enter_context(served(kind, lab)) for kind in kinds}

            def both(what: str, measured: Measure) -> dict[str, Arm]:
                def once(kind: Kind) -> float:
                    return runner.run(measured(kind, servers[kind.name]))

                return {f"{kind.name} {what}": _arm(once, kind) for kind in kinds}

            bench.run(both("open", work.open_ms), unit="ms", rounds=rounds, warm=0)
            bench.run(both("push", work.push_ms), unit="ms", rounds=rounds, warm=0, seconds=90)
            bench.run(both("scrub", scrub), unit="ms", rounds=rounds, warm=0, seconds=60)
            bench.run(both("pixel", pixel), unit="ms", rounds=rounds, warm=0, seconds=60)
    for arm in ("observatory", "plain"):
        name = "open_ms_warm" if arm == "observatory" else "plain_open_ms_warm"
        bench.figure(name, statistics.median(work.spent.pop(f"{arm} open")), most=50 if arm == "observatory" else None)
    targets = {"open": None, "push": 0.5, "memory": 2.0, "pixel": 250.0}
    names = {
        "open": "open_wall_ms",
        "push": "push_ms_per_session",
        "memory": "rss_mb_per_session",
        "pixel": "event_to_pixel_ms_p50",
    }
    for what, name in names.items():
        bench.figure(name, bench.median(f"observatory {what}"), most=targets[what])
        bench.figure(f"plain_{name}", bench.median(f"plain {what}"))
    bench.figure("scrub_ms_p95", p95(scrubs["observatory"]), most=200)
    bench.figure("plain_scrub_ms_p95", p95(scrubs["plain"]))
    for name, spent in sorted(work.spent.items()):
        arm, what = name.split()
        bench.figure(f"{'plain_' if arm == 'plain' else ''}{what}_cpu_ms", statistics.median(spent))


def p95(values: Iterable[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[18]


def _arm(measured: Callable[[Kind], float], kind: Kind) -> Arm:
    return lambda: measured(kind)


if __name__ == "__main__":
    main()
