"""The log against the database beneath it: appends, replays, and how soon another process sees an event."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import apsw
import click

from workbench.core.clock import WallClock
from workbench.core.events import Event
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe
from workbench.core.vocabulary import Vocabulary
from workbench.log import SqliteLog
from workbench.log.row import START, Columns, chain, prepare
from workbench.log.seal import random_salts
from workbench.log.sqlite_file import SCHEMA
from workbench.memory import events as memory

BATCH = 1_000
APPENDS = 60
REPLAYS = 7
WAKES = 150
VOCABULARY = Vocabulary(memory.EVENTS)
_TEXT = "wait_for(fut, timeout): wait for the single future or coroutine to complete, with timeout. "
_scribe = Scribe(WallClock(), Ids(WallClock()))


def memories(many: int) -> list[Event]:
    """Events as studying makes them, about 400 bytes each: every one about a memory of its own, said by one of seven agents."""
    return [
        _scribe.event(
            f"agent/{number % 7}",
            _scribe.new("memory"),
            memory.MemoryCreated(
                text=f"{_TEXT}{number}", kind="documentation", concept="asyncio.tasks", tags=("asyncio",)
            ),
        )
        for number in range(many)
    ]


def bare(path: Path) -> apsw.Connection:
    """A database with the log's own table and indexes, as durable, and nothing around it."""
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    connection.execute(SCHEMA)
    return connection


def append(log: SqliteLog, raw: apsw.Connection) -> dict[str, float]:
    """Seconds for one batch: through the log, and as rows made beforehand; both arms get the same events."""
    latest: list[Event] = []

    def through_log() -> float:
        latest[:] = memories(BATCH)
        return timed(lambda: log.append(latest))

    def as_rows() -> float:
        rows = ready_made(latest, raw)
        return timed(lambda: insert(raw, rows))

    return alternate({"log": through_log, "raw": as_rows}, APPENDS)


def ready_made(events: list[Event], raw: apsw.Connection) -> list[Columns]:
    """The rows that the log would write next."""
    position = raw.execute("SELECT coalesce(max(position), 0) FROM events").get
    return chain(START._replace(position=position), prepare(events, VOCABULARY, _scribe.now(), None, random_salts))[0]


def insert(raw: apsw.Connection, rows: list[Columns]) -> None:
    """What a batch costs at least."""
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    raw.execute("COMMIT")


def replay(log: SqliteLog, raw: apsw.Connection) -> dict[str, float]:
    """Seconds to read everything: as typed records, and as bare rows."""

    def typed() -> float:
        return timed(lambda: [None for _ in log.read()])

    def scan() -> float:
        return timed(lambda: [None for _ in raw.execute("SELECT * FROM events ORDER BY position")])

    return alternate({"log": typed, "raw": scan}, REPLAYS)


def wakes(path: Path) -> list[float]:
    """Milliseconds from the call of `append` here to the event in the hands of a follower in another process, ascending.

    CLOCK_MONOTONIC, which `time.monotonic_ns` reads, is one for all processes.
    """
    log = SqliteLog(path, VOCABULARY)
    follower = subprocess.Popen([sys.executable, "-m", "benchmarks.log", "--follow", str(path)], stdout=subprocess.PIPE)
    assert follower.stdout
    took = []
    try:
        follower.stdout.readline()
        for number in range(WAKES):
            time.sleep(0.010 + number % 11 * 0.0013)  # out of step with the follower's own rhythm
            events = memories(1)
            called = time.monotonic_ns()
            log.append(events)
            took.append((int(follower.stdout.readline()) - called) / 1e6)
    finally:
        follower.kill()
        follower.wait()
        follower.stdout.close()
        log.close()
    return sorted(took)


def follow(path: Path) -> None:
    """The other process: says when it got each event."""
    log = SqliteLog(path, VOCABULARY)
    records = log.follow(log.head)
    print("ready", flush=True)
    for _ in records:
        print(time.monotonic_ns(), flush=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(arms: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each arm answers, after one round that does not count; they take turns, so that a busy moment of the machine hits all."""
    answers: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(rounds + 1):
        for name, arm in arms.items():
            answers[name].append(arm())
    return {name: median(found[1:]) for name, found in answers.items()}


def figures() -> dict[str, float]:
    """Everything measured."""
    with tempfile.TemporaryDirectory(prefix="workbench-benchmark-") as folder:
        log, raw = SqliteLog(Path(folder) / "log.db", VOCABULARY), bare(Path(folder) / "raw.db")
        appending = append(log, raw)
        replaying = replay(log, raw)
        events = log.head
        log.close()
        raw.close()
        woken = wakes(Path(folder) / "wake.db")
    return {
        "append_1000_vs_raw": appending["raw"] / appending["log"],
        "append_1000_per_s": BATCH / appending["log"],
        "raw_1000_per_s": BATCH / appending["raw"],
        "replay_vs_scan": replaying["raw"] / replaying["log"],
        "replay_per_s": events / replaying["log"],
        "wake_ms_p50": woken[len(woken) // 2],
        "wake_ms_p99": woken[len(woken) * 99 // 100],
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object too, on the last line.")
@click.option("--follow", "path", type=Path, hidden=True)
def main(as_json: bool, path: Path | None) -> None:
    """Measure the log."""
    if path is not None:
        follow(path)
        return
    found = figures()
    for name, value in found.items():
        click.echo(f"{name:20} {value:12,.3f}")
    if as_json:
        click.echo(json.dumps({"name": "log", "figures": found}))


if __name__ == "__main__":
    main()
