"""The index follows the log, and can be made again from it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from workbench.core.errors import BadInput, NotFound, Unavailable
from workbench.memory.events import MemoryCreated, MemoryUpdated
from workbench.stores import chroma_sidecar

FACTS = ["Bees dance to tell where flowers are.", "Futures can be awaited.", "The kettle is on the stove."]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def test_a_revised_memory_is_found_by_what_it_says_now() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        memories = [ada.remember(fact) for fact in FACTS]
        assert ada.recall("insects")[0].memory.id == memories[0].id
        text = "Kubernetes schedules containers."
        lab.log.append([lab.scribe.event(ada.id, memories[0].id, MemoryUpdated(text=text))])
        lab.log.append([lab.scribe.event(ada.id, memories[1].id, MemoryUpdated(importance=0.9))])
        assert ada.recall("cluster of machines", k=1)[0].memory.text == text
        assert lab.memory.get(memories[1].id).importance == 0.9
        assert lab.memory.get(memories[1].id).text == FACTS[1]
        assert len(ada.recall("anything", k=50)) == 3


def test_a_revision_of_nothing_is_passed_over() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        lab.log.append([lab.scribe.event(ada.id, "memory/none", MemoryUpdated(text="of nothing"))])
        ada.remember(FACTS[0])
        assert [hit.memory.text for hit in ada.recall("bees")] == [FACTS[0]]
        with pytest.raises(NotFound):
            lab.memory.get("memory/none")


def test_a_memory_made_again_stays_what_and_whose_it_was() -> None:
    with workbench.open("memory:") as lab:
        ada, boris = lab.agent("Ada"), lab.agent("Boris")
        memory = ada.remember(FACTS[0])
        again = MemoryCreated(text=FACTS[2], origin="technology/asyncio")
        lab.log.append([lab.scribe.event(boris.id, memory.id, again)])
        assert [hit.memory for hit in ada.recall("bees")] == [memory]
        assert boris.recall("a kettle") == []
        index = lab.index
        assert index.query(["a kettle"], 1, {"origin": "technology/asyncio"}) == [[]]
        assert index.query([FACTS[0]], 1, {"agent": ada.id})[0][0].similarity == pytest.approx(1.0, abs=1e-3)


def test_bad_questions_are_refused() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        with pytest.raises(BadInput):
            ada.recall("  ")
        with pytest.raises(BadInput):
            ada.recall("bees", k=0)
        with pytest.raises(BadInput):
            ada.remember(" \n")
        assert ada.recall("bees") == []


def test_a_deleted_index_is_made_again(folder: Path) -> None:
    with workbench.open(folder) as lab:
        ada = lab.agent("Ada")
        for fact in FACTS:
            ada.remember(fact)
        (before,) = lab.index.query(["bees"], 3, {"agent": ada.id})
    chroma_sidecar(folder).stop()
    shutil.rmtree(folder / "chroma")
    with workbench.open(folder) as lab:
        (after,) = lab.index.query(["bees"], 3, {"agent": "agent/ada"})
    assert [found.memory for found in after] == [found.memory for found in before]
    assert [found.similarity for found in after] == pytest.approx([found.similarity for found in before], abs=1e-4)


def test_a_checkpoint_of_another_history_is_not_believed(folder: Path) -> None:
    with workbench.open(folder) as lab:
        lab.agent("Ada").remember(FACTS[0])
        lab.index.catch_up()
        first = lab.index.query([FACTS[0]], 1, {})
    checkpoint = folder / "run" / "index.json"
    said = json.loads(checkpoint.read_bytes())
    for damaged in (json.dumps({**said, "epoch": "another", "position": 10_000}), "{half a check"):
        checkpoint.write_text(damaged)
        with workbench.open(folder) as lab:
            assert lab.index.query([FACTS[0]], 1, {})[0][0].memory == first[0][0].memory


def test_memories_are_kept_and_found_while_the_store_is_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workbench.open(folder) as lab:
        ada = lab.agent("Ada")

        def away() -> None:
            raise Unavailable("The vector store is away.", "Wait.")

        monkeypatch.setattr(lab.index, "_open_vectors", away)
        assert ada.study("json", limit=3, show=False).studied == 3
        assert len(ada.recall("decoding")) == 3
        with pytest.raises(Unavailable):
            lab.index.catch_up()
    with workbench.open(folder) as lab:
        assert lab.index.catch_up() == lab.log.head
        assert len(lab.index.query(["decoding"], 5, {"agent": "agent/ada"})[0]) == 3


@pytest.mark.slow
def test_two_processes_index_at_once(folder: Path) -> None:
    code = """
import sys, workbench
with workbench.open(sys.argv[1]) as lab:
    agent = lab.agent(sys.argv[2])
    for number in range(20):
        agent.remember(f"{agent.name} counts to {number}.")
        agent.recall("counting", k=1)
        lab.index.catch_up()
"""
    names = ("Ada", "Boris")
    children = [subprocess.Popen([sys.executable, "-c", code, str(folder), name]) for name in names]
    assert [child.wait(110) for child in children] == [0, 0]
    with workbench.open(folder) as lab:
        for name in names:
            (found,) = lab.index.query(["counting"], 40, {"agent": f"agent/{name.lower()}"})
            texts = {lab.memory.get(each.memory).text for each in found}
            assert (
                texts
                == {hit.memory.text for hit in lab.agent(name).recall("counting", k=40)}
                == {f"{name} counts to {number}." for number in range(20)}
            )


def test_labs_that_share_a_server_do_not_see_each_other(folder: Path) -> None:
    url = f"http://127.0.0.1:{chroma_sidecar(folder).open().port}"
    with workbench.open("memory:", vectors=url) as one, workbench.open("memory:", vectors=url) as other:
        for lab, fact in ((one, FACTS[0]), (other, FACTS[1])):
            lab.agent("Ada").remember(fact)
        for lab, fact in ((one, FACTS[0]), (other, FACTS[1])):
            (found,) = lab.index.query([FACTS[0]], 5, {})
            assert [lab.memory.get(each.memory).text for each in found] == [fact]


@pytest.mark.parametrize("url", ["chroma.lan:8000", "ftp://chroma.lan", "http://", "http://a:b:c", "http://host/path"])
def test_what_is_no_url_of_a_server_is_refused(url: str) -> None:
    with workbench.open("memory:", vectors=url) as lab, pytest.raises(BadInput, match="http://127"):
        lab.index.catch_up()
