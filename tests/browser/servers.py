"""A hub and the dashboards of one lab as real processes, each of which can be ended and started again where it was."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

_PATIENCE = 60.0


class Servers:
    """The servers of a lab's folder, on free ports that they keep over a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = {"serve": _free_port(), "dashboards": _free_port()}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def hub(self) -> str:
        return f"http://127.0.0.1:{self._ports['serve']}"

    @property
    def dashboards(self) -> str:
        return f"http://127.0.0.1:{self._ports['dashboards']}"

    def start(self, name: str) -> None:
        """Start `serve` or `dashboards` and wait until it answers."""
        other = ["--dashboards-url", self.dashboards] if name == "serve" else ["--hub-url", self.hub]
        command = [
            sys.executable,
            "-m",
            "workbench",
            name,
            "--lab",
            str(self._folder),
            "--port",
            str(self._ports[name]),
        ]
        log = self._folder.parent / f"{name}.log"
        with log.open("ab") as out:
            self._running[name] = subprocess.Popen(
                [*command, *other, "--parent"], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT
            )
        url = f"{self.hub}/api/health/ready" if name == "serve" else self.dashboards
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            assert self._running[name].poll() is None, log.read_text()
            try:
                if httpx.get(url).status_code < 500:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError(f"{name} did not answer: {log.read_text()}")

    def stop(self, name: str, *, hard: bool = False) -> int:
        """End one as its parent's end would, or at once; says with which code."""
        child = self._running.pop(name)
        assert child.stdin is not None
        if hard:
            child.kill()
        child.stdin.close()
        return child.wait(20)

    def log(self, name: str) -> str:
        """What one said."""
        return (self._folder.parent / f"{name}.log").read_text()

    def __enter__(self) -> Self:
        self.start("serve")
        self.start("dashboards")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self._running):
            self.stop(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
