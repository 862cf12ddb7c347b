"""States: replay equals live, redelivery and snapshots change nothing."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from tests.words import NOON, WORDS, Notebook, notes
from workbench.core.clock import StepClock
from workbench.core.errors import Unavailable
from workbench.core.events import Record
from workbench.log import Fold, Log, MemoryLog, Snapshots, SqliteLog, export_lines, import_lines
from workbench.log import fold as folding
from workbench.log import snapshots as keeping
from workbench.log.snapshots import code_fingerprint


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots every ten events, so that small logs have some."""
    monkeypatch.setattr(folding, "EVERY", 10)


@pytest.fixture(params=["sqlite", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    log: Log = SqliteLog(tmp_path / "log.db", WORDS) if request.param == "sqlite" else MemoryLog(WORDS)
    yield log
    log.close()


def by_hand(log: Log, upto: int | None = None) -> Notebook:
    """The state without any of the machinery."""
    state = Notebook()
    for record in log.read(0, upto):
        state.apply(record)
    return state


def held(fold: Fold[Notebook]) -> tuple[Notebook, int]:
    """A copy of the live state, and its position."""
    with fold.hold() as (state, position):
        return msgspec.convert(msgspec.to_builtins(state), Notebook), position


def test_replay_equals_live(log: Log) -> None:
    chance = random.Random(5)
    live = Fold(log, Notebook, Snapshots(None))
    while log.head < 95:
        log.append(notes(chance.randint(1, 7), log.head, source=f"agent/{chance.randint(1, 3)}"))
        assert held(live) == (by_hand(log), log.head)
    assert held(Fold(log, Notebook, Snapshots(None))) == held(live)


def test_redelivery_changes_nothing(log: Log) -> None:
    fold = Fold(log, Notebook, Snapshots(None))
    log.append(notes(25))
    before = held(fold)
    log.append(notes(25)[::-1])
    assert held(fold) == before
    import_lines(log, export_lines(log))
    assert held(fold) == before


def test_a_snapshot_changes_nothing(log: Log, tmp_path: Path) -> None:
    log.append(notes(57))
    snapshots = Snapshots(tmp_path / "snapshots.db")
    assert held(Fold(log, Notebook, snapshots)) == (by_hand(log), 57)
    applied: list[int] = []

    class Counting(Notebook):
        def apply(self, record: Record) -> None:
            applied.append(record.position)
            super().apply(record)

    held(Fold(log, Counting, snapshots))
    applied.clear()
    fold = Fold(log, Counting, Snapshots(tmp_path / "snapshots.db"))
    assert held(fold)[0].trail == by_hand(log).trail
    assert applied == [51, 52, 53, 54, 55, 56, 57]


def test_every_past_position_can_be_asked(log: Log) -> None:
    log.append(notes(33))
    fold = Fold(log, Notebook, Snapshots(None))
    for position in [33, 0, 17, 10, 9, 11, 17, 33, 1]:
        past = fold.at(position, NOON)
        with past.hold() as (state, there):
            assert (state, there) == (by_hand(log, position), position)
        assert past.past and past.now() == NOON


def test_a_past_state_does_not_move(log: Log) -> None:
    log.append(notes(5))
    fold = Fold(log, Notebook, Snapshots(None), StepClock(NOON))
    assert not fold.past and fold.now() == NOON
    past = fold.at(5, NOON)
    log.append(notes(5, 5))
    assert held(fold)[1] == 10
    with past.hold() as (state, position):
        assert (state, position) == (by_hand(log, 5), 5)


def test_a_position_still_to_come_is_the_present_one_and_leaves_no_false_snapshot(log: Log, tmp_path: Path) -> None:
    log.append(notes(15))
    snapshots = Snapshots(tmp_path / "snapshots.db")
    for asked, answered in [(1_000, 15), (-3, 0)]:
        with Fold(log, Notebook, snapshots).at(asked, NOON).hold() as (state, position):
            assert (state, position) == (by_hand(log, answered), answered)
    log.append(notes(15, 15))
    assert held(Fold(log, Notebook, snapshots)) == (by_hand(log), 30)


class Cut:
    """A log whose reading breaks off after some records."""

    def __init__(self, log: Log, after: int) -> None:
        self._log = log
        self.left = after

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def read(self, after: int, upto: int) -> Iterator[Record]:
        for record in self._log.read(after, upto):
            if self.left == 0:
                raise Unavailable("The cable was cut.", "Mend it.")
            self.left -= 1
            yield record


@pytest.mark.parametrize("cut", [0, 1, 5, 9, 10, 11, 19])
def test_breaking_off_never_applies_twice(log: Log, cut: int) -> None:
    log.append(notes(4))
    broken = Cut(log, 4)
    fold = Fold(broken, Notebook, Snapshots(None))  # type: ignore[arg-type]
    assert held(fold)[1] == 4
    log.append(notes(20, 4))
    broken.left = cut
    with pytest.raises(Unavailable, match="cable"):
        held(fold)
    broken.left = 1_000
    assert held(fold) == (by_hand(log), 24)


def test_an_error_of_the_one_who_holds_does_no_harm(log: Log) -> None:
    log.append(notes(4))
    fold = Fold(log, Notebook, Snapshots(None))
    with pytest.raises(ZeroDivisionError), fold.hold():
        log.append(notes(1, 4))
        raise ZeroDivisionError
    assert held(fold) == (by_hand(log), 5)


def test_what_is_held_does_not_move(log: Log) -> None:
    live = Fold(log, Notebook, Snapshots(None))
    log.append(notes(3, log.head))
    with live.hold() as (state, position):
        log.append(notes(4, log.head))
        with live.hold() as again:
            assert again == (state, position)
        assert position == 3
    assert held(live) == (by_hand(log), 7)


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b"", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_snapshot_file_is_made_anew(log: Log, tmp_path: Path, damage: bytes) -> None:
    log.append(notes(25))
    path = tmp_path / "snapshots.db"
    path.write_bytes(damage)
    snapshots = Snapshots(path)
    assert held(Fold(log, Notebook, snapshots)) == (by_hand(log), 25)
    snapshots.close()
    code = code_fingerprint(Notebook.__module__)
    assert Snapshots(path).nearest(log.epoch, f"{Notebook.__module__}.Notebook", code, 25) is not None


def test_the_fingerprint_is_of_all_code_that_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.as_posix())
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    code_fingerprint.__wrapped__(Notebook.__module__)
    for part in (
        "core/events.py",
        "stats/rolling.py",
        "learning/events.py",
        "observatory/signals.py",
        "tests/words.py",
    ):
        assert any(path.endswith(part) for path in read), part
    assert not any("/workbench/hub/" in path or "/workbench/views/" in path for path in read)


def test_snapshots_that_cannot_be_kept_cost_only_time(log: Log, tmp_path: Path) -> None:
    log.append(notes(25))
    fold = Fold(log, Notebook, Snapshots(tmp_path / "no" / "such" / "folder.db"))
    assert held(fold) == (by_hand(log), 25)
    closed = Snapshots(tmp_path / "snapshots.db")
    closed.close()
    assert held(Fold(log, Notebook, closed)) == (by_hand(log), 25)


@pytest.mark.parametrize("tamper", ["body = zeroblob(length(body))", "body = x''", "body = cast(body || 'x' AS BLOB)"])
def test_a_snapshot_that_was_changed_is_not_used(log: Log, tmp_path: Path, tamper: str) -> None:
    log.append(notes(25))
    snapshots = Snapshots(tmp_path / "snapshots.db")
    held(Fold(log, Notebook, snapshots))
    snapshots._connection.execute(f"UPDATE snapshots SET {tamper}")
    assert held(Fold(log, Notebook, snapshots)) == (by_hand(log), 25)


def test_a_snapshot_of_a_history_that_went_another_way_is_not_used(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", WORDS)
    log.append(notes(5))
    log.close()
    backup = (tmp_path / "log.db").read_bytes()
    snapshots = Snapshots(tmp_path / "snapshots.db")
    for text in ("one", "another"):
        (tmp_path / "log.db").write_bytes(backup)
        log = SqliteLog(tmp_path / "log.db", WORDS)
        log.append(notes(20, source=f"agent/{text}"))
        assert held(Fold(log, Notebook, snapshots)) == (by_hand(log), 25)
        log.close()


def test_snapshots_do_not_grow_without_end(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 8)
    fold = Fold(log, Notebook, Snapshots(tmp_path / "snapshots.db"))
    for number in range(40):
        log.append(notes(10, 10 * number))
        held(fold)
    with sqlite3.connect(tmp_path / "snapshots.db") as file:
        positions = [row[0] for row in file.execute("SELECT position FROM snapshots ORDER BY position")]
    assert len(positions) <= 8
    assert positions[-1] == 400
    assert max(later - earlier for earlier, later in pairwise([0, *positions])) <= 100
    for position in (5, 155, 251, 400):
        past = Fold(log, Notebook, Snapshots(tmp_path / "snapshots.db")).at(position, NOON)
        with past.hold() as (state, at):
            assert (state, at) == (by_hand(log, position), position)
