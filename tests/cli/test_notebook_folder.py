"""The lab's notebooks: ours arrive and are brought up to date, and what somebody changed stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli.notebook_folder import fill
from workbench.core.errors import BadLab


def notebook(text: str, **more: object) -> str:
    cell = {"cell_type": "code", "source": [text], "outputs": [], "metadata": {}, "execution_count": None, **more}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    (folder / "tour" / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "tour" / "1.ipynb").write_text(notebook("one"))
    (folder / "tour" / "1.py").write_text("one")
    (folder / "tour" / ".ipynb_checkpoints" / "1.ipynb").write_text(notebook("one"))
    return folder


def test_only_notebooks_arrive(shipped: Path, tmp_path: Path) -> None:
    fill(tmp_path / "lab" / "notebooks", shipped)
    found = {path.relative_to(tmp_path / "lab").as_posix() for path in (tmp_path / "lab").rglob("*") if path.is_file()}
    assert found == {"notebooks/tour/1.ipynb", "notebooks/.shipped.json"}


def test_what_was_only_opened_is_brought_up_to_date(shipped: Path, tmp_path: Path) -> None:
    ours, theirs = shipped / "tour" / "1.ipynb", tmp_path / "lab" / "tour" / "1.ipynb"
    fill(tmp_path / "lab", shipped)
    opened = json.loads(theirs.read_text())
    opened["metadata"]["language_info"] = {"name": "python"}  # JupyterLab writes it into each notebook that it opens
    opened["cells"][0]["source"] = "".join(opened["cells"][0]["source"])
    theirs.write_text(json.dumps(opened))
    ours.write_text(notebook("two"))
    fill(tmp_path / "lab", shipped)
    assert theirs.read_text() == notebook("two")


@pytest.mark.parametrize(
    "mine",
    [notebook("mine"), notebook("one", outputs=[{"output_type": "stream", "name": "stdout", "text": "a result"}]), "?"],
    ids=["edited", "run", "broken"],
)
def test_what_was_changed_stays(shipped: Path, tmp_path: Path, mine: str) -> None:
    theirs = tmp_path / "lab" / "tour" / "1.ipynb"
    fill(tmp_path / "lab", shipped)
    theirs.write_text(mine)
    for text in ("one", "two"):
        (shipped / "tour" / "1.ipynb").write_text(notebook(text))
        fill(tmp_path / "lab", shipped)
        assert theirs.read_text() == mine


def test_what_was_there_before_us_stays_and_what_is_gone_comes_back(shipped: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "lab" / "tour" / "1.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text(notebook("mine"))
    fill(tmp_path / "lab", shipped)
    assert theirs.read_text() == notebook("mine")
    theirs.unlink()
    fill(tmp_path / "lab", shipped)
    assert theirs.read_text() == notebook("one")


def test_a_folder_that_cannot_be_written_is_named(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "lab").write_text("a file")
    with pytest.raises(BadLab, match="lab"):
        fill(tmp_path / "lab", shipped)
