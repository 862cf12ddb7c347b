"""Remembering: made, revised, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput, Forbidden, NotFound, Unavailable
from workbench.stores import chroma_sidecar

SECRET = "The vault opens at Xylophonquartz o'clock."
WORD = b"xylophonquartz"


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as lab:
        yield lab


def test_all_that_was_said_of_a_memory_is_kept(lab: Lab) -> None:
    when = datetime(2025, 5, 1, tzinfo=UTC)
    memory = lab.agent("Ada").remember(
        "Bees dance.",
        kind="fact",
        concept="bees",
        about="bees.dance",
        tags=["a"],
        when=when,
        importance=0.9,
        session="s",
    )
    assert lab.memory.get(memory.id) == memory
    said = (memory.agent, memory.kind, memory.concept, memory.about, memory.tags, memory.importance, memory.session)
    assert said == ("agent/ada", "fact", "bees", "bees.dance", ("a",), 0.9, "s")
    assert memory.moment == memory.when == when < memory.since


def test_a_revision_changes_what_it_says_and_nothing_else(lab: Lab) -> None:
    ada = lab.agent("Ada")
    memory = ada.remember("Bees dance.", tags=["a"], importance=0.9)
    ada.update(memory, text="Bees waggle.")
    changed = ada.update(memory.id, tags=["b"], importance=0.1)
    assert (changed.text, changed.tags, changed.importance) == ("Bees waggle.", ("b",), 0.1)
    assert (changed.since, changed.position) == (memory.since, memory.position)
    assert [hit.memory.text for hit in ada.recall("waggle", tags=["b"])] == ["Bees waggle."]
    assert ada.recall("waggle", tags=["a"]) == []
    with pytest.raises(BadInput, match="Nothing is to be changed"):
        ada.update(memory)


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"text": " \n"}, "nothing to remember"),
        ({"text": "x" * 10_000_000}, "10,000,000 characters"),
        ({"text": b"\xff\xfe"}, "not bytes"),
        ({"text": "\ud800"}, "not valid Unicode"),
        ({"text": "x", "tags": "bees"}, "not one text"),
        ({"text": "x", "tags": ["t"] * 1_000_000}, "1,000,000 tags"),
        ({"text": "x", "tags": [""]}, "not valid"),
        ({"text": "x", "importance": 1.5}, "not valid"),
        ({"text": "x", "when": datetime(2026, 1, 1)}, "no time zone"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(lab: Lab, said: dict[str, object], match: str) -> None:
    ada = lab.agent("Ada")
    head = lab.log.head
    with pytest.raises(BadInput, match=match):
        ada.remember(**said)  # type: ignore[arg-type]
    assert lab.log.head == head


def test_nobody_revises_or_forgets_for_another(lab: Lab) -> None:
    memory = lab.agent("Ada").remember("Bees dance.")
    with pytest.raises(Forbidden):
        lab.agent("Boris").update(memory, text="Bees sleep.")
    with pytest.raises(Forbidden):
        lab.agent("Boris").forget(memory)
    lab.remembering.forget(memory.id, by="person/chris", reason="asked to")
    with pytest.raises(NotFound):
        lab.memory.get(memory.id)


def test_what_is_forgotten_is_found_at_no_moment_and_others_are(lab: Lab) -> None:
    ada = lab.agent("Ada")
    bees, kettle = ada.remember("Bees dance."), ada.remember("Kettles boil.")
    before = lab.log.head
    assert [hit.memory.id for hit in ada.recall("bees")] == [bees.id, kettle.id]
    ada.forget(bees, reason="they left")
    assert [hit.memory.id for hit in ada.recall("bees")] == [kettle.id]
    assert [hit.memory.id for hit in lab.at(before).memory.recall("bees")] == [kettle.id]
    for act in (lambda: ada.forget(bees), lambda: ada.update(bees, text="Back."), lambda: lab.memory.get(bees.id)):
        with pytest.raises(NotFound, match="forgotten is gone"):
            act()


def test_no_file_of_the_lab_holds_what_was_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    try:
        with workbench.open(folder) as lab:
            ada = lab.agent("Ada")
            kept = ada.remember("The kettle is on the stove.", tags=["kitchen"])
            memory = ada.remember("Nothing yet.", tags=["xylophonquartz"])
            ada.update(memory, text=SECRET)
            lab.index.catch_up()
            assert ada.recall("vault", 1)[0].memory.text == SECRET
            assert len(lab.index.query([SECRET], 5, {})[0]) == 2
            ada.forget(memory)
            assert [found.memory for found in lab.index.query([SECRET], 5, {})[0]] == [kept.id]
            assert _holding(folder) == []
        assert _holding(folder) == []
        with workbench.open(folder) as lab:
            assert [hit.memory for hit in lab.agent("Ada").recall("vault")] == [kept]
    finally:
        chroma_sidecar(folder).stop()


def test_forgetting_does_not_wait_for_a_store_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lab"
    try:
        with workbench.open(folder) as lab:
            ada = lab.agent("Ada")
            memory = ada.remember(SECRET)
            lab.index.catch_up()

            def away() -> None:
                raise Unavailable("The vector store is away.", "Wait.")

            with monkeypatch.context() as patched:
                patched.setattr(lab.index, "_parts", away)
                ada.forget(memory)
            assert _holding(folder) == []
            lab.index.catch_up()
            assert lab.index.query([SECRET], 5, {}) == [[]]
    finally:
        chroma_sidecar(folder).stop()


def _holding(folder: Path) -> list[str]:
    """Files in which the word stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    return [str(path) for path in files if WORD in path.read_bytes().lower()]
