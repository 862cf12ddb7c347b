"""The public face: what a notebook does with a lab."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import workbench
from workbench.core.errors import BadInput, BadLab, NotFound
from workbench.stores import chroma_sidecar


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def test_three_lines_make_a_lab(folder: Path) -> None:
    with workbench.open(folder) as lab:
        ada = lab.agent("Ada", interests=["asyncio"])
        assert lab.log.head == 1
        assert repr(lab) == "<Lab lab: 1 agent, 1 event>"
        assert ada.interests == ("asyncio",)
    with workbench.open(folder) as lab:
        assert lab.agent("Ada").id == ada.id
        assert lab.log.head == 1


def test_a_figure_leads_to_its_events() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        for text in ("one", "two", "three"):
            ada.remember(text, concept=text)
        figure = lab.observatory.level("Ada")
        assert figure.status == "live"
        assert figure.events == 3 == len(lab.explain(figure))
        assert [r.position for r in lab.explain(figure)] == [2, 3, 4]
        assert lab.explain(figure.id) == lab.explain(figure)
        assert (figure.first, figure.last) == (2, 4)


def test_the_past_answers_as_it_was() -> None:
    with workbench.open("memory:", seed=1) as lab:
        ada = lab.agent("Ada")
        ada.remember("one", concept="a")
        then, head = lab.observatory.level("Ada"), lab.log.head
        moment = lab.clock.now()
        lab.clock.advance(600)  # type: ignore[attr-defined]
        ada.remember("two", concept="b")
        for said in (head, str(head), moment, moment + timedelta(seconds=1), "9 minutes ago"):
            past = lab.at(said)
            assert past.position == head
            assert past.observatory.level("Ada").value == then.value
            assert past.observatory.level("Ada").status == "replayed"
        assert lab.observatory.level("Ada").value != then.value
        assert lab.at(0).members.all() == []
        with pytest.raises(NotFound, match="not happened yet"):
            lab.at(lab.log.head + 1)
        with pytest.raises(NotFound, match="yet to come"):
            lab.at(lab.clock.now() + timedelta(seconds=1))
        with pytest.raises(BadInput):
            lab.at("when pigs fly")


def test_memories_are_found_by_meaning_in_a_folder(folder: Path) -> None:
    with workbench.open(folder) as lab:
        ada = lab.agent("Ada")
        ada.remember("The kettle is on the stove.")
        ada.remember("Futures can be awaited.", tags=["asyncio"])
        lab.agent("Boris").remember("Coroutines are awaited, too.")
        hits = ada.recall("asynchronous programming", k=2)
        assert [hit.memory.text for hit in hits] == ["Futures can be awaited.", "The kettle is on the stove."]
        assert hits[0].similarity > hits[1].similarity
        assert hits[0].memory.tags == ("asyncio",)


def test_another_process_finds_what_this_one_remembered(folder: Path) -> None:
    code = f"""
import workbench
with workbench.open({str(folder)!r}) as lab:
    ada = lab.agent("Ada")
    ada.remember("Bees dance.")
    print([hit.memory.text for hit in ada.recall("insects", k=3)])
"""
    with workbench.open(folder) as lab:
        lab.agent("Ada").remember("Ants follow trails.")
        lab.agent("Ada").recall("animals")
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert "Bees dance." in said.stdout and "Ants follow trails." in said.stdout
        assert [hit.memory.text for hit in lab.agent("Ada").recall("dancing", k=1)] == ["Bees dance."]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(BadLab, match="no lab"):
        workbench.open(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]
