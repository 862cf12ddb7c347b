"""What the tests of servers share: processes by the folder they work for, and a script that uses a lab's vectors."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from workbench.stores import Sidecar

ROOT = Path(__file__).parents[2]

# A server that needs a file named "go" in its folder before it answers.
SERVER = """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
while not (Path(sys.argv[1]) / "go").exists():
    time.sleep(0.01)
print("here I am", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[2])), Answer).serve_forever()
"""

# A process that opens the sidecar, says where it is, and keeps its lease until a line comes in.
USER = """
import sys
from pathlib import Path
from workbench.stores import Sidecar
folder, server, idle = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
sidecar = Sidecar(folder, "test", [sys.executable, "-c", server, str(folder), "{port}"], "/", idle)
print(sidecar.open().pid, flush=True)
sys.stdin.readline()
"""

Make = Callable[..., Sidecar]


def working_for(folder: Path) -> list[int]:
    """The processes that carry this folder in their command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(folder) in part for part in process.cmdline()):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def until(what: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until this is true; fail when that takes very long."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@contextmanager
def python(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that runs this script; killed at the end of the block when it is still there."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
