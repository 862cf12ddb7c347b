"""What was forgotten is in no file of the log, not even in part, and whoever is in the way is named."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tests.log.child import ROOT, command
from tests.words import WORDS, event, note, notes, secret
from workbench.core.errors import BadLab, Conflict, Unavailable
from workbench.log import SqliteLog, Tampered, export_lines, import_lines, verify
from workbench.log.row import link

LONG = 1_000  # times, so that it fills pages of its own


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(path, WORDS)
    yield log
    log.close()


def holds(path: Path, *wanted: bytes) -> set[str]:
    """The names of the files beside a log that hold any of some bytes."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return {file.name for file in files if any(one in file.read_bytes() for one in wanted)}


def aside(log: SqliteLog, subject: str) -> list[bytes]:
    """All that is kept apart about a subject."""
    return [row.apart for row in log.rows(0, log.head, log.head) if row.subject == subject and row.apart]


@pytest.mark.parametrize("length", [1, LONG])
def test_no_file_holds_what_was_forgotten(path: Path, log: SqliteLog, length: int) -> None:
    """Each text of many, short and long, in the order in which they were written and then in another."""
    for number in range(0, 300, 3):
        many = [
            secret(f"{one}", f"<secret-{one:03}>" * length, subject=f"secret/{one}")
            for one in range(number, number + 3)
        ]
        log.append([*many, note(f"note {number}")])
    chain = verify(log)
    for number in [*range(0, 40), *range(299, 40, -7)]:
        salts = [apart[4:20] for apart in aside(log, f"secret/{number}")]
        text = f"<secret-{number:03}>".encode()
        assert holds(path, text) and holds(path, *salts)
        log.shred(f"secret/{number}")
        assert holds(path, text, text[::-1], *salts) == set()
    kept = [record.event.data.text for record in log.read(kinds=["secret.told"]) if record.event.data.text]  # type: ignore[attr-defined]
    assert kept == [f"<secret-{n:03}>" * length for n in range(40, 300) if n < 41 or (299 - n) % 7]
    assert verify(log) == chain
    log.close()
    assert holds(path, b"<secret-000>", b"<secret-299>") == set()
    assert holds(path, b"<secret-040>") == {path.name}


def test_what_another_process_wrote_is_forgotten_in_all(path: Path, log: SqliteLog) -> None:
    subprocess.run(command("tell", path, "<told>"), cwd=ROOT, check=True)
    assert [record.event.data.text for record in log.read()] == ["<told>"]  # type: ignore[attr-defined]
    other = SqliteLog(path, WORDS)
    log.shred("secret/1")
    assert [record.event.data.text for record in other.read()] == [""]  # type: ignore[attr-defined]
    with pytest.raises(Conflict, match="was forgotten"):
        other.append([secret("more")])
    other.close()
    assert holds(path, b"<told>") == set()


def test_a_reader_in_the_way_is_named_and_doing_it_again_goes_on(
    path: Path, log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.log.shred._PATIENCE_SECONDS", 0.1)
    log.append([secret("a", "<a>")])
    reader = apsw.Connection(str(path))
    reader.execute("BEGIN; SELECT count(*) FROM events").fetchall()
    with pytest.raises(Unavailable, match="It is forgotten, but a reader"):
        log.shred("secret/1")
    assert [record.event.data.text for record in log.read()] == [""]  # type: ignore[attr-defined]
    assert holds(path, b"<a>")
    log.append(notes(1))
    reader.execute("ROLLBACK")
    reader.close()
    log.shred("secret/1")
    assert holds(path, b"<a>") == set()


@pytest.mark.parametrize(
    "change",
    [
        "apart = CAST(replace(apart, 'psst', 'pfft') AS BLOB)",
        "apart = CAST(x'00000000' || substr(apart, 5) AS BLOB)",
        "apart = 'psst'",
        "apart = x'ffffffff'",
    ],
)
def test_a_changed_text_is_found(path: Path, log: SqliteLog, change: str) -> None:
    log.append([note("n"), secret("a"), secret("b")])
    connection = apsw.Connection(str(path))
    connection.execute(f"UPDATE events SET {change} WHERE position = 2")
    connection.close()
    with pytest.raises(Tampered) as caught:
        verify(log)
    assert caught.value.position == 2
    if change == "apart = 'psst'":
        with pytest.raises(BadLab):
            list(log.read())


def from_version_1(path: Path) -> None:
    """A log as it was before anything was sealed, with a note and a secret."""
    log = SqliteLog(path, WORDS)
    log.append(notes(1))
    log.close()
    connection = apsw.Connection(str(path))
    ((recorded, previous),) = connection.execute("SELECT recorded, hash FROM events")
    (body,) = WORDS.encode([secret("old", "<old>")])
    row = (2, "old", recorded, "secret.told", "secret/1", "agent/ada", link(previous, recorded, body), body)
    connection.execute("ALTER TABLE events DROP COLUMN apart; DROP TABLE forgotten; PRAGMA user_version = 1")
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.close()


def test_a_log_from_before_goes_on_and_forgets_what_is_written_now(path: Path) -> None:
    from_version_1(path)
    log, other = SqliteLog(path, WORDS), SqliteLog(path, WORDS)
    assert log.append([secret("old", "<old>"), secret("new", "<new>", subject="secret/2")]).positions == (2, 3)
    assert [record.event for record in other.read(1)] == [
        secret("old", "<old>"),
        secret("new", "<new>", subject="secret/2"),
    ]
    chain = verify(other)
    with pytest.raises(Conflict, match="“secret/1” cannot be forgotten here"):
        log.shred("secret/2", "secret/1")
    assert holds(path, b"<new>")
    log.shred("secret/2")
    assert holds(path, b"<new>") == set()
    assert verify(log) == chain
    copy = SqliteLog(path.parent / "copy.db", WORDS)
    assert import_lines(copy, export_lines(log)) == 3
    copy.shred("secret/1")
    for one in (log, other, copy):
        one.close()
    assert holds(path, b"<old>") == {"log.db"}


def test_a_log_remembers_what_was_forgotten_when_it_is_opened_again(path: Path) -> None:
    log = SqliteLog(path, WORDS)
    log.append([secret("a"), event("n", note("n").data)])
    log.shred("secret/1")
    log.close()
    log = SqliteLog(path, WORDS)
    assert log.append([secret("a")]).positions == (1,)
    with pytest.raises(Conflict, match="was forgotten"):
        log.append([secret("b")])
    assert verify(log).events == 2
    log.close()
