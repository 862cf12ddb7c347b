"""`workbench index`: how far the indexes are, and making them anew."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import workbench
from workbench.stores import chroma_sidecar, graph_sidecar

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    def call(*arguments: str, expect: int = 0) -> str:
        command = [sys.executable, "-m", "workbench", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    yield call
    for sidecar in (chroma_sidecar, graph_sidecar):
        sidecar(tmp_path / "lab").stop()


@pytest.mark.slow
def test_indexes_are_told_of_and_made_anew(run: Run, tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada").remember("Bees dance.", concept="bees")
    before = json.loads(run("index", "status", "--json"))
    assert (before["head"], before["graph"]["runs"], before["graph"]["position"]) == (2, False, None)
    assert graph_sidecar(tmp_path / "lab").find() is None
    assert json.loads(run("index", "rebuild", "--json")) == {"vectors": 2, "graph": 2}
    after = json.loads(run("index", "status", "--json"))
    assert (after["graph"]["runs"], after["graph"]["position"], after["vectors"]["position"]) == (True, 2, 2)
    assert "made up to event 2" in run("index", "status")
    assert "graph: made anew up to event 2" in run("index", "rebuild", "graph")
    with workbench.open(tmp_path / "lab") as lab:
        assert [hit.memory.text for hit in lab.agent("Ada").recall("bees")] == ["Bees dance."]
        assert lab.graph.concepts()[0].name == "bees"
    running = json.loads(run("status", "--json"))["running"]
    assert running["graph"]["url"].startswith("bolt://127.0.0.1:")
    assert run("stop") == "Stopped: chroma, graph.\n"


def test_a_graph_that_is_away_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada")
    monkeypatch.setenv("WORKBENCH_GRAPH", "bolt://neo4j:secret@127.0.0.1:1")
    said = json.loads(run("index", "status", "--json"))["graph"]
    assert (said["place"], said["runs"]) == ("bolt://127.0.0.1:1", False)
    assert "does not answer" in said["problem"]
    told = run("index", "rebuild", "graph", expect=6)
    assert "127.0.0.1:1" in told
    assert "secret" not in told
