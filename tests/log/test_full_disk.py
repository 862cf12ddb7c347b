"""A disk that runs full loses nothing acknowledged, and says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.log.child import ROOT, command, fill
from tests.words import WORDS
from workbench.log import SqliteLog, verify


@pytest.mark.parametrize("size", [150_000, 1_000_000, 6_000_000])
def test_a_limit_on_the_size_of_files(tmp_path: Path, size: int) -> None:
    done = subprocess.run(
        command("limited", tmp_path / "log.db", size), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    log = SqliteLog(tmp_path / "log.db", WORDS)
    assert [record.position for record in log.read()] == json.loads(done.stdout)
    verify(log)
    log.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root on Linux only")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk may not be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("ballast", [1_200_000, 1_900_000])
def test_a_small_disk(small_disk: Path, ballast: int) -> None:
    log = SqliteLog(small_disk / "log.db", WORDS)
    (small_disk / "ballast").write_bytes(b"x" * ballast)
    acknowledged = fill(log, (small_disk / "ballast").unlink)
    log.close()
    log = SqliteLog(small_disk / "log.db", WORDS)
    assert [record.position for record in log.read()] == acknowledged
    verify(log)
    log.close()
