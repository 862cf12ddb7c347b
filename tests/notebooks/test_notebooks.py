"""Every notebook is paired, stripped, and runs from top to bottom."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest
import workbench
from workbench.stores import chroma_sidecar

ROOT = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(ROOT.rglob("*.ipynb"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def _papermill(notebook: Path, *parameters: str, out: Path) -> None:
    command = [sys.executable, "-m", "papermill", str(notebook), str(out), "--no-progress-bar", *parameters]
    done = subprocess.run(command, cwd=out.parent, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr[-3000:]


def test_there_are_notebooks() -> None:
    assert {path.parent.name for path in NOTEBOOKS} >= {"tour", "jobs"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_and_script_are_a_pair(notebook: Path) -> None:
    ours = [(cell.cell_type, cell.source) for cell in jupytext.read(notebook).cells]
    assert ours == [(cell.cell_type, cell.source) for cell in jupytext.read(notebook.with_suffix(".py")).cells]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(notebook: Path) -> None:
    for cell in json.loads(notebook.read_text())["cells"]:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


def test_the_tour_runs(place: Path) -> None:
    tour = ROOT / "tour" / "01_a_lab_in_three_lines.ipynb"
    _papermill(tour, "-p", "place", str(place), "-p", "objects", "24", out=place.parent / "out.ipynb")
    with workbench.open(place) as lab:
        assert lab.observatory.level("Ada").value
        assert len(list(lab.log.read(kinds=["exam.completed"]))) == 1


def test_the_job_shows_its_events_while_it_runs(place: Path) -> None:
    job = ROOT / "jobs" / "study.ipynb"
    with workbench.open(place) as lab:
        follow = lab.log.follow(0)
        out = place.parent / "out.ipynb"
        parameters = ("-p", "lab_folder", str(place), "-p", "technology", "json", "-p", "agent_name", "Boris")
        running = subprocess.Popen(
            [sys.executable, "-m", "papermill", str(job), str(out), "--no-progress-bar", *parameters],
            cwd=place.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            first = follow.next(timeout=90)
            assert first is not None
            assert first.event.source == "agent/boris"
            assert running.poll() is None, "seen here while the job still runs there"
            assert running.wait(90) == 0
        finally:
            running.kill()
            running.wait()
            follow.close()
        assert lab.observatory.figure("learning", "Boris").value
    assert any(cell["outputs"] for cell in json.loads(out.read_text())["cells"] if cell["cell_type"] == "code")
