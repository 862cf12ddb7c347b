"""Reporting over HTTP against appending in process: the same events, both durable when answered, each into a lab of its own.

The hub is a process of its own, as it is in use. Each client is one connection that sends its next batch when the one before was
answered; the requests are made beforehand and sent from plain sockets, so that what is measured is the hub.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.arms import Arms, per_second
from workbench.app import VOCABULARY, open_lab
from workbench.core.clock import WallClock
from workbench.core.cloudevents import to_cloud_event
from workbench.core.events import Event
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe
from workbench.hub.server import serve
from workbench.hub.tokens import make_token
from workbench.log import SqliteLog
from workbench.memory.events import MemoryCreated

BATCH = 500
IN_PROCESS_BATCH = 1_000
EVENTS = 12_000
CLIENTS = 4
_TEXT = "wait_for(fut, timeout): wait for the single future or coroutine to complete, with timeout. "
_SCRIBE = Scribe(WallClock(), Ids(WallClock()))


def memories(many: int) -> list[Event]:
    """Events as studying makes them, about 400 bytes each."""
    return [
        _SCRIBE.event(
            f"agent/{number % 7}",
            _SCRIBE.new("memory"),
            MemoryCreated(text=f"{_TEXT}{number}", kind="documentation", concept="asyncio.tasks", tags=("asyncio",)),
        )
        for number in range(many)
    ]


def main() -> None:
    """Run it and print what came out."""
    bench = Arms("ingest")
    with tempfile.TemporaryDirectory() as folder, _hub(Path(folder) / "lab") as (port, token):
        log = SqliteLog(Path(folder) / "log.db", VOCABULARY)
        arms = {
            "in process": lambda: _append(log),
            f"http, {CLIENTS} clients": lambda: _report(port, token, CLIENTS),
            "http, 1 client": lambda: _report(port, token, 1),
        }
        bench.run(arms, unit="events/s", rounds=9, seconds=40)
        log.close()
    bench.figure("http_500", bench.ratio(f"http, {CLIENTS} clients", "in process"), least=0.4)
    bench.figure("http_500_one_client", bench.ratio("http, 1 client", "in process"))
    bench.figure("http_500_per_s", bench.median(f"http, {CLIENTS} clients"))
    bench.figure("in_process_1000_per_s", bench.median("in process"))
    bench.report()


def _append(log: SqliteLog) -> float:
    events = memories(EVENTS)
    batches = [events[start : start + IN_PROCESS_BATCH] for start in range(0, EVENTS, IN_PROCESS_BATCH)]
    return per_second(EVENTS, lambda: [log.append(batch) for batch in batches])


def _report(port: int, token: str, clients: int) -> float:
    events = memories(EVENTS)
    requests = [_request(token, events[start : start + BATCH]) for start in range(0, EVENTS, BATCH)]
    with ThreadPoolExecutor(clients) as pool:
        shares = [requests[number::clients] for number in range(clients)]
        return per_second(EVENTS, lambda: list(pool.map(lambda share: _send(port, share), shares)))


def _request(token: str, events: Sequence[Event]) -> bytes:
    body = msgspec.json.encode([to_cloud_event(event) for event in events])
    head = (
        "POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/cloudevents-batch+json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(port: int, requests: Sequence[bytes]) -> None:
    """Send each request when the one before was answered with all its positions."""
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            line.sendall(request)
            status = answers.readline()
            length = 0
            while (header := answers.readline().lower()) != b"\r\n":
                name, _, value = header.partition(b":")
                length = int(value) if name == b"content-length" else length
            taken = json.loads(answers.read(length))
            if b" 201 " not in status or len(taken["positions"]) != BATCH:
                raise RuntimeError(f"the hub answered {status!r} {taken}")


@contextmanager
def _hub(folder: Path) -> Iterator[tuple[int, str]]:
    """A hub in a process of its own: its port, and a token."""
    with open_lab(folder) as lab:
        assert lab.folder is not None
        token = make_token(lab.folder.secret(), lab.log.epoch, "person/bench", "researcher")
    command = [sys.executable, "-m", "benchmarks.ingest", "--serve", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        yield int(child.stdout.readline().rpartition(":")[2]), token
        child.stdin.close()


def _serve(folder: str) -> None:
    with open_lab(folder) as lab:
        serve(lab, end_with_stdin=True, on_ready=lambda url: print(url, flush=True))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        _serve(sys.argv[2])
    else:
        main()
