"""A writer that is killed loses nothing that it had acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

from tests.log.child import ROOT, command
from tests.words import WORDS
from workbench.log import SqliteLog, verify

KILLS = int(os.environ.get("WORKBENCH_KILLS", "30"))
A_LOG = 10


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: dict[int, str] = {}
    with subprocess.Popen(command("mortals"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as mother:
        assert mother.stdin and mother.stdout
        for kill in range(KILLS):
            path = tmp_path / f"{kill // A_LOG}.db"  # every so often one dies while it makes the file
            if kill % A_LOG == 0:
                acknowledged = {}
            mother.stdin.write(json.dumps([str(path), kill]).encode() + b"\n")
            mother.stdin.flush()
            enough, delay = chance.randint(0, 5), chance.uniform(0, 0.004)
            pid, heard, killed = 0, 0, False
            for line in mother.stdout:
                said = json.loads(line)
                pid = said.get("pid", pid)
                if "ended" in said:
                    assert said["ended"] == signal.SIGKILL
                    break
                acknowledged.update(said.get("acknowledged", ()))
                heard += "acknowledged" in said
                if pid and heard >= enough and not killed:
                    killed = True
                    threading.Thread(target=_kill, args=(pid, delay)).start()
            _check(path, acknowledged)
        mother.stdin.close()
    assert mother.returncode == 0
    assert acknowledged


def _kill(pid: int, delay: float) -> None:
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)


def _check(path: Path, acknowledged: dict[int, str]) -> None:
    log = SqliteLog(path, WORDS)
    there = {record.position: record.event.id for record in log.read()}
    assert list(there) == list(range(1, len(there) + 1))
    assert acknowledged.items() <= there.items()
    assert verify(log).events == len(there)
    log.close()
