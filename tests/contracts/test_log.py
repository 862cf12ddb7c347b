"""Every log keeps one contract."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.words import NOON, WORDS, LampSwitched, NoteTaken, TallyCounted, Ticking, event, ids, note, notes
from workbench.core.clock import Clock, StepClock
from workbench.core.errors import BadInput, Conflict, TooSlow, Unavailable
from workbench.core.events import Event, Payload, Record
from workbench.log import Follow, Log, MemoryLog, SqliteLog, export_lines, import_lines, verify

Make = Callable[..., Log]


@pytest.fixture(params=["sqlite", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[Log] = []

    def make(clock: Clock | None = None) -> Log:
        log: Log
        if request.param == "sqlite":
            log = SqliteLog(tmp_path / f"log-{len(made)}.db", WORDS, clock)
        else:
            log = MemoryLog(WORDS, clock)
        made.append(log)
        return log

    yield make
    for log in made:
        log.close()


@pytest.fixture
def log(make: Make) -> Log:
    return make()


# Appending


def test_an_empty_log(log: Log) -> None:
    assert (log.head, list(log.read()), log.version("room/1"), log.position_at(NOON)) == (0, [], 0, 0)
    assert log.append([]).positions == ()
    assert verify(log).events == 0


def test_positions_have_no_gap(log: Log) -> None:
    assert log.append(notes(3)).positions == (1, 2, 3)
    assert log.append(notes(2, 3)).positions == (4, 5)
    assert [record.position for record in log.read()] == [1, 2, 3, 4, 5]
    assert log.head == 5


def test_what_is_read_is_what_was_written(log: Log) -> None:
    written = [
        event("1", NoteTaken(text="مرحبا 👋 \u2028 \x00 \n", weight=0.1, tags=("a",))),
        event("ü\n\x00", LampSwitched(on=True), source="lab", subject="room/~!"),
        event("3", TallyCounted(amount=-(2**80)), source="person/%D9%84"),
    ]
    log.append(written)
    assert [record.event for record in log.read()] == written


def test_an_event_is_added_once(log: Log) -> None:
    log.append(notes(3))
    assert log.append([note("new"), *notes(3), note("newer")]).positions == (4, 1, 2, 3, 5)
    assert log.append(notes(3)).positions == (1, 2, 3)
    assert log.head == 5


def test_an_event_twice_in_a_batch_is_added_once(log: Log) -> None:
    assert log.append([note("a"), note("b"), note("a")]).positions == (1, 2, 1)


def test_ids_belong_to_their_source(log: Log) -> None:
    assert log.append([note("a"), note("a", source="agent/bob")]).positions == (1, 2)


def test_a_retry_may_carry_a_new_time(log: Log) -> None:
    first = note("a")
    again = msgspec.structs.replace(first, time=NOON + timedelta(days=1))
    assert log.append([first, again]).positions == (1, 1)
    assert log.append([again]).positions == (1,)
    assert next(log.read()).event.time == NOON


@pytest.mark.parametrize("other", [note("a", "else"), note("a", subject="room/2"), event("a", LampSwitched(on=True))])
def test_an_id_means_one_event(log: Log, other: Event) -> None:
    with pytest.raises(Conflict, match="different event earlier in this batch"):
        log.append([note("a"), other])
    log.append([note("a")])
    with pytest.raises(Conflict, match="different event at position 1"):
        log.append([note("b"), other, note("c")])
    assert log.head == 1


def test_the_expected_version_guards_a_subject(log: Log) -> None:
    log.append([note("a"), note("b", subject="room/2")])
    assert (log.version("room/1"), log.version("room/2"), log.version("room/3")) == (1, 2, 0)
    log.append([note("c"), note("d")], expected=1)
    with pytest.raises(Conflict, match="is at version 4, not 1"):
        log.append([note("e")], expected=1)
    with pytest.raises(Conflict, match="is at version 0, not 4"):
        log.append([note("e", subject="room/9")], expected=4)
    assert log.append([note("f", subject="room/9")], expected=0).positions == (5,)


def test_a_retry_is_answered_although_its_version_has_moved_on(log: Log) -> None:
    assert log.append([note("a")], expected=0).positions == (1,)
    assert log.append([note("a")], expected=0).positions == (1,)
    with pytest.raises(Conflict, match="is at version 1"):
        log.append([note("a"), note("b")], expected=0)


def test_one_expected_version_is_of_one_subject(log: Log) -> None:
    log.append([note("a"), note("b", subject="room/2")])
    for expected in (0, 2):
        with pytest.raises(BadInput, match="2 subjects"):
            log.append([note("a"), note("b", subject="room/2")], expected=expected)


class Stranger(Payload, frozen=True, tag="stranger.came"):
    pass


class Double(Payload, frozen=True, tag="lamp.switched"):
    on: bool


BAD: dict[str, Callable[[], Event]] = {
    "lone surrogate": lambda: note("x", "\ud800"),
    "lone surrogate in the id": lambda: note("\udfff"),
    "not a number": lambda: event("x", NoteTaken(text="", weight=math.nan)),
    "infinite": lambda: event("x", NoteTaken(text="", weight=math.inf)),
    "out of range": lambda: event("x", NoteTaken(text="", weight=1.5)),
    "wrong type": lambda: event("x", NoteTaken(text=5)),  # type: ignore[arg-type]
    "naive time": lambda: event("x", LampSwitched(on=True), time=datetime(2026, 1, 1)),
    "text too long": lambda: note("x", "é" * 100_001),
    "no id": lambda: note(""),
    "id too long": lambda: note("x" * 201),
    "unknown sort of source": lambda: note("x", source="robot/r2"),
    "no source": lambda: note("x", source="agent/"),
    "blank in the source": lambda: note("x", source="agent/a b"),
    "line break after the source": lambda: note("x", source="lab\n"),
    "no subject": lambda: note("x", subject=""),
    "unicode in the subject": lambda: note("x", subject="room/é"),
    "unknown kind": lambda: event("x", Stranger()),
    "another class of a known kind": lambda: event("x", Double(on=True)),
    "no payload": lambda: event("x", {"on": True}),  # type: ignore[arg-type]
    "no event": lambda: LampSwitched(on=True),  # type: ignore[return-value,list-item]
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_event_keeps_its_whole_batch_out(log: Log, what: str) -> None:
    with pytest.raises(BadInput, match="Event 1 of the batch"):
        log.append([note("a"), BAD[what](), note("c")])
    assert log.head == 0
    assert log.append([note("a"), note("x", "é" * 100_000)]).positions == (1, 2)


@pytest.mark.parametrize("recorded", [[], [NOON], [NOON, NOON, NOON], [NOON, datetime(2026, 1, 1)]])
def test_there_is_one_aware_time_recorded_for_each_event(log: Log, recorded: list[datetime]) -> None:
    with pytest.raises(BadInput, match="not 2 times"):
        log.append(notes(2), recorded=recorded)
    assert log.head == 0


def test_recorded_never_goes_back(make: Make) -> None:
    clock = StepClock(NOON)
    log = make(clock)
    log.append(notes(1))
    log.append(notes(3, 1), recorded=[NOON - timedelta(days=1), NOON + timedelta(days=1), NOON])
    log.append(notes(1, 4))
    assert [(record.recorded - NOON).days for record in log.read()] == [0, 0, 1, 1, 1]


def test_eight_threads_get_places_of_their_own(log: Log) -> None:
    places: list[tuple[str, int]] = []

    def write(source: str) -> None:
        places.extend((source, *log.append([one]).positions) for one in notes(200, source=source))

    threads = [threading.Thread(target=write, args=(f"agent/{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(position for _, position in places) == list(range(1, 1601))
    assert {(record.event.source, record.position) for record in log.read()} == set(places)
    for number in range(8):
        assert ids(list(log.read(source=f"agent/{number}"))) == [f"n{one}" for one in range(200)]
    verify(log)


def test_of_those_who_race_for_a_version_one_wins(log: Log) -> None:
    won: list[int] = []
    gate = threading.Barrier(8)

    def race(number: int) -> None:
        gate.wait()
        for round in range(20):
            try:
                log.append([note(f"{number}-{round}", subject=f"room/{round}")], expected=0)
                won.append(round)
            except Conflict:
                pass

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(20))
    assert log.head == 20


def test_the_same_events_from_many_threads_are_added_once(log: Log) -> None:
    answers: list[tuple[int, ...]] = []
    gate = threading.Barrier(6)

    def send() -> None:
        gate.wait()
        answers.extend(log.append(notes(10, start)).positions for start in range(0, 100, 10))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.head == 100
    assert len(set(answers)) == 10


# Reading


@pytest.fixture
def mixed(make: Make) -> Log:
    """Positions 1 to 12, recorded a second apart from 12:00:01 on."""
    log = make(Ticking(NOON))
    for number in range(12):
        data: Payload = (NoteTaken(text="t"), LampSwitched(on=True), TallyCounted(amount=number))[number % 3]
        log.append([event(str(number), data, source=f"agent/{number % 2}", subject=f"room/{number % 4}")])
    return log


def at(log: Log, **wanted: object) -> list[int]:
    return [record.position for record in log.read(**wanted)]  # type: ignore[arg-type]


def seconds(number: float) -> datetime:
    return NOON + timedelta(seconds=number)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, list(range(1, 13))),
        ({"after": 10}, [11, 12]),
        ({"upto": 2}, [1, 2]),
        ({"after": 4, "upto": 6}, [5, 6]),
        ({"after": 6, "upto": 4}, []),
        ({"after": 12}, []),
        ({"after": 99}, []),
        ({"after": -5, "upto": 2}, [1, 2]),
        ({"upto": 99, "after": 11}, [12]),
        ({"upto": -1}, []),
        ({"kinds": ["lamp.switched"]}, [2, 5, 8, 11]),
        ({"kinds": ["lamp.switched", "tally.counted"]}, [2, 3, 5, 6, 8, 9, 11, 12]),
        ({"kinds": ["note.taken"]}, [1, 4, 7, 10]),
        ({"kinds": ["note.taken.v2"]}, []),
        ({"kinds": []}, []),
        ({"subject": "room/1"}, [2, 6, 10]),
        ({"subject": "room/%"}, []),
        ({"source": "agent/1"}, [2, 4, 6, 8, 10, 12]),
        ({"since": seconds(11)}, [11, 12]),
        ({"until": seconds(2)}, [1]),
        ({"since": seconds(3.5), "until": seconds(5.5)}, [4, 5]),
        ({"limit": 2}, [1, 2]),
        ({"limit": 0}, []),
        ({"limit": -1}, []),
        ({"backwards": True, "limit": 3}, [12, 11, 10]),
        ({"backwards": True, "after": 2, "upto": 4}, [4, 3]),
        ({"kinds": ["tally.counted"], "source": "agent/1", "subject": "room/3"}, [12]),
        ({"kinds": ["tally.counted"], "source": "agent/0", "subject": "room/3"}, []),
        ({"kinds": ["note.taken"], "source": "agent/1", "after": 4, "until": seconds(11), "limit": 1}, [10]),
        ({"source": "agent/0", "since": seconds(3), "backwards": True, "limit": 2, "upto": 10}, [9, 7]),
    ],
)
def test_reads_what_is_wanted(mixed: Log, wanted: dict[str, object], found: list[int]) -> None:
    assert at(mixed, **wanted) == found


@pytest.mark.parametrize("kinds", [None, ["note.taken"]])
@pytest.mark.parametrize("limit", [None, 1000, 1001, 2400])
@pytest.mark.parametrize("backwards", [False, True])
def test_reads_over_many_pages(log: Log, kinds: list[str] | None, limit: int | None, backwards: bool) -> None:
    log.append(notes(2500))
    order = range(2500, 0, -1) if backwards else range(1, 2501)
    assert at(log, kinds=kinds, limit=limit, backwards=backwards) == list(order)[:limit]


def test_a_read_ends_where_the_log_ended_when_it_was_asked(log: Log) -> None:
    log.append(notes(3))
    for asked in (log.read(), log.read(upto=99)):
        log.append(notes(1, log.head))
        assert len(list(asked)) < log.head


def test_writing_goes_on_while_somebody_reads(log: Log) -> None:
    log.append(notes(1500))
    read = log.read()
    first = next(read)
    log.append(notes(10, 1500))
    assert [first.position, *(record.position for record in read)] == list(range(1, 1501))


def test_position_at(mixed: Log) -> None:
    assert [mixed.position_at(seconds(s)) for s in (-9, 0.9, 1, 1.5, 11.99, 12, 999)] == [0, 0, 1, 1, 11, 12, 12]


def test_one_string_is_not_several_kinds(mixed: Log) -> None:
    with pytest.raises(BadInput, match="one string"):
        mixed.read(kinds="lamp.switched")


def test_a_moment_needs_a_time_zone(log: Log) -> None:
    naive = datetime(2026, 1, 1)
    for ask in (lambda: log.position_at(naive), lambda: log.read(since=naive), lambda: log.read(until=naive)):
        with pytest.raises(BadInput, match="no time zone"):
            ask()


def test_every_log_has_its_own_epoch(make: Make) -> None:
    one, two = make(), make()
    assert one.epoch and one.epoch != two.epoch
    before = one.epoch
    one.append(notes(1))
    assert one.epoch == before


# Following


def take(follow: Follow, many: int) -> list[int]:
    """The positions of the next `many` records; fewer when none comes for a while."""
    found: list[int] = []
    while len(found) < many and (record := follow.next(timeout=10)) is not None:
        found.append(record.position)
    return found


def test_follows_what_is_there_and_what_comes(log: Log) -> None:
    log.append(notes(700))
    follow = log.follow(100)
    assert take(follow, 600) == list(range(101, 701))
    assert follow.next(timeout=0) is None
    assert follow.next(timeout=0.05) is None
    writer = threading.Thread(target=lambda: log.append(notes(3, 700)))
    writer.start()
    assert take(follow, 3) == [701, 702, 703]
    writer.join()
    assert follow.position == 703


def test_closing_a_follow_or_its_log_ends_it(make: Make) -> None:
    for close in (lambda log, follow: follow.close(), lambda log, follow: log.close()):
        log = make()
        log.append(notes(1))
        follow = log.follow(0)
        found: list[int] = []
        reader = threading.Thread(target=lambda f=follow, found=found: found.extend(r.position for r in f))
        reader.start()
        while follow.position < 1:
            pass
        close(log, follow)
        reader.join(10)
        assert not reader.is_alive()
        assert found == [1]
        assert follow.next() is None


async def test_follows_on_an_event_loop(log: Log) -> None:
    log.append(notes(600))
    follow = log.follow(0)
    found: list[int] = []
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.to_thread(lambda: [log.append([one]) for one in notes(20, 600)]))
        async for record in follow:
            found.append(record.position)
            if len(found) == 620:
                break
    assert found == list(range(1, 621))
    follow.close()
    assert [record async for record in follow] == []


@pytest.mark.parametrize("whole", [False, True])
async def test_closing_ends_a_wait_on_an_event_loop(make: Make, whole: bool) -> None:
    log = make()
    follow = log.follow(0)

    async def read() -> list[int]:
        if whole:
            return [record.position async for page in follow.pages() for record in page]
        return [record.position async for record in follow]

    reader = asyncio.create_task(read())
    await asyncio.to_thread(log.append, notes(2))
    while follow.position < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    await asyncio.to_thread(log.close)
    async with asyncio.timeout(10):
        assert await reader == [1, 2]


async def test_giving_up_a_wait_loses_and_doubles_nothing(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(notes(300))
    read = log.read

    def slowly(*asked: int) -> Iterator[Record]:
        """Takes longer than the reader's patience, which comes back while this is still under way."""
        records = list(read(*asked, limit=40))
        time.sleep(0.003)
        return iter(records)

    monkeypatch.setattr(log, "read", slowly)
    follow = log.follow(0)
    found: list[int] = []
    for patience in range(10_000):
        try:
            found.append((await asyncio.wait_for(anext(follow), (patience % 7) * 0.0003)).position)
        except TimeoutError:
            if len(found) == 300:
                break
    assert found == list(range(1, 301))


async def test_pages_hold_everything(log: Log) -> None:
    log.append(notes(1200))
    follow = log.follow(0)
    found: list[int] = []
    async with asyncio.timeout(20):
        async for page in follow.pages():
            found += [record.position for record in page]
            assert follow.position == found[-1]
            if len(found) == 1200:
                break
    assert found == list(range(1, 1201))


def test_a_reader_may_start_as_far_back_as_it_likes(log: Log) -> None:
    log.append(notes(50))
    assert take(log.follow(0, bound=10), 50) == list(range(1, 51))


def test_a_reader_that_falls_behind_is_told_where_to_go_on(log: Log) -> None:
    log.append(notes(3))
    follow = log.follow(0, bound=10)
    found = take(follow, 3)
    log.append(notes(10, 3))
    found += take(follow, 4)
    log.append(notes(20, 13))
    with pytest.raises(TooSlow) as caught:
        found += [record.position for record in follow]
    position = caught.value.position
    assert position == follow.position >= 7
    assert "more than 10 events behind" in str(caught.value)
    rest = take(log.follow(position), 33 - position)
    assert list(range(1, position + 1)) + rest == list(range(1, 34))


async def test_a_slow_reader_on_an_event_loop_is_told_too(log: Log) -> None:
    follow = log.follow(0, bound=5)
    log.append(notes(1))
    first = await anext(follow)
    log.append(notes(9, 1))
    with pytest.raises(TooSlow) as caught:
        await anext(follow)
    assert caught.value.position == first.position == 1


def test_a_dropped_follow_is_forgotten(log: Log) -> None:
    follow = log.follow(0)
    listeners = log.wake._listeners
    assert len(listeners) == 1
    del follow
    log.append(notes(1))
    assert len(listeners) == 0


def test_a_follow_outlives_the_event_loop_it_ran_on(log: Log) -> None:
    log.append(notes(1))
    follow = log.follow(0)

    async def first() -> int:
        return (await anext(follow)).position

    assert asyncio.run(first()) == 1
    assert log.append(notes(1, 1)).positions == (2,)
    assert take(follow, 1) == [2]


# The chain, export and import


def test_the_same_events_give_the_same_hashes_in_every_log(make: Make, tmp_path: Path) -> None:
    reference = SqliteLog(tmp_path / "reference.db", WORDS, Ticking(NOON))
    log = make(Ticking(NOON))
    for one in (reference, log):
        one.append(notes(5))
        one.append([note("é", "ü")])
    assert [record.hash for record in log.read()] == [record.hash for record in reference.read()]
    assert verify(log) == verify(reference)
    reference.close()


def test_the_hash_depends_on_everything(make: Make) -> None:
    def last(clock: Clock, events: list[Event]) -> bytes:
        log = make(clock)
        log.append(events)
        return list(log.read())[-1].hash

    base = [note("a"), note("b")]
    variants = [
        last(StepClock(NOON), base),
        last(StepClock(seconds(1)), base),
        last(StepClock(NOON), [note("c"), note("b")]),
        last(StepClock(NOON), [note("a"), note("b", "else")]),
        last(StepClock(NOON), base[::-1]),
        last(StepClock(NOON), base[:1]),
    ]
    assert len(set(variants)) == len(variants)
    assert last(StepClock(NOON), base) == variants[0]


def test_what_was_exported_can_be_imported(mixed: Log, make: Make) -> None:
    lines = list(export_lines(mixed))
    copy = make()
    assert import_lines(copy, lines) == 12
    assert list(copy.read()) == list(mixed.read())
    assert verify(copy) == verify(mixed)
    assert import_lines(copy, lines) == 0
    assert list(export_lines(copy)) == lines
    assert import_lines(mixed, lines) == 0
    assert list(export_lines(mixed, after=3, upto=5)) == lines[3:5]


def test_an_import_counts_what_is_new(make: Make) -> None:
    one, two = make(), make()
    one.append(notes(2500))
    two.append(notes(100, 50))
    lines = list(export_lines(one))
    assert import_lines(two, [*lines, b"", *lines[:10]]) == 2400
    assert two.head == 2500


def test_an_import_that_breaks_off_says_what_it_kept(make: Make) -> None:
    one, two = make(), make()
    one.append(notes(1500))
    lines = list(export_lines(one))
    with pytest.raises(BadInput, match=r"Line 1501.*1000 events before that were imported"):
        import_lines(two, [*lines, b"{"])
    assert two.head == 1000
    assert import_lines(two, lines) == 500


GOOD = b'{"id":"1","type":"lamp.switched","source":"lab","time":"2026-01-01T00:00:00Z","data":{"on":true}'


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b'"\\ud800"',
        b"[" * 100_000,
        GOOD.replace(b"switched", b"swiched") + b"}",
        GOOD.replace(b"true", b"1") + b"}",
        GOOD.replace(b"2026", b"26") + b"}",
        GOOD.replace(b'"id":"1",', b"") + b"}",
        GOOD + b',"recordedtime":"yesterday"}',
        GOOD + b',"recordedtime":5e99}',
        GOOD + b',"colour":"red"}',
        GOOD + b',"specversion":"0.3"}',
    ],
)
def test_a_bad_line_is_named(log: Log, line: bytes) -> None:
    with pytest.raises(BadInput, match="Line 3"):
        import_lines(log, [GOOD + b"}", b"  ", line])
    assert log.head == 0
    assert import_lines(log, [GOOD + b"}"]) == 1


# The end


def test_a_closed_log_says_so(make: Make) -> None:
    log = make()
    log.append(notes(2))
    read = log.read()
    log.close()
    log.close()
    for ask in (
        lambda: log.append(notes(1, 2)),
        lambda: log.head,
        lambda: log.version("room/1"),
        lambda: log.position_at(NOON),
        lambda: log.rows(0, 2, 2),
        lambda: list(read),
        lambda: list(log.read()),
        lambda: verify(log),
    ):
        with pytest.raises(Unavailable, match="closed"):
            ask()
    assert list(log.follow(0)) == []
    assert log.append([]).positions == ()


def test_closing_while_threads_write_keeps_what_was_acknowledged(make: Make, tmp_path: Path) -> None:
    log = make()
    acknowledged: list[int] = []
    errors: list[BaseException] = []

    def write(source: str) -> None:
        try:
            for one in notes(100_000, source=source):
                acknowledged.extend(log.append([one]).positions)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(f"agent/{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 50:
        pass
    log.close()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert [type(error) for error in errors] == [Unavailable] * 4
    if isinstance(log, SqliteLog):
        again = SqliteLog(tmp_path / "log-0.db", WORDS)
        assert sorted(acknowledged) == [record.position for record in again.read()][: len(acknowledged)]
        assert again.head >= len(acknowledged)
        verify(again)
        again.close()
