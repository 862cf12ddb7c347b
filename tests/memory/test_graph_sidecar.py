"""The graph of a lab in a folder, whose server is killed, deleted and shared."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from workbench.app import Lab
from workbench.memory.events import MemoryCreated
from workbench.stores import graph_sidecar

pytestmark = pytest.mark.slow

ALL = """MATCH (n) WHERE NOT n:Checkpoint OPTIONAL MATCH (n)-[r]->(m)
RETURN n, type(r) AS type, properties(r) AS said, coalesce(m.id, m.name) AS other
ORDER BY labels(n)[0], coalesce(n.id, n.name), type, other"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    graph_sidecar(tmp_path / "lab").stop()


def remember(lab: Lab, count: int) -> None:
    events = [
        lab.scribe.event(
            "agent/ada", f"memory/{number}", MemoryCreated(text="x", concept="a.b", links=(f"memory/{number - 1}",))
        )
        for number in range(count)
    ]
    lab.log.append(events)


def test_a_server_killed_in_the_middle_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.memory.graph_index._BATCH", 5)
    killed = []

    def kill(done: int, total: int) -> None:
        running = graph_sidecar(folder).find()
        if done == 10 and running is not None:
            os.kill(running.server, signal.SIGKILL)
            killed.append(running.server)

    with workbench.open(folder) as lab:
        remember(lab, 23)
        assert lab.graph.index.catch_up(kill) == 23
        assert len(killed) == 1
        lived = lab.graph.query(ALL)
        kinds = {
            type: sum(row["type"] == type for row in lived) for type in ("REMEMBERS", "ABOUT", "REFERS_TO", "PART_OF")
        }
        assert kinds == {"REMEMBERS": 23, "ABOUT": 23, "REFERS_TO": 22, "PART_OF": 1}
        lab.graph.index.rebuild()
        assert lab.graph.query(ALL) == lived


def test_a_deleted_graph_is_made_again(folder: Path) -> None:
    with workbench.open(folder) as lab:
        remember(lab, 7)
        before = lab.graph.query(ALL), lab.graph.concepts(), lab.graph.neighbours("memory/3", 2)
    graph_sidecar(folder).stop()
    shutil.rmtree(folder / "graph")
    with workbench.open(folder) as lab:
        assert (lab.graph.query(ALL), lab.graph.concepts(), lab.graph.neighbours("memory/3", 2)) == before


def test_an_own_graph_of_another_history_is_replaced(folder: Path) -> None:
    with workbench.open(folder) as lab:
        remember(lab, 3)
        lab.graph.index.catch_up()
        lab.graph.index.store.write([("MATCH (c:Checkpoint) SET c.epoch = 'another', c.position = 99", {})])
        lab.graph.index.store.write([("CREATE (:Memory {id: 'of another history'})", {})])
    with workbench.open(folder) as lab:
        assert [row["id"] for row in lab.graph.query("MATCH (m:Memory) RETURN m.id AS id ORDER BY id")] == [
            "memory/0",
            "memory/1",
            "memory/2",
        ]


def test_processes_follow_at_once(folder: Path) -> None:
    code = """
import sys, workbench
with workbench.open(sys.argv[1]) as lab:
    agent = lab.agent(sys.argv[2])
    for number in range(10):
        agent.remember(f"{agent.name} counts to {number}.", concept=agent.name)
        found = [concept for concept in lab.graph.concepts(99) if concept.name == agent.name]
        assert found[0].memories == number + 1, found
"""
    children = [subprocess.Popen([sys.executable, "-c", code, str(folder), name]) for name in ("Ada", "Boris")]
    assert [child.wait(110) for child in children] == [0, 0]
    with workbench.open(folder) as lab:
        assert [concept.memories for concept in lab.graph.concepts()] == [10, 10]
        lived = lab.graph.query(ALL)
        lab.graph.index.rebuild()
        assert lab.graph.query(ALL) == lived


def test_asking_how_it_is_starts_nothing(folder: Path) -> None:
    with workbench.open(folder) as lab:
        remember(lab, 3)
        assert "not running" in lab.graph.check()
        assert lab.graph._repr_mimebundle_()["text/plain"] == repr(lab.graph)
        assert graph_sidecar(folder).find() is None
        lab.graph.concepts()
        assert "3 of 3 events" in lab.graph.check()
