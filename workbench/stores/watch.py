"""The watcher: holds one server for a lab, and ends it when nobody needs it any more.

A program of its own that needs nothing but the standard library, so that it starts at once and stays small. It is run by
its path (`python -P -S watch.py <folder> <name> <plan>`), because importing the package would import all of it.

In the folder: ``<name>.alive`` is locked alone by watcher and server for as long as either lives, and holds the watcher's
process id, which is the id of their process group too. ``<name>.lease`` is locked shared by every process that uses the
server. ``<name>.json`` says where the server is, once it answers.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

_STARTS = 3
_GRACE = 10.0
_PR_SET_PDEATHSIG = 1


def answers(port: int, path: str, seconds: float = 2.0) -> bool:
    """Whether an HTTP server on this port of the loopback answers a GET of `path` with success, in time."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as wire:
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return wire.recv(64).split(b" ", 2)[1:2] in ([b"200"], [b"204"])
    except OSError:
        return False


def main(folder: Path, name: str, command: list[str], ready: str, idle: float, patience: float) -> int:
    """Start the server and stay until it ends, we are told to end, or nobody held the lease for `idle` seconds."""
    alive = _claim(folder / f"{name}.alive")
    if alive is None:
        print("another process holds the server", flush=True)
        return 1
    wakes = _listen_to_signals()
    place = folder / f"{name}.json"
    server: subprocess.Popen[bytes] | None = None
    try:
        server, ports = _start(command, ready, patience, alive, wakes)
        if server is None:
            return 1
        started = datetime.now(UTC).isoformat()
        _publish(place, {"pid": os.getpid(), "server": server.pid, **ports, "started": started})
        return _stay(server, folder / f"{name}.lease", idle, wakes)
    except KeyboardInterrupt:
        return 0
    finally:
        place.unlink(missing_ok=True)  # first of all, so that nobody finds a server that is about to end
        if server is not None:
            _end(server)


def _claim(path: Path) -> int | None:
    """The locked file, or None when another process has it. Looking whether it is locked locks it for a moment: try again."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(100):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
            continue
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        return file
    return None


def _listen_to_signals() -> int:
    """A file that becomes readable when the server ends. Being told to end raises KeyboardInterrupt."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    readable, writable = os.pipe()
    os.set_blocking(readable, False)
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _told_to_end)
    return readable


def _told_to_end(number: int, frame: FrameType | None) -> None:
    for again in (signal.SIGTERM, signal.SIGINT):
        signal.signal(again, signal.SIG_IGN)  # ending must not be interrupted
    raise KeyboardInterrupt


def _start(
    command: list[str], ready: str, patience: float, alive: int, wakes: int
) -> tuple[subprocess.Popen[bytes] | None, dict[str, int]]:
    """The server once it answers, and its ports. Another program can take a port before our server does: try anew then."""
    deadline = time.monotonic() + patience
    for _ in range(_STARTS):
        ports = _free_ports()
        filled = [
            part.replace("{port}", str(ports["port"])).replace("{second}", str(ports["second"])) for part in command
        ]
        # The server inherits the locked file: the lab stays claimed for as long as it lives, even without us.
        server = subprocess.Popen(filled, stdin=subprocess.DEVNULL, pass_fds=[alive], preexec_fn=_dies_with_us())
        try:
            while server.poll() is None and time.monotonic() < deadline:
                if answers(ports["port"], ready) and server.poll() is None:
                    return server, ports
                _pause(wakes, 0.01)
        except KeyboardInterrupt:
            _end(server)
            raise
        if server.returncode is None:
            _end(server)
            print(f"the server did not answer within {patience:g} s", flush=True)
            return None, {}
        print(f"the server ended with status {server.returncode}", flush=True)
    return None, {}


def _dies_with_us() -> Callable[[], None] | None:
    """What the server does before it starts: ask Linux to be told to end when the watcher ends, even by SIGKILL."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def before() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before


def _stay(server: subprocess.Popen[bytes], lease: Path, idle: float, wakes: int) -> int:
    file = os.open(lease, os.O_RDWR | os.O_CREAT, 0o600)
    unused_since = time.monotonic()
    while server.poll() is None:
        if not _nobody_holds(file):
            unused_since = time.monotonic()
        elif time.monotonic() - unused_since >= idle:
            return 0  # with the lease locked: whoever comes now waits until we are gone, and starts a new server
        else:
            fcntl.flock(file, fcntl.LOCK_UN)
        _pause(wakes, min(1.0, idle / 4))
    print(f"the server ended with status {server.returncode}", flush=True)
    return 1


def _nobody_holds(file: int) -> bool:
    """Whether we could lock the lease alone; it is locked then."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pause(wakes: int, seconds: float) -> None:
    """Sleep, but not beyond the end of the server."""
    if select.select([wakes], [], [], seconds)[0]:
        os.read(wakes, 1024)


def _free_ports() -> dict[str, int]:
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return {"port": one.getsockname()[1], "second": other.getsockname()[1]}


def _publish(place: Path, said: dict[str, int | str]) -> None:
    fresh = place.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(said, out)
    fresh.replace(place)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    plan = json.loads(sys.argv[3])
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], plan["command"], plan["ready"], plan["idle"], plan["patience"]))
