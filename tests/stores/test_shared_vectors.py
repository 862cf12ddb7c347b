"""Vectors that the processes of a lab share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from tests.stores.points import ids, random
from tests.stores.processes import python, until, working_for
from workbench.stores import chroma_sidecar, open_vectors

WRITE = """
import sys
from pathlib import Path
import numpy as np
from workbench.stores import open_vectors
folder, me = Path(sys.argv[1]), int(sys.argv[2])
store = open_vectors(folder, "memories")
points = np.random.default_rng(me).normal(size=(300, 16))
print("ready", flush=True)
sys.stdin.readline()
for start in range(0, 300, 20):
    ids = [f"{me}-{row}" for row in range(start, start + 20)]
    store.upsert(ids, points[start : start + 20], [{"writer": str(me)}] * 20)
store.close()
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    chroma_sidecar(tmp_path).stop()
    assert working_for(tmp_path) == []


def test_collections_of_a_lab_are_apart_and_outlive_their_handle(lab: Path) -> None:
    first, second = open_vectors(lab, "memories"), open_vectors(lab, "passages")
    first.upsert(["a"], random(1), [{}])
    assert second.count() == 0
    first.close()
    second.close()
    chroma_sidecar(lab).stop()
    again = open_vectors(lab, "memories")
    assert ids(again.query(random(1), 9, {})) == [["a"]]
    again.close()


def test_another_handle_may_clear(lab: Path) -> None:
    one, other = open_vectors(lab, "memories"), open_vectors(lab, "memories")
    one.upsert(["a"], random(1), [{}])
    assert other.count() == 1
    one.clear()
    assert other.count() == 0
    one.clear()
    other.upsert(["b"], random(1), [{}])
    assert one.count() == 1
    one.close()
    other.close()


def test_three_processes_write_at_once_and_lose_nothing(lab: Path) -> None:
    with ExitStack() as stack:
        writers = [stack.enter_context(python(WRITE, lab, number)) for number in range(3)]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            writer.communicate("go\n")
        assert [writer.returncode for writer in writers] == [0, 0, 0]
    store = open_vectors(lab, "memories")
    assert store.count() == 900
    for number in range(3):
        points = np.random.default_rng(number).normal(size=(300, 16)).astype(np.float32)
        assert ids(store.query(points, 1, {"writer": str(number)})) == [[f"{number}-{row}"] for row in range(300)]
    store.close()


@pytest.mark.parametrize("victim", ["server", "pid"])
def test_a_killed_server_is_started_again_with_its_data(lab: Path, victim: str) -> None:
    store = open_vectors(lab, "memories")
    points = random(50)
    store.upsert([f"{row:02}" for row in range(50)], points, [{}] * 50)
    sidecar = chroma_sidecar(lab)
    was = sidecar.find()
    assert was is not None
    os.kill(getattr(was, victim), signal.SIGKILL)
    until(lambda: sidecar.find() is None)
    assert store.count() == 50
    assert ids(store.query(points, 1, {})) == [[f"{row:02}"] for row in range(50)]
    now = sidecar.find()
    assert now is not None
    assert now.pid != was.pid
    store.close()


def test_a_stopped_server_comes_back_on_demand(lab: Path) -> None:
    store = open_vectors(lab, "memories")
    store.upsert(["a"], random(1), [{}])
    assert chroma_sidecar(lab).stop()
    store.upsert(["b"], random(1), [{}])
    assert store.count() == 2
    store.close()


def test_everything_is_written_to_the_labs_folder(lab: Path) -> None:
    store = open_vectors(lab, "memories")
    store.upsert(["a"], random(1), [{}])
    store.close()
    assert {path.name for path in lab.iterdir()} == {"chroma", "run"}
    assert (lab / "chroma" / "chroma.sqlite3").exists()


def test_a_proxy_or_settings_for_chroma_in_the_environment_change_nothing(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("CHROMA_PORT", "not a port")
    monkeypatch.delenv("NO_PROXY", raising=False)
    store = open_vectors(lab, "memories")
    store.upsert(["a"], random(1), [{}])
    assert store.count() == 1
    store.close()
