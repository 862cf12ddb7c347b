"""Several processes write and follow one log."""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path

from tests.log.child import ROOT, command
from tests.words import WORDS, notes
from workbench.log import SqliteLog, verify

EACH = 150


def test_four_write_while_two_follow(tmp_path: Path) -> None:
    path = tmp_path / "log.db"  # the first to come makes it, whoever that is
    with ExitStack() as stack:

        def start(*arguments: object) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, cwd=ROOT)
            return stack.enter_context(process)

        followers = [start("follow", path, 4 * EACH) for _ in range(2)]
        writers = [start("write", path, name, EACH) for name in "abcd"]
        written = [json.loads(writer.communicate(timeout=60)[0]) for writer in writers]
        seen = [json.loads(follower.communicate(timeout=60)[0].splitlines()[-1]) for follower in followers]
    everything = list(range(1, 4 * EACH + 1))
    assert sorted(position for positions in written for position in positions) == everything
    assert seen[0] == seen[1]
    assert seen[0][0] == everything
    log = SqliteLog(path, WORDS)
    for name, positions in zip("abcd", written, strict=True):
        mine = list(log.read(source=f"agent/{name}"))
        assert [record.position for record in mine] == positions
        assert [record.event for record in mine] == notes(EACH, source=f"agent/{name}")
    assert verify(log).events == 4 * EACH
    log.close()
