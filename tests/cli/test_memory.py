"""Remembering and recalling from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import workbench

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbench", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call


def test_what_is_remembered_is_recalled(run: Run) -> None:
    said = ("--tag", "bee", "--kind", "episode", "--session", "s", "--when", "2026-03-08 12:00")
    bees = json.loads(run("remember", "Ada", "Bees dance to tell where flowers are.", *said, "--json").stdout)
    assert (bees["agent"], bees["kind"], bees["tags"], bees["session"]) == ("agent/ada", "episode", ["bee"], "s")
    assert bees["when"].startswith("2026-03-08T")
    kettle = run("remember", "Boris", "The kettle is on the stove.", "--session", "s").stdout
    assert kettle.startswith("Boris remembers memory/")
    head, first, around, second, _ = run("recall", "dancing insects", "--explain").stdout.splitlines()
    assert head.split()[:3] == ["score", "=", "words"]
    score, _, keywords, _, meaning, _, who, whose, *rest = first.split()
    assert float(score) == pytest.approx(float(keywords) + float(meaning) + float(who), abs=0.02)
    assert (whose, rest[0], rest[2:4]) == ("agent/ada", "2026-03-08", ["Bees", "dance"])
    assert "around it" in around and "kettle" in around
    assert "kettle" in second


def test_nobody_is_registered_for_what_is_no_memory(run: Run, tmp_path: Path) -> None:
    assert "nothing to remember" in run("remember", "Ada", " ", expect=2).stderr
    with workbench.open(tmp_path / "lab") as lab:
        assert lab.log.head == 0


def test_recall_can_be_narrowed(run: Run, tmp_path: Path) -> None:
    when = datetime(2026, 3, 8, tzinfo=UTC)
    fits: dict[str, Any] = {"kind": "episode", "tags": ["bee"], "session": "s", "when": when}
    with workbench.open(tmp_path / "lab") as lab:
        ada = lab.agent("Ada")
        bees = ada.remember("Bees dance.", **fits)
        lab.agent("Boris").remember("Bees dance.", **fits)
        for change in ({"kind": "fact"}, {"tags": []}, {"session": "t"}, {"when": when.replace(year=2025)}):
            ada.remember("Bees dance.", **{**fits, **change})
        ada.remember("Bees dance.", **{**fits, "when": when.replace(month=5)})
        head = lab.log.head
        ada.remember("Bees dance.", **fits)
    narrowed = ("--agent", "Ada", "--kind", "episode", "--tag", "bee", "--session", "s")
    narrowed += ("--since", "2026-03-01", "--until", "2026-04-01", "--at", str(head), "--json")
    hits = json.loads(run("recall", "bees", *narrowed).stdout)
    assert [hit["memory"]["id"] for hit in hits] == [bees.id]
    assert hits[0]["parts"].keys() == {"keywords", "meaning", "who", "links"}
    assert run("recall", "bees", "--session", "none").stdout == "Nothing is remembered that fits.\n"


def test_what_makes_no_sense_is_told_so(run: Run, tmp_path: Path) -> None:
    assert "no lab" in run("recall", "bees", expect=3).stderr
    assert not (tmp_path / "lab").exists()
    run("remember", "Ada", "  ", expect=2)
    run("remember", "Ada", "t", "--when", "3", expect=2)
    run("recall", "", expect=2)
    said = json.loads(run("recall", "bees", "--agent", "Nobody", "--json", expect=3).stderr)
    assert said["error"] == "NotFound"
    assert said["remedy"]
