"""Every notebook is paired, stripped, and runs from top to bottom."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest

import workbench
from benchmarks.recall_docs import write_documentation
from tests.benchmarks.test_answers import written
from tests.cli.running import Running
from workbench.stores import chroma_sidecar

ROOT = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(ROOT.rglob("*.ipynb"))
_SMALL = {
    "01": {"objects": 8},
    "02": {"objects": 8},
    "03": {"objects": 8, "steps": 4},
    "04": {"objects": 8},
    "05": {"files": 16},
    "06": {"objects": 8},
    "07": {"objects": 8},
}
_REPORTED = ("exam.completed", "task.completed", "decision.recorded", "decision.resolved", "insight.raised")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def _papermill(notebook: Path, *parameters: str, out: Path) -> None:
    command = [sys.executable, "-m", "papermill", str(notebook), str(out), "--no-progress-bar", *parameters]
    done = subprocess.run(command, cwd=out.parent, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr[-3000:]


def _run(notebook: Path, lab: Path, **parameters: object) -> str:
    """Run a notebook where `workbench.open()` opens this lab; gives all that it shows, in plain text."""
    out = lab.parent / f"out-{notebook.name}"
    given = [part for name, value in parameters.items() for part in ("-p", name, str(value))]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBENCH_LAB", str(lab))
        _papermill(notebook, *given, out=out)
    cells = [cell for cell in json.loads(out.read_text())["cells"] if cell["cell_type"] == "code"]
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return "\n".join("".join(text) for text in texts)


def test_there_are_notebooks() -> None:
    assert {path.parent.name for path in NOTEBOOKS} == {"tour", "jobs", "studies", "voila"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_and_script_are_a_pair(notebook: Path) -> None:
    ours = [(cell.cell_type, cell.source) for cell in jupytext.read(notebook).cells]
    assert ours == [(cell.cell_type, cell.source) for cell in jupytext.read(notebook.with_suffix(".py")).cells]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(notebook: Path) -> None:
    for cell in json.loads(notebook.read_text())["cells"]:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_the_tour_can_be_walked(place: Path) -> None:
    """One notebook after the other, in one lab and beside a hub, as the reader does; the last one reports to that hub."""
    tour = sorted((ROOT / "tour").glob("*.ipynb"))
    assert [notebook.name[:2] for notebook in tour] == ["01", "02", "03", "04", "05", "06", "07"]
    with workbench.open(place) as lab, Running("serve", lab=place):
        said = {notebook.name[:2]: _run(notebook, place, **_SMALL[notebook.name[:2]]) for notebook in tour}
        assert [member.name for member in lab.members.all()] == ["Iris"], "no others are needed, and none are made"
        assert lab.observatory.level("Iris").value
        assert {kind for kind in _REPORTED if not list(lab.log.read(kinds=[kind]))} == set()
        assert not list(lab.log.read(kinds=["task.failed"]))
        first, again, other = re.findall(r"^[0-9a-f]{64}$", said["03"], re.MULTILINE)
        assert first == again != other, "the same past twice"
        assert len(set(re.findall(r"(?:events|figure says): (\d\.\d+)", said["04"]))) == 1, "the sum was the figure"
        positions = [record.position for record in lab.log.read(kinds=["insight.raised"])]
        assert f"201 {{'positions': {positions}}}" in said["05"]
    assert (place.parent / "level.svg").read_text().startswith("<?xml")


def test_the_first_of_the_tour_makes_a_lab(place: Path) -> None:
    said = _run(ROOT / "tour" / "01_a_lab_in_three_lines.ipynb", place, **_SMALL["01"])
    assert "8 objects studied, 0 known before" in said
    assert re.search(r"Iris studies statistics: 8 of 8, [0-9.]+ s", said)
    assert "Output()" not in said, "a saved notebook reads well without a widget manager"
    with workbench.open(place) as lab:
        assert lab.observatory.figure("learning", "Iris").value is not None
        assert len(list(lab.log.read(kinds=["exam.completed"]))) == 1


def test_the_last_of_the_tour_needs_no_hub(place: Path) -> None:
    said = _run(ROOT / "tour" / "05_your_own_agent.ipynb", place, **_SMALL["05"])
    assert "No hub serves this lab now." in said
    with workbench.open(place) as lab:
        assert not list(lab.log.read(kinds=["insight.raised"]))
        assert len(list(lab.log.read(kinds=["decision.resolved"]))) == _SMALL["05"]["files"]


@pytest.mark.slow
def test_the_one_about_memory_remembers_revises_and_forgets(place: Path) -> None:
    said = _run(ROOT / "tour" / "06_what_it_remembers.ipynb", place, **_SMALL["06"])
    assert "now:  Black tea takes three minutes" in said
    assert "then: Black tea takes four minutes" in said
    assert re.search(r"<MemoryMap: \d+ memories", said)
    with workbench.open(place) as lab:
        assert len(list(lab.log.read(kinds=["memory.forgotten"]))) == 1
        assert "flour" not in " ".join(memory.text for memory in lab.memory.newest(100))


@pytest.mark.slow
def test_the_one_about_asking_answers_refuses_and_removes(place: Path) -> None:
    said = _run(ROOT / "tour" / "07_asking.ipynb", place, **_SMALL["07"])
    assert "must not feed it. [1]" in said
    assert "The material does not answer this." in said
    assert "understood as: May guests feed it? (The tea house › The cat" in said
    assert re.search(r"now:\n.*closes at eight\.(.|\n)*then:\n.*closes at six\.", said)
    with workbench.open(place) as lab:
        assert [collection.name for collection in lab.collections.list()] == ["packages"]
        assert not lab.conversations.list()
        removed = list(lab.log.read(kinds=["document.removed"]))
        assert len(removed) == 1
        assert "Pekoe" not in str(list(lab.log.read()))


@pytest.mark.slow
def test_the_study_of_recall_compares_its_arms(place: Path) -> None:
    """On what is installed, and on a folder in the layout of BEIR."""
    study = ROOT / "studies" / "recall.ipynb"
    said = _run(study, place, technologies="json", questions=12, resamples=200)
    assert re.search(r"ours +\d\.\d\d \(\d\.\d\d to \d\.\d\d\)", said)
    folder = write_documentation("json", place.parent, 5)
    assert "5 questions" in _run(study, place, data=folder, resamples=200)


@pytest.mark.slow
def test_the_study_of_answers_compares_confidence_with_what_came(place: Path) -> None:
    said = _run(ROOT / "studies" / "answers.ipynb", place, data=written(place.parent / "small"), resamples=200)
    assert "3 questions, 2 of which have an answer" in said
    assert re.search(r"expected calibration error 0\.\d{3}", said)
    assert re.search(r"without one +1: .*refused 1\.00", said)


def test_the_page_of_a_lab_runs(place: Path) -> None:
    with workbench.open(place) as lab:
        lab.agent("Ada").remember("Futures can be awaited.", concept="asyncio")
    said = _run(ROOT / "voila" / "observatory.ipynb", place)
    assert "Ada remembered" in said
    assert "level of lab" in said


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
