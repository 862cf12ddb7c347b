"""A server's announcement is there while it runs, for its owner alone, and is not taken from one that came after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from workbench.core.announcement import Announcement, announced, find_announced


def test_it_says_where_and_who_while_it_lasts(tmp_path: Path) -> None:
    assert find_announced(tmp_path, "hub") is None
    with announced(tmp_path, "hub", "http://127.0.0.1:1"):
        assert find_announced(tmp_path, "hub") == Announcement("http://127.0.0.1:1", os.getpid())
        assert (tmp_path / "hub.json").stat().st_mode & 0o777 == 0o600
    assert find_announced(tmp_path, "hub") is None
    assert list(tmp_path.iterdir()) == []


def test_that_of_a_later_server_is_left(tmp_path: Path) -> None:
    with announced(tmp_path, "hub", "http://127.0.0.1:1"):
        later = announced(tmp_path, "hub", "http://127.0.0.1:2")
        later.__enter__()
    assert find_announced(tmp_path, "hub") == Announcement("http://127.0.0.1:2", os.getpid())
    later.__exit__(None, None, None)
    assert list(tmp_path.iterdir()) == []


def test_that_of_a_killed_server_is_not_believed(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from workbench.core.announcement import announced
with announced(Path(sys.argv[1]), "hub", "http://127.0.0.1:1"):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode < 0
    assert (tmp_path / "hub.json").exists()
    assert find_announced(tmp_path, "hub") is None
    (tmp_path / "hub.json").write_bytes(b"half an annou")
    assert find_announced(tmp_path, "hub") is None
