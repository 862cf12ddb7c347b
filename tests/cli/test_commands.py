"""The command line as a person and as a program uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import workbench
from workbench.stores import chroma_sidecar

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    def call(*arguments: str, expect: int = 0, **more: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbench", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, **more)  # type: ignore[call-overload]
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done  # type: ignore[no-any-return]

    yield call
    chroma_sidecar(tmp_path / "lab").stop()


@pytest.mark.slow
def test_study_examine_and_look(run: Run) -> None:
    study = json.loads(run("study", "Ada", "json", "--depth", "deep", "--json").stdout)
    assert study["studied"] > 10
    exam = json.loads(run("examine", "Ada", "json", "--json").stdout)
    assert 0 < exam["proficiency"] <= 1
    assert exam["low"] <= exam["proficiency"] <= exam["high"]
    assert "predicted" in run("examine", "Ada", "json").stdout
    status = json.loads(run("status", "--json").stdout)
    assert status["agents"] == 1
    assert status["running"].keys() == {"chroma"}
    lines = run("events", "--kind", "exam.completed", "--json").stdout.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["exam.completed"] * 2
    assert len(run("events", "--agent", "Ada", "--limit", "3").stdout.splitlines()) == 3
    assert run("stop").stdout == "Stopped: chroma.\n"
    assert run("stop").stdout == "Nothing was running.\n"


def test_a_log_travels(run: Run, tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        for text in "abc":
            lab.agent("Ada").report("insight.raised", text=text)
    verified = json.loads(run("log", "verify", "--json").stdout)
    exported = run("log", "export").stdout
    assert len(exported.splitlines()) == verified["events"] == 4
    imported = json.loads(run("log", "import", "--lab", "copy", "--json", input=exported).stdout)
    assert imported == {"new": 4, "head": 4}
    assert json.loads(run("log", "verify", "--lab", "copy", "--json").stdout) == verified
    assert json.loads(run("log", "import", "--lab", "copy", "--json", input=exported).stdout) == {"new": 0, "head": 4}


def test_what_goes_wrong_has_a_code_and_a_remedy(run: Run, tmp_path: Path) -> None:
    assert "install it" in run("study", "Ada", "no_such_package", expect=3).stderr.lower()
    assert run("examine", "Nobody", "json", expect=3).stderr.startswith("Error: There is no agent")
    run("events", "--since", "when pigs fly", expect=2)
    run("study", "Ada", "json", "--depth", "profound", expect=2)
    run("no-such-command", expect=2)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "main.tex").write_text("precious")
    said = json.loads(run("status", "--lab", "thesis", "--json", expect=7).stderr)
    assert said["error"] == "BadLab"
    assert said["remedy"]
    run("open", expect=6)


def test_a_changed_history_is_found(run: Run, tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        for text in "abc":
            lab.agent("Ada").remember(text)
    import apsw

    connection = apsw.Connection(str(tmp_path / "lab" / "log.db"))
    connection.execute("UPDATE events SET body = replace(body, '\"b\"', '\"x\"') WHERE position = 3")
    connection.close()
    assert "position 3" in run("log", "verify", expect=7).stderr


def test_help_and_version_are_quick_to_say(run: Run) -> None:
    assert "study" in run("--help").stdout
    assert workbench.__version__ in run("--version").stdout
