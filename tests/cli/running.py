"""One of our servers as a real process, for tests: start it, speak with it as a browser does, end it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0


class Running:
    """A server of a lab, from the moment that it answers.

    Args:
        command: which, with its options, as ``notebooks``.
        lab: the lab's folder.
        more: for its environment.
    """

    def __init__(self, *command: str, lab: Path, **more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench", *command, "--lab", str(lab), "--parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **more},
        )
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if found is None:
            raise AssertionError(self.process.communicate()[1])
        self.url = found[0]

    def browser(self, cookies: dict[str, str] | None = None) -> httpx.Client:
        """What asks as a browser would that holds these cookies; it is not led elsewhere."""
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=PATIENCE)

    def socket(self, path: str, cookies: dict[str, str] | None = None, origin: str | None = None) -> ClientConnection:
        """A socket as a page would open it."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
        return connect(
            self.url.replace("http", "ws") + path, additional_headers=headers, origin=origin, open_timeout=PATIENCE
        )

    def family(self) -> list[psutil.Process]:
        """The processes that it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, how: signal.Signals | None = None) -> int:
        """End it by a signal, or else as its parent's end would, and see that everything it started ends."""
        family = self.family()
        assert self.process.stdin is not None
        if how is None:
            self.process.stdin.close()
        else:
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        _, alive = psutil.wait_procs(family, timeout=PATIENCE)
        assert not alive, f"still there: {alive}"
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.end()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


def ask(socket: ClientConnection, kind: str, **content: Any) -> dict[str, Any]:
    """Send a message to a kernel, and wait for its reply: the content, with what was printed as ``printed``."""
    number = os.urandom(8).hex()
    header = {"msg_id": number, "msg_type": kind, "username": "", "session": "test", "date": "", "version": "5.3"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    socket.send(json.dumps(message))
    printed = ""
    while True:
        said = json.loads(socket.recv(PATIENCE))
        if said["parent_header"].get("msg_id") != number:
            continue
        if said["msg_type"] == "stream":
            printed += said["content"]["text"]
        if said["msg_type"] == kind.replace("_request", "_reply"):
            answer: dict[str, Any] = said["content"]
        if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
            return {**answer, "printed": printed}
