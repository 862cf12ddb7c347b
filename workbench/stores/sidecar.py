"""Sidecars: servers that the processes of one lab share, started by the first that needs one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from workbench.core.errors import Unavailable
from workbench.stores import watch
from workbench.stores.lock import FileLock

_LAST_LINES = 15
_PAUSE = 0.02
_GRACE = 15.0


class Running(msgspec.Struct, frozen=True):
    """A server that answers.

    Attributes:
        pid: the process id of its watcher, and the id of the group of both.
        server: its own process id.
        port: where it listens, on 127.0.0.1.
        started: when it first answered, in UTC.
        second: another port that it got; where its command does not name it, nobody listens there.
    """

    pid: int
    server: int
    port: int
    started: datetime
    second: int = 0


class Sidecar:
    """A server for one folder: found when it runs, started when not, ended when nobody has used it for a while.

    The server runs under a small watcher (`stores.watch`) in a session of its own, so that no terminal's Ctrl-C reaches
    it. Who uses it holds a lease, a file lock that vanishes with its process, so a crash leaves nothing to clean up.
    Both write to ``<name>.log``; the output of the run before is kept in ``<name>.old.log``.

    Args:
        folder: where locks, log and address lie; for the owner's eyes only.
        name: what the files begin with.
        command: the server's command line; ``{port}`` in it becomes the port that it shall listen on, on 127.0.0.1, and
            ``{second}`` another one, for a server that needs two.
        ready: a path that it answers by HTTP with 200 or 204 on the first port, once it is ready.
        idle: how long it stays when nobody holds a lease, in seconds.
        patience: how long a start may take, in seconds.
    """

    def __init__(
        self, folder: Path, name: str, command: Sequence[str], ready: str, idle: float = 60.0, patience: float = 30.0
    ) -> None:
        self._folder = folder
        self._name = name
        self._ready = ready
        self._patience = patience
        self._plan = {"command": list(command), "ready": ready, "idle": idle, "patience": patience}
        self._lease = FileLock(self._file("lease"))
        self._threads = threading.Lock()

    @property
    def log(self) -> Path:
        """What the server and its watcher printed since its last start."""
        return self._file("log")

    def open(self) -> Running:
        """The running server, started if need be, and leased by this object until `close`.

        Raises:
            Unavailable: it does not start; says the last lines that it printed.
        """
        with self._threads:
            self._make_folder()
            # The lease comes first: a watcher that is about to end has it locked, and afterwards it stays for us.
            if not self._lease.held and not self._lease.take(shared=True, patience=self._patience):
                raise Unavailable(f"The {self._name} server is ending and does not end.", self._see_log())
            try:
                with self._alone():
                    return self._settled() or self._start()
            except BaseException:
                self._lease.drop()
                raise

    def close(self) -> None:
        """Give the lease back. The server ends by itself when nobody else has one for a while."""
        with self._threads:
            self._lease.drop()

    def find(self) -> Running | None:
        """The server if it runs and answers now; never starts one."""
        running = self._read() if self._claimed() else None
        return running if running and watch.answers(running.port, self._ready) else None

    def stop(self) -> bool:
        """End the server now, whoever uses it; whether there was one.

        Raises:
            Unavailable: it cannot be ended.
        """
        if not self._folder.is_dir():
            return False
        with self._alone():
            was = self._claimed()
            if was:
                self._end()
            return was

    def _settled(self) -> Running | None:
        """The server that answers, after waiting for one that starts or ends just now; None when there is none."""
        deadline = time.monotonic() + self._patience
        while self._claimed():
            running = self._read()
            if running and not _lives(running.pid):
                self._end()  # nobody watches the server any more
            elif running and watch.answers(running.port, self._ready):
                return running
            elif time.monotonic() > deadline:
                self._end()
            time.sleep(_PAUSE)
        return None

    def _start(self) -> Running:
        with suppress(FileNotFoundError):
            self.log.replace(self._file("old.log"))
        self._file("json").unlink(missing_ok=True)
        # Emptied, so that nobody takes a dead watcher's id for the new one's.
        os.close(os.open(self._file("alive"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        script = [sys.executable, "-P", "-S", watch.__file__, str(self._folder), self._name]
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
            watcher = subprocess.Popen(
                [*script, msgspec.json.encode(self._plan).decode()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                start_new_session=True,
            )
        running = self._wait_for(watcher)
        # Whenever it ends, somebody must take note, else it stays as a zombie for as long as this process lives.
        threading.Thread(target=watcher.wait, name=f"{self._name}-watcher", daemon=True).start()
        if running is None:
            raise Unavailable(
                f"The {self._name} server did not start. It said:\n{self._last_lines()}\n", self._see_log()
            )
        return running

    def _wait_for(self, watcher: subprocess.Popen[bytes]) -> Running | None:
        deadline = time.monotonic() + self._patience + _GRACE
        try:
            while watcher.poll() is None and time.monotonic() < deadline:
                if (running := self._read()) and running.pid == watcher.pid:
                    return running
                time.sleep(_PAUSE)
        except BaseException:
            self._signal(watcher.pid, signal.SIGTERM)
            raise
        self._signal(watcher.pid, signal.SIGKILL)
        return None

    def _end(self) -> None:
        """End watcher and server. While the claim is locked one of them lives, so their group's id is nobody else's."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + _GRACE
            told: int | None = None
            while self._claimed():
                if told is None and (told := self._group()) is not None:
                    self._signal(told, kind)
                if time.monotonic() > deadline:
                    break
                time.sleep(_PAUSE)
            else:
                self._file("json").unlink(missing_ok=True)
                return
        raise Unavailable(f"The {self._name} server cannot be ended.", self._see_log())

    def _group(self) -> int | None:
        text = self._file("alive").read_text()
        return int(text) if text.isdigit() else None

    def _signal(self, group: int, kind: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, kind)

    def _claimed(self) -> bool:
        """Whether a watcher or its server lives."""
        if not self._file("alive").exists():
            return False
        probe = FileLock(self._file("alive"))
        free = probe.take(shared=True)
        probe.drop()
        return not free

    def _read(self) -> Running | None:
        try:
            return msgspec.json.decode(self._file("json").read_bytes(), type=Running)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time looks, starts and ends."""
        lock = FileLock(self._file("lock"))
        if not lock.take(patience=2 * (self._patience + _GRACE)):
            raise Unavailable(f"Another process has been starting the {self._name} server for long.", self._see_log())
        try:
            yield
        finally:
            lock.drop()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
        except OSError as error:
            raise Unavailable(f"{self._folder} cannot be used: {error}.", "Check the folder's permissions.") from error

    def _file(self, ending: str) -> Path:
        return self._folder / f"{self._name}.{ending}"

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-_LAST_LINES:]) or "(nothing)"

    def _see_log(self) -> str:
        return f"Read {self.log}, then call again."


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
