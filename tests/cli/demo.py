"""The demo as a person runs it, for tests: start it, look at it, end it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil

from workbench.core.announcement import find_announced

PATIENCE = 90.0


class Demo:
    """A running demo, after it has said where it is to be watched."""

    def __init__(self, workbench: list[str], lab: Path) -> None:
        self._process = subprocess.Popen(
            [*workbench, "demo", "--lab", str(lab), "--pace", "0.1", "--json"],
            cwd=lab.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(self._process.communicate()[1])
        said = json.loads(line)
        self.hub: str = said["hub"]
        self._run = Path(said["lab"]) / "run"
        self.browser = httpx.Client(follow_redirects=True, timeout=30)
        self.home = self.browser.get(said["url"])

    def get(self, path: str) -> httpx.Response:
        """An answer of the hub to the signed-in browser."""
        return self.browser.get(f"{self.hub}{path}")

    def wait_until(self, kind: str, times: int = 1) -> None:
        """Wait until something of a kind has happened so many times."""
        deadline = time.monotonic() + PATIENCE
        while len(self.get(f"/api/events?kinds={kind}").json()["events"]) < times:
            assert time.monotonic() < deadline, f"no {kind} came"
            time.sleep(0.2)

    def ask(self, question: str) -> dict[str, Any]:
        """The answer to a question, over HTTP."""
        given = self.browser.post(
            f"{self.hub}/api/rag/query", json={"question": question}, headers={"Origin": self.hub}
        )
        assert given.status_code == 200, given.text
        answer: dict[str, Any] = given.json()
        return answer

    def wait_until_said(self, process: str, words: str) -> None:
        """Wait until one of its processes has said something."""
        deadline = time.monotonic() + PATIENCE
        while words not in (said := (self._run / f"{process}.log").read_text()):
            assert time.monotonic() < deadline, said
            time.sleep(0.1)

    def notebooks(self) -> str:
        """Where JupyterLab is, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while (told := find_announced(self._run, "notebooks")) is None:
            assert time.monotonic() < deadline, (self._run / "notebooks.log").read_text()
            time.sleep(0.1)
        return told.url

    def end(self, how: signal.Signals) -> int:
        """End it, and see that everything it started ends."""
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(how)
        code = self._process.wait(PATIENCE)
        _, alive = psutil.wait_procs(family, timeout=PATIENCE)
        assert not alive, f"still there: {alive}"
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.browser.close()
        if self._process.poll() is None:
            self.end(signal.SIGKILL)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
