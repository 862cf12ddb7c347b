"""Every log can forget what was sealed, and stays the history that it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.words import NOON, WORDS, SecretTold, Ticking, event, note, secret
from workbench.core.clock import Clock
from workbench.core.errors import BadInput, Conflict, Unavailable
from workbench.core.events import Payload
from workbench.log import Log, MemoryLog, SqliteLog, export_lines, import_lines, verify
from workbench.log.seal import Salts, random_salts, seeded_salts

Make = Callable[..., Log]


@pytest.fixture(params=["sqlite", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[Log] = []

    def make(clock: Clock | None = None, salts: Salts = random_salts) -> Log:
        path = tmp_path / f"log-{len(made)}.db"
        sqlite = request.param == "sqlite"
        log: Log = SqliteLog(path, WORDS, clock, salts) if sqlite else MemoryLog(WORDS, clock, salts)
        made.append(log)
        return log

    yield make
    for log in made:
        log.close()


@pytest.fixture
def log(make: Make) -> Log:
    """Two secrets about one subject, one about another, and a note between them."""
    log = make()
    log.append([secret("a", "one"), note("n", subject="secret/1"), secret("b", "two")])
    log.append([secret("c", "three", subject="secret/2")])
    return log


def said(log: Log) -> list[Payload]:
    return [record.event.data for record in log.read()]


def texts(log: Log) -> list[str]:
    return [data.text for data in said(log) if isinstance(data, SecretTold)]


def stored(log: Log) -> bytes:
    """All that the chain holds."""
    return b"\n".join(row.body for row in log.rows(0, log.head, 10_000))


def test_what_is_read_is_what_was_written(log: Log) -> None:
    written = [secret("d", '","text":"\\"}}\x00 مرحبا \n'), note("m"), event("e", SecretTold(text=""))]
    log.append(written)
    assert [record.event for record in log.read(4)] == written
    follow = log.follow(4)
    assert [follow.next(0).event for _ in written] == written  # type: ignore[union-attr]


def test_the_chain_holds_only_the_seal(log: Log) -> None:
    assert not any(text in stored(log) for text in (b"one", b"eno", b"two", b"three"))
    bodies = WORDS.decode(stored(log).split(b"\n"))
    seals = [event.data.sealed for event in bodies if isinstance(event.data, SecretTold)]
    assert [len(seal) for seal in seals] == [64, 64, 64]
    assert len(set(seals)) == 3


def test_what_is_shredded_is_gone_and_the_rest_is_as_it_was(log: Log) -> None:
    before, chain = list(log.read()), verify(log)
    log.shred("secret/1")
    after = list(log.read())
    assert [record.hash for record in after] == [record.hash for record in before]
    assert (after[1], after[3]) == (before[1], before[3])
    for record in (after[0], after[2]):
        data = record.event.data
        assert isinstance(data, SecretTold)
        assert (data.to, data.text, data.hints, len(data.sealed)) == ("bob", "", None, 64)
    assert verify(log) == chain
    log.shred("secret/1")
    log.shred()
    assert list(log.read()) == after


def test_several_are_shredded_at_once(log: Log) -> None:
    log.shred("secret/2", "secret/1", "secret/none")
    assert texts(log) == ["", "", ""]
    verify(log)


def test_nothing_is_said_anew_of_what_was_forgotten(log: Log) -> None:
    log.shred("secret/1", "secret/9")
    for subject in ("secret/1", "secret/9"):
        with pytest.raises(Conflict, match="was forgotten"):
            log.append([secret("x", subject="secret/3"), secret("new", subject=subject)])
    assert log.append([note("x", subject="secret/1"), secret("new", subject="secret/3")]).positions == (5, 6)


def test_an_event_sent_again_is_the_same(log: Log) -> None:
    again = [secret("a", "one"), secret("b", "two"), secret("a", "one")]
    assert log.append(again).positions == (1, 3, 1)
    with pytest.raises(Conflict, match="different event at position 1"):
        log.append([secret("a", "else")])
    log.shred("secret/1")
    assert log.append(again).positions == (1, 3, 1)
    assert texts(log) == ["", "", "three"]
    with pytest.raises(Conflict, match="different event at position 1"):
        log.append([event("a", SecretTold(text="one", to="eve"), subject="secret/1")])


def test_a_seal_from_outside_is_refused(log: Log) -> None:
    for data in (SecretTold(text="", sealed="0" * 64), SecretTold(text="open", sealed="x")):
        with pytest.raises(BadInput, match="Event 1 of the batch brings a seal"):
            log.append([note("m"), event("x", data)])
    with pytest.raises(BadInput, match="seal"):
        log.append([event("x", SecretTold(text="open", sealed="x"))], recorded=[NOON])
    assert log.head == 4


def test_what_is_sealed_must_be_given(log: Log) -> None:
    line = next(export_lines(log)).replace(b'"text":"one",', b"").replace(b'"id":"a"', b'"id":"z"')
    with pytest.raises(BadInput, match="text"):
        import_lines(log, [line])


def test_seeded_salts_give_the_same_hashes(make: Make) -> None:
    def made(salts: Salts) -> str:
        log = make(Ticking(NOON), salts)
        log.append([secret("a"), secret("b")])
        log.append([secret("c"), secret("a")])
        return verify(log).hash

    assert made(seeded_salts(7)) == made(seeded_salts(7)) != made(seeded_salts(8))
    assert made(random_salts) != made(random_salts)


def test_an_export_says_what_is_known_and_not_what_was_forgotten(log: Log, make: Make) -> None:
    log.shred("secret/1")
    lines = list(export_lines(log))
    assert not any(text in b"".join(lines) for text in (b"one", b"eno", b"two"))
    copy = make()
    assert import_lines(copy, lines) == 4
    assert list(map(without_hash, export_lines(copy))) == list(map(without_hash, lines))
    assert texts(copy) == ["", "", "three"]
    verify(copy)
    assert import_lines(copy, lines) == 0
    with pytest.raises(Conflict, match="was forgotten"):
        copy.append([secret("new")])
    copy.shred("secret/2")
    assert texts(copy) == ["", "", ""]


def without_hash(line: bytes) -> object:
    return {name: value for name, value in msgspec.json.decode(line).items() if name != "recordedtime"}


def test_importing_what_was_forgotten_forgets_it(log: Log, make: Make) -> None:
    older = list(export_lines(log))
    copy = make()
    import_lines(copy, older)
    log.shred("secret/1")
    assert import_lines(copy, list(export_lines(log))) == 0
    assert texts(copy) == texts(log) == ["", "", "three"]
    assert import_lines(log, older) == 0
    assert texts(log) == ["", "", "three"]
    verify(copy)


def test_an_export_during_which_something_was_forgotten_can_be_imported(log: Log, make: Make) -> None:
    lines = export_lines(log)
    first = next(lines)
    log.shred("secret/1")
    copy = make()
    assert import_lines(copy, [first, *export_lines(log, after=1)]) == 4
    assert texts(copy) == ["", "", "three"]


def test_a_closed_log_forgets_nothing(log: Log) -> None:
    log.close()
    with pytest.raises(Unavailable, match="closed"):
        log.shred("secret/1")
