"""Locks between processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stores.processes import python, until
from workbench.core.errors import Unavailable
from workbench.stores.lock import FileLock

HOLD = """
import sys
from pathlib import Path
from workbench.stores.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.readline()
"""


def test_one_holds_it_alone(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.take()
    assert one.held
    assert not other.take()
    assert not other.take(shared=True, patience=0.05)
    assert not other.held
    one.drop()
    one.drop()
    assert other.take()
    other.drop()


def test_many_share_it_but_not_with_one_who_wants_it_alone(tmp_path: Path) -> None:
    locks = [FileLock(tmp_path / "lock") for _ in range(3)]
    assert locks[0].take(shared=True)
    assert locks[1].take(shared=True)
    assert not locks[2].take()
    locks[0].drop()
    assert not locks[2].take()
    locks[1].drop()
    assert locks[2].take()
    locks[2].drop()


def test_it_vanishes_with_its_process(tmp_path: Path) -> None:
    with python(HOLD, tmp_path / "lock") as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        mine = FileLock(tmp_path / "lock")
        assert not mine.take()
        holder.kill()
        until(mine.take)
        mine.drop()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        FileLock(tmp_path / "nowhere" / "lock").take()
