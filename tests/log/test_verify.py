"""Verification finds the first position that does not fit."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from tests.words import NOON, WORDS, LampSwitched, Ticking, event, note, notes
from workbench.core.errors import BadLab
from workbench.core.vocabulary import Vocabulary
from workbench.log import SqliteLog, Tampered, verify
from workbench.log.row import link


@pytest.fixture
def path(tmp_path: Path) -> Path:
    log = SqliteLog(tmp_path / "log.db", WORDS, Ticking(NOON))
    log.append(notes(20))
    log.close()
    return tmp_path / "log.db"


def tamper(path: Path, *statements: str) -> None:
    connection = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


def flaw(path: Path, vocabulary: Vocabulary = WORDS) -> tuple[int, str]:
    log = SqliteLog(path, vocabulary)
    with pytest.raises(Tampered) as caught:
        verify(log)
    log.close()
    assert caught.value.remedy
    return caught.value.position, caught.value.problem


SWAP = (
    "UPDATE events SET position = -7 WHERE position = 7",
    "UPDATE events SET position = 7 WHERE position = 8",
    "UPDATE events SET position = 8 WHERE position = -7",
)


@pytest.mark.parametrize(
    ("statements", "position", "problem"),
    [
        (["UPDATE events SET body = replace(body, 'note 6', 'note X') WHERE position = 7"], 7, "not of its type"),
        (["UPDATE events SET body = CAST(replace(body, 'note 6', 'note X') AS BLOB) WHERE position = 7"], 7, "hash"),
        (["UPDATE events SET hash = zeroblob(32) WHERE position = 7"], 7, "hash"),
        (["UPDATE events SET hash = 'x' WHERE position = 20"], 20, "not of its type"),
        (["UPDATE events SET recorded = recorded + 1 WHERE position = 7"], 7, "hash"),
        (["UPDATE events SET recorded = 0 WHERE position = 7"], 7, "before its predecessor"),
        (["UPDATE events SET recorded = 'noon' WHERE position = 7"], 7, "not of its type"),
        (["UPDATE events SET recorded = -1 WHERE position = 1"], 1, "before its predecessor"),
        (["UPDATE events SET id = 'x' WHERE position = 7"], 7, "columns"),
        (["UPDATE events SET kind = 'lamp.switched' WHERE position = 7"], 7, "columns"),
        (["UPDATE events SET subject = 'room/2' WHERE position = 20"], 20, "columns"),
        (["UPDATE events SET source = x'00' WHERE position = 7"], 7, "not of its type"),
        (["DELETE FROM events WHERE position = 7"], 7, "missing"),
        (["DELETE FROM events WHERE position = 1"], 1, "missing"),
        (["UPDATE events SET position = 0 WHERE position = 1"], 1, "missing"),
        (SWAP, 7, "hash"),
        (["UPDATE events SET id = 'x' WHERE position = 3", *SWAP], 3, "columns"),
        (["UPDATE events SET id = 'x' WHERE position = 9", *SWAP], 7, "hash"),
        (["INSERT INTO events SELECT 40, 'new', recorded, kind, subject, source, hash, body, apart FROM events"
          " WHERE position = 20"], 21, "missing"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", [5_000, 3])
def test_the_first_flaw_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, page: int, statements: list[str], position: int, problem: str
) -> None:
    monkeypatch.setitem(verify.__globals__, "_PAGE", page)
    tamper(path, *statements)
    found, said = flaw(path)
    assert found == position
    assert problem in said


def test_a_flawless_log_says_how_far_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(verify.__globals__, "_PAGE", 8)
    log = SqliteLog(path, WORDS)
    heard: list[tuple[int, int]] = []
    assert verify(log, lambda done, total: heard.append((done, total))).events == 20
    assert heard == [(8, 20), (16, 20), (20, 20)]
    log.close()


def test_a_history_cut_short_has_another_hash(path: Path) -> None:
    log = SqliteLog(path, WORDS)
    whole = verify(log)
    tamper(path, "DELETE FROM events WHERE position = 20")
    cut = verify(log)
    assert (cut.events, cut.hash != whole.hash) == (19, True)
    log.close()


def test_an_append_goes_on_from_a_tampered_end_and_is_still_found(path: Path) -> None:
    tamper(path, "UPDATE events SET hash = zeroblob(32) WHERE position = 20")
    log = SqliteLog(path, WORDS)
    log.append([note("more")])
    log.close()
    assert flaw(path)[0] == 20


OLD = b'{"data":{"type":"note.taken","words":"long ago"},"id":"old","source":"lab","subject":"lab","time":"2020-01-01T00:00:00Z"}'


def plant(path: Path, body: bytes, kind: str) -> None:
    """Put a last event into a log as an older or newer version would have."""
    connection = apsw.Connection(str(path))
    recorded, previous = connection.execute("SELECT recorded, hash FROM events WHERE position = 20").fetchone()
    row = (21, "old", recorded, kind, "lab", "lab", link(previous, recorded, body), body, None)
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.close()


def test_old_events_are_read_as_new_ones(path: Path) -> None:
    plant(path, OLD, "note.taken")
    log = SqliteLog(path, WORDS)
    assert [record.event.data for record in log.read(19)] == [note("n", "note 19").data, note("n", "long ago").data]
    assert verify(log).events == 21
    assert len(list(log.read(kinds=["note.taken"]))) == 21
    again = note("old", "long ago", source="lab", subject="lab")
    assert log.append([again]).positions == (21,)
    log.close()


def test_an_event_of_a_kind_from_the_future_says_what_to_do(path: Path) -> None:
    plant(path, OLD.replace(b"note.taken", b"note.sung"), "note.sung")
    log = SqliteLog(path, WORDS)
    assert len(list(log.read(upto=20))) == 20
    for ask in (lambda: list(log.read()), lambda: verify(log)):
        with pytest.raises(BadLab, match="Update society-workbench"):
            ask()
    assert log.append([event("more", LampSwitched(on=True))]).positions == (22,)
    log.close()
