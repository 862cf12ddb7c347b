"""Collections from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbench", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call


def test_documents_are_ingested_listed_and_removed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bees.md").write_text("# Bees\n\nThey dance.\n\n# Honey\n\nIt keeps.")
    (tmp_path / "docs" / "empty.txt").touch()
    (tmp_path / "tea.txt").write_bytes("Tea costs €3.".encode("cp1252"))
    said = run("ingest", "garden", "docs", "tea.txt").stdout.splitlines()
    assert said[0] == "collection/garden: 1 document with 2 passages, 2 of them new; 1 file left out"
    assert said[1].startswith("  left out: empty.txt: ")
    assert "Windows-1252" in said[3]
    again = json.loads(run("ingest", "garden", "docs", "--json").stdout)
    assert [(each["name"], each["added"], each["kept"]) for each in again[0]["documents"]] == [("bees.md", 0, 2)]
    assert run("collections").stdout.split() == ["garden", "2", "documents", "3", "passages"]
    assert [line.split()[-1] for line in run("collections", "garden").stdout.splitlines()] == ["bees.md", "tea.txt"]
    assert run("collections", "garden", "--remove", "tea.txt").stdout == "tea.txt is removed.\n"
    assert [each["name"] for each in json.loads(run("collections", "garden", "--json").stdout)] == ["bees.md"]
    run("collections", "garden", "--drop")
    assert run("collections").stdout == "There is no collection yet.\n"


def test_what_is_wrong_is_said(run: Run, tmp_path: Path) -> None:
    run("ingest", "garden", expect=2)
    assert "There is no file" in run("ingest", "garden", "nowhere.txt", expect=3).stderr
    assert "cannot have one name" in run("ingest", "garden", "a", "b", "--name", "c", expect=2).stderr
    assert "no collection “garden”" in run("collections", "garden", expect=3).stderr
    assert "not said of which" in run("collections", "--drop", expect=2).stderr
