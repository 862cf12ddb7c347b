"""What tests run in processes of their own, as `python -m tests.log.child NAME PATH …`. Each prints lines of JSON."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from tests.words import WORDS, note, notes, secret
from workbench.core.errors import DiskFull
from workbench.log import Log, SqliteLog, verify

ROOT = Path(__file__).parents[2]


def command(*arguments: object) -> list[str]:
    """The command line that runs one of these."""
    return [sys.executable, "-m", "tests.log.child", *map(str, arguments)]


def say(said: object) -> None:
    """One line, whole or not at all, also when this process is killed."""
    os.write(1, json.dumps(said).encode() + b"\n")


def mortals() -> None:
    """For each path and seed on stdin: a process that appends without end, and how it ended. Forking saves the imports."""
    for line in sys.stdin:
        path, seed = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _append_for_ever(Path(path), seed)
        say({"pid": pid})
        say({"ended": os.waitpid(pid, 0)[1]})


def _append_for_ever(path: Path, seed: int) -> None:
    try:
        chance = random.Random(seed)
        log = SqliteLog(path, WORDS)
        done = 0
        while True:
            batch = [note(f"{seed}-{done + k}", "x" * chance.randint(0, 3000)) for k in range(chance.randint(1, 12))]
            positions = log.append(batch).positions
            done += len(batch)
            say({"acknowledged": [[p, one.id] for p, one in zip(positions, batch, strict=True)]})
    finally:
        os._exit(1)


def write(path: str, name: str, many: str) -> None:
    """Append `many` events one, two or three at a time."""
    log = SqliteLog(Path(path), WORDS)
    mine = notes(int(many), source=f"agent/{name}")
    positions: list[int] = []
    while len(positions) < len(mine):
        start = len(positions)
        positions.extend(log.append(mine[start : start + 1 + start % 3]).positions)
    say(positions)
    log.close()


def follow(path: str, many: str) -> None:
    """Follow until `many` events were seen; say the positions, and a digest over what was seen."""
    log = SqliteLog(Path(path), WORDS)
    say("ready")
    digest = sha256()
    positions: list[int] = []
    for record in log.follow(0):
        positions.append(record.position)
        digest.update(record.hash + record.event.id.encode() + record.event.source.encode())
        if len(positions) == int(many):
            break
    say([positions, digest.hexdigest()])
    log.close()


def tell(path: str, text: str) -> None:
    """Tell one secret, and end without closing anything."""
    SqliteLog(Path(path), WORDS).append([secret("told", text)])
    os._exit(0)


def limited(path: str, size: str) -> None:
    """Fill a log up to a limit on the size of files, lift the limit, and go on."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    log = SqliteLog(Path(path), WORDS)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), hard))
    say(fill(log, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))))
    log.close()


def fill(log: Log, make_room: Callable[[], object]) -> list[int]:
    """Append until there is no room and, after making some, go on; the positions that were acknowledged.

    Raises:
        AssertionError: something acknowledged is lost, something refused is there, or a reader was kept from reading.
    """
    acknowledged: list[int] = []
    batches = ([note(f"{batch}-{k}", "x" * 3000) for k in range(7)] for batch in range(3_000))
    refused: Sequence[object] = ()
    for batch in batches:
        try:
            acknowledged.extend(log.append(batch).positions)
        except DiskFull as error:
            assert "disk space" in error.remedy
            refused = batch
            break
    assert acknowledged and refused, "the disk never ran full"
    assert [record.position for record in log.read()] == acknowledged == list(range(1, log.head + 1))
    verify(log)
    make_room()
    acknowledged.extend(log.append(refused).positions)  # type: ignore[arg-type]
    for _ in range(5):
        acknowledged.extend(log.append(next(batches)).positions)
    assert [record.position for record in log.read()] == acknowledged == list(range(1, log.head + 1))
    verify(log)
    return acknowledged


if __name__ == "__main__":
    {"mortals": mortals, "write": write, "follow": follow, "limited": limited, "tell": tell}[sys.argv[1]](*sys.argv[2:])
