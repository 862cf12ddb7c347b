"""Files that are no log, or a damaged one, are refused with a remedy and left as they are."""

from __future__ import annotations

import contextlib
import random
import shutil
from pathlib import Path

import apsw
import pytest

from tests.words import WORDS, note, notes
from workbench.core.errors import BadLab, Unavailable, WorkbenchError
from workbench.log import SqliteLog, verify


@pytest.fixture
def path(tmp_path: Path) -> Path:
    log = SqliteLog(tmp_path / "log.db", WORDS)
    log.append([note(f"n{number}", f"note {number} " * 20) for number in range(300)])
    log.close()
    return tmp_path / "log.db"


def refused(path: Path) -> BadLab:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(BadLab) as caught:
        SqliteLog(path, WORDS)
    if path.is_file():
        assert path.read_bytes() == before
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("content", [b"Dear diary,\n" * 1_000, b"\0" * 10_000, b"SQLite format 3\0", b"x" * 600])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)
    assert "damaged" in refused(path).problem


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')")
    connection.close()
    assert "not a log" in refused(path).problem
    assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


def test_a_log_of_a_newer_version(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer version" in refused(path).problem


def test_no_folder_and_no_file(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "no" / "log.db").problem
    assert "cannot be opened" in refused(tmp_path).problem


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "log.db").touch()
    log = SqliteLog(tmp_path / "log.db", WORDS)
    assert log.append(notes(1)).positions == (1,)
    log.close()


def test_a_log_is_the_same_when_opened_again(path: Path) -> None:
    one, two = SqliteLog(path, WORDS), SqliteLog(path, WORDS)
    assert one.epoch == two.epoch
    one.append([note("more")])
    assert two.head == 301
    assert verify(one) == verify(two)
    one.close()
    assert two.append([note("more"), note("still more")]).positions == (301, 302)
    two.close()


@pytest.mark.parametrize("seed", range(60))
def test_overwritten_bytes_never_surprise(path: Path, seed: int) -> None:
    """Whatever was overwritten: each call works or says what is wrong, and no wrong event passes verification."""
    log = SqliteLog(path, WORDS)
    good = list(log.read())
    log.close()
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    start = chance.choice([0, 100, 4096, chance.randrange(len(content))])
    length = min(chance.choice([1, 16, 500, 5000]), len(content) - start)
    content[start : start + length] = chance.randbytes(length)
    path.write_bytes(content)
    try:
        log = SqliteLog(path, WORDS)
    except WorkbenchError as error:
        assert isinstance(error, BadLab)
        return
    try:
        verify(log)
        assert list(log.read()) == good[: log.head]
    except WorkbenchError as error:
        assert isinstance(error, BadLab)
    for ask in (
        lambda: list(log.read()),
        lambda: list(log.read(subject="room/1")),
        lambda: log.version("room/1"),
        lambda: log.append([note("x"), note("n3")]),
        lambda: log.append([note("y")], expected=300),
    ):
        with contextlib.suppress(WorkbenchError):
            ask()
    log.close()


def test_a_log_that_is_cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])
    try:
        log = SqliteLog(path, WORDS)
    except BadLab:
        return
    with pytest.raises(BadLab):
        list(log.read())
    log.close()


def test_a_copy_of_a_closed_log_is_a_log(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "copy.db")
    copy = SqliteLog(tmp_path / "copy.db", WORDS)
    assert verify(copy).events == 300
    copy.close()


def test_a_lock_held_too_long_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.log.sqlite_file._BUSY_MILLISECONDS", 20)
    log = SqliteLog(path, WORDS)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="write lock"):
        log.append([note("x")])
    assert len(list(log.read())) == 300
    other.execute("ROLLBACK")
    assert log.append([note("x")]).positions == (301,)
    other.close()
    log.close()
