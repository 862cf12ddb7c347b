"""Hubs for tests: in this process without a socket, and as a process of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from workbench.app import Lab, open_lab
from workbench.hub import make_token
from workbench.hub.app import create_app
from workbench.hub.roles import Role

SERVE = """
import sys
from workbench.app import open_lab
from workbench.hub.server import serve
with open_lab(sys.argv[1]) as lab:
    serve(lab, end_with_stdin=True, on_ready=lambda url: print(url, flush=True))
print("ended", flush=True)
"""
URL = "http://127.0.0.1:8000"


def token_for(app: FastAPI, role: Role = "researcher", who: str = "person/eve") -> str:
    """A token that this application takes."""
    return make_token(app.state.gate.secret, app.state.gate.epoch, who, role)


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def hub(
    lab: Lab, role: Role | None = "researcher", who: str = "person/eve", **options: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a hub in this process, whose components run."""
    app = create_app(lab, **options)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=URL) as client,
    ):
        if role is not None:
            client.headers.update(bearer(token_for(app, role, who)))
        client.app = app  # type: ignore[attr-defined]
        yield client


class Process:
    """A hub in a process of its own.

    Attributes:
        url: where it listens.
        child: the process.
    """

    def __init__(self, folder: Path) -> None:
        self._said = (folder.parent / f"{folder.name}.out").open("ab")
        self.child = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=Path(__file__).parents[3],
        )
        assert self.child.stdout is not None
        self.url = self.child.stdout.readline().decode().strip()
        assert self.url.startswith("http"), (folder.parent / f"{folder.name}.out").read_text()

    def end(self, sig: int = signal.SIGTERM) -> int:
        """End it and wait; returns its exit code."""
        if self.child.poll() is None:
            os.kill(self.child.pid, sig)
        return self.child.wait(timeout=30)

    def close(self) -> None:
        """Whatever happened, it is gone afterwards."""
        self.child.kill()
        self.child.wait()
        self._said.close()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def hub_process(folder: Path) -> Iterator[Process]:
    """A running hub of the lab in a folder."""
    process = Process(folder)
    try:
        yield process
    finally:
        process.close()


def token_of(folder: Path, role: Role = "researcher", who: str = "person/eve") -> str:
    """A token for the lab in a folder."""
    with open_lab(folder) as lab:
        assert lab.folder is not None
        return make_token(lab.folder.secret(), lab.log.epoch, who, role)


def memory(number: int | str, source: str = "agent/ada", **more: Any) -> dict[str, Any]:
    """A CloudEvents object that is valid."""
    return {
        "specversion": "1.0",
        "id": f"m{number}",
        "type": "memory.created",
        "source": source,
        "subject": f"memory/{number}",
        "data": {"text": f"memory {number}"},
        **more,
    }


def batch(many: int, start: int = 0) -> bytes:
    """A body of valid events."""
    return json.dumps([memory(number) for number in range(start, start + many)]).encode()
