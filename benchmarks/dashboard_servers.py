"""The two servers that `benchmarks.dashboard` compares, as processes of their own over one lab, and what they cost."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx
import psutil

from benchmarks.dashboard_client import Visitor
from workbench.app import Lab
from workbench.hub.auth import cookie_name
from workbench.hub.tokens import make_token

_PATIENCE_S = 240.0


class Served:
    """A server that runs.

    Attributes:
        url: of the page.
        cookie: what the browser sends along, empty for a server that asks nobody who they are.
    """

    def __init__(self, process: subprocess.Popen[str], url: str, cookie: str) -> None:
        self.url = url
        self.cookie = cookie
        self._process = psutil.Process(process.pid)

    @property
    def cpu_ms(self) -> float:
        """What it has used of the processor so far."""
        times = self._process.cpu_times()
        return float(times.user + times.system) * 1_000

    @property
    def rss_mb(self) -> float:
        """What it has in memory now."""
        return float(self._process.memory_info().rss) / 2**20

    def client(self) -> httpx.AsyncClient:
        """One who may see its page."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        return httpx.AsyncClient(headers=headers, timeout=_PATIENCE_S)


class Kind(Protocol):
    """An arm: which server, and how its page goes to a moment."""

    name: str

    def command(self, folder: Path) -> list[str]:
        """What starts it."""
        ...

    async def watch(self, visitor: Visitor) -> None:
        """Do what a page does when it is drawn and seen."""
        ...

    async def go(self, visitor: Visitor, position: int) -> float:
        """Have a page show the lab as it was after an event; how many seconds that took."""
        ...


class Observatory:
    """Ours, as `workbench dashboards` serves it."""

    name = "observatory"

    def __init__(self) -> None:
        self._asked = 0

    def command(self, folder: Path) -> list[str]:
        return ["-m", "workbench", "dashboards", "--lab", str(folder), "--parent"]

    async def go(self, visitor: Visitor, position: int) -> float:
        self._asked += 1
        wish = {"wish": {"asked": self._asked, "at": {"position": position}}}
        return await visitor.answered(visitor.say(wish), rf"asked\W+{self._asked}\b")

    async def watch(self, visitor: Visitor) -> None:
        await visitor.watch()
        await visitor.say({"seen": True})


class Plain:
    """One periodic callback a session."""

    name = "plain"

    def command(self, folder: Path) -> list[str]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        return ["-m", "benchmarks.plain_dashboard", str(folder), str(port)]

    async def go(self, visitor: Visitor, position: int) -> float:
        return await visitor.answered(visitor.slide("Event", position), rf"event {position}\b")

    async def watch(self, visitor: Visitor) -> None:
        await visitor.watch()


@contextmanager
def served(kind: Kind, lab: Lab) -> Iterator[Served]:
    """A server of a lab, in a process of its own, until this ends."""
    assert lab.folder is not None
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/bench", "reader")
    command = [sys.executable, *kind.command(lab.folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        try:
            said = child.stdout.readline().split()
            if not said:
                raise RuntimeError(f"the {kind.name} server did not start")
            url = f"{said[-1]}/observatory"
            yield Served(child, url, f"{cookie_name(lab.log.epoch)}={token}" if kind.name == "observatory" else "")
        finally:
            child.stdin.close()
