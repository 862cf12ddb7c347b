"""Child processes that end with us: each holds the other end of a pipe that closes when we are gone, however that happens."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.core.errors import Unavailable

_GRACE_SECONDS = 10.0
_LAST_LINES = 12


class Children:
    """Commands of ours as child processes, in sessions of their own so that Ctrl-C reaches only the parent, who ends them in order.

    Args:
        logs: the folder in which each child's output is kept, as ``<name>.log``.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._errands: set[str] = set()

    def start(self, name: str, arguments: Sequence[str], *, errand: bool = False) -> None:
        """Start ``workbench <arguments>``; it is told to end with its parent. An errand ends by itself when it is done."""
        if errand:
            self._errands.add(name)
        with (self._logs / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "workbench", *arguments, "--parent"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """See that all are alive, or done with their errands.

        Raises:
            Unavailable: one ended that should not; says its last lines. It is said once.
        """
        for name, child in list(self._running.items()):
            if (code := child.poll()) is not None:
                self._let_go(self._running.pop(name))
                if code == 0 and name in self._errands:
                    continue
                lines = (self._logs / f"{name}.log").read_text(errors="replace").splitlines()[-_LAST_LINES:]
                said = "\n".join(lines)
                raise Unavailable(f"The {name} process ended with code {code}. It said:\n{said}\n", "Start again.")

    def stop(self) -> None:
        """End all, the last started first; each gets time to finish what it is at."""
        while self._running:
            _, child = self._running.popitem()
            self._let_go(child)
            deadline = time.monotonic() + _GRACE_SECONDS
            while child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            if child.poll() is None:
                child.kill()
            child.wait()

    @staticmethod
    def _let_go(child: subprocess.Popen[bytes]) -> None:
        if child.stdin is not None:
            child.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
