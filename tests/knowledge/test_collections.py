"""Collections: taken in once, found, opened, changed, removed for good, and asked as of the past."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput, Forbidden, NotFound
from workbench.core.events import Payload
from workbench.knowledge import Ingested, ingesting
from workbench.knowledge.events import DocumentAdded, DocumentIngested, DocumentRemoved, PassageAdded

BEES = (
    "# Bees\n\nBees dance to tell where flowers are.\n\n# Honey\n\nHoney keeps for years.\n\n# Wax\n\nWax melts early."
)
SECRET = "# Vault\n\nIt opens at Xylophonquartz o'clock."


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as lab:
        yield lab


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "BATCH", 4)


def take(lab: Lab, text: str = BEES, name: str = "bees.md", collection: str = "garden", by: str = "lab") -> Ingested:
    (taken,) = lab.collections.ingest(text.encode(), collection, name=name, by=by, show=False).documents
    return taken


def texts(lab: Lab, document: str) -> list[str]:
    return [passage.text for passage in lab.collections.passages(document)]


def found(lab: Lab, question: str, at: int | None = None) -> list[str]:
    return [passage.text for passage in (lab if at is None else lab.at(at)).collections.find(question)]


def test_a_document_is_found_passage_by_passage(lab: Lab) -> None:
    done = take(lab)
    assert (done.added, done.kept, done.gone, done.name) == (3, 0, 0, "bees.md")
    best, *others = lab.collections.find("How long can one keep honey?", 3, collections=["Garden"])
    assert (best.text, best.title, best.place) == ("Honey keeps for years.", "Honey", "bees.md › Honey")
    assert best.source == "collection/garden"
    assert best.score == pytest.approx(sum(best.parts.values()), abs=1e-6)
    assert len(others) == 2
    passage = lab.collections.get(best.id)
    assert (passage.number, passage.name, passage.document) == (2, "bees.md", done.document)
    assert passage.before is not None and passage.before.title == "Bees"
    assert passage.after is not None and passage.after.title == "Wax"
    assert lab.collections.get(passage.before.id).before is None


def test_headings_belong_to_what_is_searched(lab: Lab) -> None:
    take(lab, "# Kettles\n\nSwitch it off.\n\n# Lamps\n\nSwitch it off.")
    assert [passage.title for passage in lab.collections.find("kettles", 1)] == ["Kettles"]


def test_a_collection_is_found_in_alone(lab: Lab) -> None:
    take(lab)
    take(lab, "Honey is sold by weight.", "prices.txt", "shop")
    assert [passage.source for passage in lab.collections.find("honey", 8, collections=["shop"])] == ["collection/shop"]
    assert len(lab.collections.find("honey")) == 4
    assert lab.collections.find("honey", 8, collections=[]) == []
    for unknown in ("shed", "collection/shed"):
        with pytest.raises(NotFound, match=r"no collection “shed”.*garden, shop"):
            lab.collections.find("honey", collections=[unknown])
    for question, k, names, match in (
        (" ", 1, None, "no question"),
        ("x" * 10_001, 1, None, "10,001"),
        ("x", 0, None, "0 passages"),
        ("x", 1, "shop", "not one text"),
    ):
        with pytest.raises(BadInput, match=match):
            lab.collections.find(question, k, collections=names)  # type: ignore[arg-type]


def test_collections_and_documents_are_listed(lab: Lab) -> None:
    first = take(lab)
    take(lab, SECRET, "a.md")
    take(lab, "Tea.", "tea.txt", "kitchen", by="agent/ada")
    listed = [(each.name, each.documents, each.passages) for each in lab.collections.list()]
    assert listed == [("garden", 2, 4), ("kitchen", 1, 1)]
    a, bees = lab.collections.documents("garden")
    assert (a.name, bees.name, bees.id, bees.passages, bees.media) == (
        "a.md",
        "bees.md",
        first.document,
        3,
        "text/markdown",
    )
    assert bees.size == len(BEES)
    assert lab.collections.documents("kitchen")[0].owner == "agent/ada"
    with pytest.raises(NotFound, match="no collection “shed”"):
        lab.collections.documents("shed")
    with pytest.raises(NotFound, match="no document"):
        lab.collections.document("document/0")
    with pytest.raises(NotFound, match="no passage"):
        lab.collections.get("passage/0")


def test_ingested_twice_is_ingested_once(lab: Lab) -> None:
    first = take(lab)
    head = lab.log.head
    again = take(lab)
    assert (again.document, again.added, again.kept) == (first.document, 0, 3)
    assert lab.log.head == head


def test_only_what_changed_is_touched(lab: Lab) -> None:
    document = take(lab).document
    before = {passage.title: passage.id for passage in lab.collections.passages(document)}
    then = lab.log.head
    changed = take(lab, BEES.replace("years", "centuries") + "\n\n# Hives\n\nHives hum.")
    assert (changed.document, changed.added, changed.kept, changed.gone) == (document, 2, 2, 1)
    added = [record for record in lab.log.read(then) if isinstance(record.event.data, PassageAdded)]
    assert len(added) == 2
    after = {passage.title: passage.id for passage in lab.collections.passages(document)}
    assert (after["Bees"], after["Wax"]) == (before["Bees"], before["Wax"])
    assert after["Honey"] != before["Honey"]
    assert "Honey keeps for centuries." in found(lab, "honey") and "Honey keeps for years." not in found(lab, "honey")
    with pytest.raises(NotFound):
        lab.collections.get(before["Honey"])
    past = lab.at(then).collections
    assert past.get(before["Honey"]).text == "Honey keeps for years."
    assert "Honey keeps for years." in found(lab, "honey", then)
    assert [each.passages for each in past.documents("garden")] == [3]


def test_what_a_document_says_again_is_the_same_passage(lab: Lab) -> None:
    document = take(lab).document
    first = [passage.id for passage in lab.collections.passages(document)]
    take(lab, BEES.replace("# Honey\n\nHoney keeps for years.", ""))
    between = lab.log.head
    assert "Honey keeps for years." not in found(lab, "honey")
    back = take(lab)
    assert (back.added, back.kept) == (1, 2)
    assert [passage.id for passage in lab.collections.passages(document)] == first
    assert found(lab, "honey")[0] == "Honey keeps for years."
    assert "Honey keeps for years." not in found(lab, "honey", between)
    assert len([data for data in said(lab) if isinstance(data, PassageAdded)]) == 3


def said(lab: Lab) -> list[Payload]:
    return [record.event.data for record in lab.log.read()]


def test_equal_passages_are_told_apart(lab: Lab) -> None:
    document = take(lab, "# A\n\nsame\n\n# B\n\nother\n\n# A\n\nsame").document
    ids = [passage.id for passage in lab.collections.passages(document)]
    assert len(set(ids)) == 3
    assert lab.collections.get(ids[2]).number == 3


def test_removed_is_removed_for_good(tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        take(lab, SECRET.replace("Vault", "Old Xylophonquartz"), "xylophonquartz.md")
        done = take(lab, SECRET, "xylophonquartz.md")
        take(lab)
        then = lab.log.head
        assert "Xylophonquartz" in found(lab, "When does the vault open?")[0]
        lab.collections.remove(done.document, reason="private")
        for at in (None, then):
            assert not any("Xylophonquartz" in text for text in found(lab, "When does the vault open?", at))
            view = (lab if at is None else lab.at(at)).collections
            assert [each.name for each in view.documents("garden")] == ["bees.md"]
        with pytest.raises(NotFound, match="no document"):
            lab.at(then).collections.document(done.document)
    files = [path for path in (tmp_path / "lab").rglob("*") if path.is_file()]
    assert files and not [path for path in files if b"xylophonquartz" in path.read_bytes().lower()]
    with workbench.open(tmp_path / "lab") as lab:  # folded and laid out anew
        assert [each.documents for each in lab.collections.list()] == [1]
        assert not any("Xylophonquartz" in text for text in found(lab, "vault", then))


def test_dropped_is_dropped_for_good(lab: Lab) -> None:
    take(lab)
    take(lab, SECRET, "vault.md")
    take(lab, "Tea.", "tea.txt", "kitchen")
    lab.collections.drop("garden")
    assert [each.name for each in lab.collections.list()] == ["kitchen"]
    assert found(lab, "vault") == ["Tea."]
    assert not any(data.text for data in said(lab) if isinstance(data, PassageAdded) and data.document.endswith("x"))
    assert [data.text for data in said(lab) if isinstance(data, PassageAdded) and data.text] == ["Tea."]
    assert {data.name for data in said(lab) if isinstance(data, DocumentAdded)} == {"", "tea.txt"}
    with pytest.raises(NotFound):
        lab.collections.drop("garden")


def test_what_was_removed_can_be_ingested_anew(lab: Lab) -> None:
    first = take(lab)
    lab.collections.remove(first.document)
    lab.collections.remove(first.document)  # goes on where it may have been interrupted
    second = take(lab)
    assert second.document != first.document
    assert (second.added, len(found(lab, "honey"))) == (3, 3)
    lab.collections.remove(second.document)
    assert take(lab).document not in (first.document, second.document)
    with pytest.raises(NotFound, match="no document"):
        lab.collections.remove("document/0")


def test_an_agent_changes_and_removes_what_it_added(lab: Lab) -> None:
    done = take(lab, by="agent/ada")
    with pytest.raises(Forbidden, match="agent/ada"):
        take(lab, "Mine now.", by="agent/boris")
    with pytest.raises(Forbidden, match="agent/ada"):
        lab.collections.remove(done.document, by="agent/boris")
    # What is said of it past the commands does not count either.
    version = lab.log.version(done.document)
    for data in (DocumentRemoved(), DocumentAdded(collection="collection/garden", passages=(), name="x")):
        lab.log.append([lab.scribe.event("agent/boris", done.document, data)])
    lab.log.append([lab.scribe.event("agent/boris", done.document, DocumentIngested(added=lab.log.head))])
    assert lab.log.version(done.document) > version
    assert len(texts(lab, done.document)) == 3 == len(found(lab, "bees"))
    assert take(lab, "Still hers.", by="agent/ada").gone == 3
    assert take(lab, "And the lab's.", by="person/eve").gone == 1
    lab.collections.remove(done.document, by="agent/ada")
    assert lab.collections.list() == []


def test_a_document_cannot_claim_anothers_passages(lab: Lab) -> None:
    done = take(lab, by="agent/ada")
    theirs = tuple(passage.id for passage in lab.collections.passages(done.document))
    claim = DocumentAdded(collection="collection/garden", passages=theirs, name="claim", secret="s")
    lab.log.append([lab.scribe.event("agent/boris", "document/claim", claim)])
    lab.log.append([lab.scribe.event("agent/boris", "document/claim", DocumentIngested(added=lab.log.head))])
    lab.collections.remove("document/claim", by="agent/boris")
    assert len(texts(lab, done.document)) == 3 == len(found(lab, "bees"))


@pytest.mark.usefixtures("small_batches")
def test_progress_is_told_to_its_end(lab: Lab) -> None:
    told: list[tuple[int, int]] = []
    text = "\n\n".join(f"# {number}\n\nsaid" for number in range(10))
    lab.collections.ingest(text.encode(), "garden", name="long.md", progress=lambda *now: told.append(now))
    assert told[-1] == (10, 10)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


class Stopped(Exception):
    pass


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("stop", range(1, 4))
def test_broken_off_it_goes_on_where_it_stopped(lab: Lab, stop: int) -> None:
    text = "\n\n".join(f"# {number}\n\nsaid {number}" for number in range(10))
    before = take(lab, "Once.", "long.md")
    count = iter(range(1, 10))

    def progress(done: int, total: int) -> None:
        if next(count) == stop:
            raise Stopped

    with pytest.raises(Stopped):
        lab.collections.ingest(text.encode(), "garden", name="long.md", progress=progress)
    assert found(lab, "said") == ["Once."] == texts(lab, before.document)  # nothing half-done is seen
    head = lab.log.head
    done = take(lab, text, "long.md")
    assert (done.document, done.added, done.gone) == (before.document, 10, 1)
    assert lab.log.head - head == max(0, 10 - stop * 4) + 1  # the passages that were missing, and that it is complete
    assert len(texts(lab, done.document)) == 10


_KILLED = """
import os, signal, sys
import workbench

from workbench.knowledge import ingesting

ingesting.BATCH = 4
lab = workbench.open(sys.argv[1])
append, count = lab.log.append, iter(range(1, 100))

def killing(events, *more, **how):
    done = append(events, *more, **how)
    if next(count) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

lab.log.append = killing
lab.collections.ingest(sys.argv[3], "garden", show=False)
"""


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_killed_it_goes_on_where_it_stopped(tmp_path: Path, stop: int) -> None:
    text = tmp_path / "long.md"
    text.write_text("\n\n".join(f"# {number}\n\nsaid {number}" for number in range(10)))
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "lab"), str(stop), str(text)]
    assert subprocess.run(command, capture_output=True, timeout=100).returncode == -9
    with workbench.open(tmp_path / "lab") as lab:
        assert lab.collections.list() == []
        (done,) = lab.collections.ingest(text, "garden", show=False).documents
        assert len(texts(lab, done.document)) == 10
        added = [record.event.subject for record in lab.log.read(kinds=["passage.added"])]
        assert len(added) == len(set(added)) == 10


@pytest.mark.usefixtures("small_batches")
def test_two_at_once_end_in_one_right_state(tmp_path: Path) -> None:
    versions = ["\n\n".join(f"# {n}\n\nof {name} {n}" for n in range(12)) for name in ("one", "one", "two", "three")]
    failed: list[BaseException] = []

    def ingest(text: str) -> None:
        try:
            with workbench.open(tmp_path / "lab") as own:
                take(own, text)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ingest, args=[text]) for text in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with workbench.open(tmp_path / "lab") as lab:
        (document,) = lab.collections.documents("garden")
        shown = texts(lab, document.id)
        assert len(shown) == 12
        assert len({text.rpartition(" ")[0] for text in shown}) == 1
        assert len(lab.collections.find("of one", 1_000)) == 12


@pytest.mark.usefixtures("small_batches")
def test_removed_while_it_is_ingested_nothing_is_left(lab: Lab) -> None:
    document = take(lab, "Once.", "long.md").document
    text = "\n\n".join(f"# {number}\n\nsaid {number}" for number in range(10))
    removing = iter([True])

    def progress(done: int, total: int) -> None:
        if next(removing, False):
            lab.collections.remove(document)

    done = lab.collections.ingest(text.encode(), "garden", name="long.md", progress=progress).documents[0]
    assert done.document != document
    assert len(texts(lab, done.document)) == 10
    left = {data.document for data in said(lab) if isinstance(data, PassageAdded) and data.text}
    assert left == {done.document}


def test_a_removal_that_was_interrupted_is_ended_by_the_next(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    done = take(lab)
    with monkeypatch.context() as patch:
        patch.setattr(lab.log, "shred", lambda *subjects: (_ for _ in ()).throw(Stopped()))
        with pytest.raises(Stopped):
            lab.collections.remove(done.document)
    assert any(isinstance(data, PassageAdded) and data.text for data in said(lab))
    take(lab, "Tea.")
    assert [data.text for data in said(lab) if isinstance(data, PassageAdded) and data.text] == ["Tea."]


def test_the_documentation_of_a_package_has_its_summaries(lab: Lab) -> None:
    (done,) = lab.collections.ingest("package:colorsys", "docs", show=False).documents
    assert done.name == "package:colorsys"
    passages = lab.collections.passages(done.document)
    assert any("Conversion functions between RGB and other color systems." in passage.text for passage in passages)
    assert passages[0].title == "colorsys"
    assert lab.collections.ingest("package:colorsys", "docs", show=False).documents[0].added == 0
    with pytest.raises(NotFound, match="no_such_package"):
        lab.collections.ingest("package:no_such_package", "docs", show=False)


def test_a_first_question_finds_everything_embedded(lab: Lab) -> None:
    take(lab)
    misses = lab.embedder.misses
    lab.collections.find("honey")
    assert lab.embedder.misses == misses + 1  # the question


def test_it_shows_itself(lab: Lab) -> None:
    assert repr(lab.collections) == "<Collections: none yet>"
    done = lab.collections.ingest(BEES.encode(), "garden", name="bees.md", show=False)
    assert repr(lab.collections) == "<Collections: garden>"
    assert repr(done) == "<Ingestion collection/garden: 1 document with 3 passages, 3 of them new>"
    assert "bees.md" in done._repr_mimebundle_()["text/html"]
    (document,) = lab.collections.documents("garden")
    assert repr(document) == "<Document bees.md of collection/garden: 3 passages>"
    assert repr(lab.collections.list()) == "[<Collection garden: 1 document, 3 passages>]"
    passage = lab.collections.get(lab.collections.passages(document.id)[1].id)
    shown = passage._repr_mimebundle_()["text/html"]
    assert "Honey keeps" in shown and "Bees dance" in shown and "Wax melts" in shown
