"""What a lab forgot is in no file of its folder, whatever else the lab has done with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.app import open_lab
from workbench.log import export_lines, verify
from workbench.memory.events import MemoryUpdated
from workbench.stores import chroma_sidecar

TEXT, LATER, TAG = "The zanzibar quokka sings at noon.", "The zanzibar quokka hums at dusk.", "quokka-choir"
MARKERS = (TEXT.encode(), LATER.encode(), b"quokka", b"zanzibar")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holding(folder: Path, *wanted: bytes) -> set[str]:
    return {name for name, content in files(folder).items() if any(one in content for one in wanted)}


def test_no_file_of_the_lab_holds_what_was_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.log.fold.EVERY", 2)  # snapshots of every state, all the time
    lab = open_lab(folder)
    ada, eve = lab.agent("Ada"), lab.agent("Eve")
    kept = eve.remember("Other marmots whistle.", tags=["whistle"])
    made = ada.remember(TEXT, tags=[TAG])
    lab.log.append([lab.scribe.event(ada.id, made.id, MemoryUpdated(text=LATER, tags=(TAG, "more")))])
    assert lab.observatory.level("Ada").events == 1
    assert [hit.memory.text for hit in ada.recall("a quokka")] == [LATER]
    chain = verify(lab.log)
    rows = [row.apart for row in lab.log.rows(0, lab.log.head, lab.log.head) if row.subject == made.id]
    salts = [apart[4:20] for apart in rows if apart]
    assert len(salts) == 2
    assert holding(folder, *MARKERS) <= {"log.db", "log.db-wal"} and holding(folder, *MARKERS)

    lab.log.shred(made.id)

    assert holding(folder, *MARKERS, *salts) == set()
    assert not any(marker in line for line in export_lines(lab.log) for marker in MARKERS)
    assert verify(lab.log) == chain
    assert lab.memory.get(kept.id).text == "Other marmots whistle."
    lab.close()
    assert holding(folder, *MARKERS, *salts) == set()
    assert "snapshots.db" in files(folder)
    assert "log.db" in holding(folder, b"marmots")
    again = open_lab(folder)
    assert again.memory.get(kept.id).tags == ("whistle",)
    assert verify(again.log) == chain
    again.close()


def test_no_file_of_the_lab_holds_what_was_said_in_a_forgotten_session(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.log.fold.EVERY", 2)
    lab = open_lab(folder)
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    session = ada.session("Find the quokka.", **{"quokka-name": "quokka text"})
    session.save(other="quokka saved", **{"quokka-name": None})
    session.hand_off(boris, note="quokka note", third="quokka handed")
    boris.take(session, note="quokka taken").end("quokka outcome")
    before = lab.log.head
    kept = ada.session("Watch marmots.", where="marmots text")
    assert session.now.outcome == "quokka outcome"
    assert holding(folder, b"quokka") and holding(folder, b"quokka") <= {"log.db", "log.db-wal"}

    session.forget(reason="asked for")

    assert holding(folder, b"quokka") == set()
    assert not any(b"quokka" in line for line in export_lines(lab.log))
    verify(lab.log)
    then = lab.at(before).sessions.get(session.id)
    assert (then.forgotten, then.goal, then.state, then.ended) == (True, "", {}, True)
    assert "forgotten" in repr(session)
    assert kept.state == {"where": "marmots text"}
    lab.close()
    assert holding(folder, b"quokka") == set()
    assert "log.db" in holding(folder, b"marmots text")
    again = open_lab(folder)
    assert again.sessions.get(session.id).forgotten
    assert again.sessions.get(kept.id).state == {"where": "marmots text"}
    again.close()
