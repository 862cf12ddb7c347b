"""Sessions go from one to another, and at every moment one alone has each of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.app.words import VOCABULARY
from workbench.core.clock import StepClock
from workbench.core.errors import BadInput, Conflict, Forbidden, NotFound, WorkbenchError
from workbench.core.events import Event, Payload, Record
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe
from workbench.log import Appended, Fold, Log, MemoryLog, Snapshots, SqliteLog, export_lines, verify
from workbench.memory import LiveSessions, Sessions, SessionsState
from workbench.memory.events import (
    MemoryCreated,
    SessionEnded,
    SessionForgotten,
    SessionHandedOff,
    SessionSaved,
    SessionStarted,
    SessionTaken,
)

ADA, BORIS, EVE = "agent/ada", "agent/boris", "person/eve"


class Desk:
    """A log with sessions."""

    def __init__(self, log: Log | None = None) -> None:
        self.clock = StepClock()
        self.log: Log = log or MemoryLog(VOCABULARY, self.clock)
        self.scribe = Scribe(self.clock, Ids(self.clock))
        self.fold = Fold(self.log, SessionsState, Snapshots(None), self.clock)
        self.sessions = LiveSessions(self.log, self.fold, self.scribe)

    def say(self, session: str, by: str, data: Payload) -> None:
        self.log.append([self.scribe.event(by, session, data)])

    def past(self, position: int) -> Sessions:
        return Sessions(self.log, self.fold.at(position, self.clock.now()))

    def kinds(self) -> list[str]:
        return [VOCABULARY.kind(record.event) for record in self.log.read()]


def test_a_session_is_handed_over_with_its_working_state() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort the mail", {"done": "A to F", "next": "G"})
    assert (session.holder, session.waiting, session.ended) == (ADA, None, False)
    desk.clock.advance(60)
    desk.sessions.save(session.id, ADA, {"done": "A to K"}, ["next"])
    handed = desk.sessions.hand_off(session.id, ADA, BORIS, "The rest is in the hall.", {"where": "hall"})
    assert (handed.holder, handed.waiting, handed.note) == (ADA, BORIS, "The rest is in the hall.")
    assert [one.id for one in desk.sessions.waiting_for(BORIS)] == [session.id]
    desk.clock.advance(60)
    taken = desk.sessions.take(session.id, BORIS)
    assert (taken.holder, taken.waiting) == (BORIS, None)
    assert taken.state == {"done": "A to K", "where": "hall"}
    assert [holding.member for holding in taken.holders] == [ADA, BORIS]
    assert (taken.holders[1].since - taken.since).total_seconds() == 120
    assert desk.sessions.waiting_for(BORIS) == desk.sessions.open(ADA) == []
    ended = desk.sessions.end(session.id, BORIS, "sorted")
    assert (ended.ended, ended.outcome, ended.holder) == (True, "sorted", BORIS)
    assert desk.sessions.open() == []
    assert desk.sessions.get(session.id) == ended
    assert desk.kinds() == [
        "session.started",
        "session.saved",
        "session.handed_off",
        "session.taken",
        "session.ended",
    ]


def test_the_past_knows_who_had_it_and_what_it_said() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort", {"done": "A"}).id
    desk.sessions.save(session, ADA, {"done": "B"})
    desk.sessions.hand_off(session, ADA, EVE)
    desk.sessions.take(session, EVE)
    desk.sessions.end(session, EVE)
    seen = [desk.past(position).get(session) for position in range(1, 6)]
    assert [one.state["done"] for one in seen] == ["A", "B", "B", "B", "B"]
    assert [one.holder for one in seen] == [ADA, ADA, ADA, EVE, EVE]
    assert [one.waiting for one in seen] == [None, None, EVE, None, None]
    assert [len(desk.past(position).open()) for position in range(6)] == [0, 1, 1, 1, 1, 0]
    with pytest.raises(NotFound):
        desk.past(0).get(session)


def test_each_may_do_what_is_theirs_alone() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort").id
    for refused in (
        lambda: desk.sessions.save(session, BORIS, {"x": "y"}),
        lambda: desk.sessions.hand_off(session, BORIS, EVE),
        lambda: desk.sessions.take(session, BORIS),
        lambda: desk.sessions.take(session, ADA),
        lambda: desk.sessions.end(session, BORIS),
    ):
        with pytest.raises(Forbidden, match="agent/"):
            refused()
    desk.sessions.hand_off(session, ADA, BORIS)
    with pytest.raises(Forbidden, match="waits for agent/boris"):
        desk.sessions.take(session, EVE)
    assert desk.sessions.save(session, ADA, {"late": "news"}).waiting == BORIS  # until it is taken, it is still hers
    desk.sessions.hand_off(session, ADA, EVE)
    with pytest.raises(Forbidden):
        desk.sessions.take(session, BORIS)
    assert desk.sessions.take(session, EVE).state == {"late": "news"}
    with pytest.raises(Forbidden):
        desk.sessions.save(session, ADA, {"x": "y"})
    desk.sessions.end(session, EVE)
    for over in (
        lambda: desk.sessions.save(session, EVE, {"x": "y"}),
        lambda: desk.sessions.hand_off(session, EVE, ADA),
        lambda: desk.sessions.take(session, ADA),
        lambda: desk.sessions.end(session, EVE),
    ):
        with pytest.raises(Conflict, match="ended"):
            over()
    for nobody in (lambda: desk.sessions.get("session/none"), lambda: desk.sessions.take("x" * 1_000, ADA)):
        with pytest.raises(NotFound):
            nobody()


WRONG: list[Any] = [
    ("start", (ADA, "  ")),
    ("start", (ADA, 7)),
    ("start", (ADA, "x" * 100_001)),
    ("start", (ADA, "sort", {"n": 3})),
    ("start", (ADA, "sort", {"n": "x" * 100_001})),
    ("start", (ADA, "sort", {"": "x"})),
    ("start", (ADA, "sort", {"n": "\ud800"})),
    ("start", (ADA, "sort", {str(n): "" for n in range(201)})),
    ("save", (ADA, {})),
    ("save", (ADA, {}, "name")),
    ("save", (ADA, {f"more {n}": "" for n in range(200)})),
    ("hand_off", (ADA, ADA)),
    ("hand_off", (ADA, "lab")),
    ("hand_off", (ADA, "Boris")),
    ("hand_off", (ADA, None)),
    ("hand_off", (ADA, BORIS, "x" * 100_001)),
    ("end", (ADA, "\ud800")),
]


@pytest.mark.parametrize(("command", "arguments"), WRONG)
def test_what_makes_no_sense_is_refused_and_changes_nothing(command: str, arguments: tuple[Any, ...]) -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort", {"kept": "x"})
    given_ = arguments if command == "start" else (session.id, *arguments)
    with pytest.raises(BadInput) as caught:
        getattr(desk.sessions, command)(*given_)
    assert caught.value.remedy
    assert desk.log.head == 1
    assert desk.sessions.open() == [session]


def test_dropping_makes_room() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort", {str(n): "" for n in range(200)}).id
    saved = desk.sessions.save(session, ADA, {"one": "1", "two": "2"}, ["0", "1", "never there"])
    assert len(saved.state) == 200
    desk.say(session, ADA, SessionSaved(state={"three": "3"}))  # by an outsider, who was not asked first
    assert desk.sessions.get(session).state == saved.state


def test_what_was_said_in_a_forgotten_session_is_gone_at_every_moment() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "<goal>", {"name": "<text>"}).id
    desk.sessions.hand_off(session, ADA, BORIS, "<note>", {"more": "<text>"})
    desk.sessions.take(session, BORIS, "<note>")
    other = desk.sessions.start(ADA, "other", {"kept": "x"})
    desk.sessions.hand_off(session, BORIS, EVE, "<note>")
    chain = verify(desk.log)
    desk.sessions.forget(session, ADA, "She asked for it.")  # who started it
    seen = desk.sessions.get(session)
    assert (seen.forgotten, seen.ended, seen.holder, seen.waiting) == (True, False, BORIS, None)
    for then in (seen, *(desk.past(position).get(session) for position in range(1, desk.log.head + 1))):
        assert then.forgotten
        assert (then.goal, then.state, then.note, then.outcome) == ("", {}, "", "")
    assert [holding.member for holding in seen.holders] == [ADA, BORIS]
    assert desk.past(4).get(session).holder == BORIS
    assert not any(b"<" in line for line in export_lines(desk.log))
    assert verify(desk.log).events == chain.events + 1
    assert desk.sessions.open() == [other]
    assert desk.sessions.waiting_for(EVE) == []
    for refused in (
        lambda: desk.sessions.take(session, EVE),
        lambda: desk.sessions.save(session, BORIS, {"x": "y"}),
        lambda: desk.sessions.end(session, BORIS),
    ):
        with pytest.raises(Conflict, match="forgotten"):
            refused()
    with pytest.raises(Conflict, match="forgotten"):  # by an outsider, who was not asked first
        desk.say(session, BORIS, SessionSaved(state={"name": "<text>"}))
    head = desk.log.head
    desk.sessions.forget(session, ADA)
    assert desk.log.head == head


@pytest.mark.parametrize(("by", "may"), [(ADA, True), (BORIS, True), (EVE, True), ("lab", True), ("agent/cy", False)])
@pytest.mark.parametrize("ended", [False, True])
def test_its_starter_its_holder_persons_and_the_lab_may_have_it_forgotten(by: str, may: bool, ended: bool) -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "sort").id
    desk.sessions.hand_off(session, ADA, BORIS)
    desk.sessions.take(session, BORIS)
    if ended:
        desk.sessions.end(session, BORIS, "sorted")
    if may:
        desk.sessions.forget(session, by)
    else:
        with pytest.raises(Forbidden, match="agent/boris, who does"):
            desk.sessions.forget(session, by)
    seen = desk.sessions.get(session)
    assert (seen.forgotten, seen.goal, seen.ended) == (may, "" if may else "sort", ended)
    with pytest.raises(NotFound):
        desk.sessions.forget("session/none", by)


def test_forgetting_that_broke_off_shows_nothing_and_can_be_done_again() -> None:
    desk = Desk()
    session = desk.sessions.start(ADA, "<goal>", {"name": "<text>"}).id
    desk.say(session, ADA, SessionForgotten())
    assert (desk.sessions.get(session).goal, desk.sessions.get(session).state) == ("", {})
    assert any(b"<goal>" in line for line in export_lines(desk.log))
    desk.sessions.forget(session, ADA)
    assert not any(b"<goal>" in line for line in export_lines(desk.log))


class Rivalled(MemoryLog):
    """A log in which Boris takes the session just before we can."""

    rival: Event | None = None

    def append(self, events: Sequence[Event], *args: Any, **kwargs: Any) -> Appended:
        if self.rival is not None and isinstance(events[0].data, SessionTaken | SessionSaved):
            rival, self.rival = self.rival, None
            super().append([rival])
        return super().append(events, *args, **kwargs)


@pytest.mark.parametrize("ours", [SessionSaved(state={"x": "y"}), SessionTaken()])
def test_who_is_outdone_looks_again_and_decides_again(ours: Payload) -> None:
    log = Rivalled(VOCABULARY, StepClock())
    desk = Desk(log)
    session = desk.sessions.start(ADA, "sort").id
    desk.sessions.hand_off(session, ADA, BORIS)
    log.rival = desk.scribe.event(BORIS, session, SessionTaken())
    with pytest.raises(Forbidden):
        if isinstance(ours, SessionTaken):
            desk.sessions.take(session, BORIS)
        else:
            desk.sessions.save(session, ADA, {"x": "y"})
    assert desk.kinds() == ["session.started", "session.handed_off", "session.taken"]
    log.rival = desk.scribe.event(EVE, session, SessionTaken())  # breaks a rule, and so changes nothing for us
    assert desk.sessions.save(session, BORIS, {"x": "y"}).state == {"x": "y"}


_CHILD = """
import sys
from pathlib import Path
from tests.memory.test_sessions import BORIS, Desk
from workbench.app.words import VOCABULARY
from workbench.core.clock import StepClock
from workbench.core.errors import Forbidden
from workbench.log import SqliteLog
log = SqliteLog(Path(sys.argv[1]), VOCABULARY, StepClock())
desk = Desk(log)
print("ready", flush=True)
taken = 0
for session in sys.stdin.readline().split():
    try:
        desk.sessions.take(session, BORIS)
        taken += 1
    except Forbidden:
        pass
log.close()
print(taken)
"""


def test_two_processes_take_each_session_once(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", VOCABULARY, StepClock())
    desk = Desk(log)
    sessions = [desk.sessions.start(ADA, f"work {number}").id for number in range(20)]
    for session in sessions:
        desk.sessions.hand_off(session, ADA, BORIS)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(tmp_path / "log.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write(" ".join(sessions) + "\n")
        child.stdin.flush()
    taken = [int(child.communicate(timeout=60)[0]) for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert sum(taken) == 20
    assert desk.kinds().count("session.taken") == 20
    assert len(desk.sessions.open(BORIS)) == 20
    assert [one.id for one in desk.sessions.open(limit=3)] == sessions[-3:]
    log.close()


NAMES = st.sampled_from(["a", "b"])
STATE = st.dictionaries(NAMES, st.sampled_from(["", "x", "ليلى"]), max_size=2)
MEMBERS = st.sampled_from([ADA, ADA, BORIS, BORIS, EVE, "lab", "otlp/o"])
SAID: st.SearchStrategy[Payload] = st.one_of(
    st.builds(SessionStarted, goal=st.sampled_from(["", "g"]), state=STATE),
    st.builds(SessionSaved, state=STATE, dropped=st.lists(NAMES, max_size=2).map(tuple)),
    st.builds(SessionHandedOff, to=MEMBERS | st.just("nobody"), state=STATE),
    st.builds(SessionTaken),
    st.builds(SessionEnded),
    st.builds(SessionForgotten),
    st.just(MemoryCreated(text="about a session")),
)
STEPS = st.lists(
    st.tuples(MEMBERS, st.sampled_from(["session/1", "session/1", "session/2", "agent/ada"]), SAID), max_size=40
)
Steps = list[tuple[str, str, Payload]]


def appended(steps: Steps) -> Desk:
    desk = Desk()
    for by, session, data in steps:
        desk.clock.advance(1)
        desk.say(session, by, data)
    return desk


def folded(records: Sequence[Record]) -> SessionsState:
    state = SessionsState()
    for record in records:
        state.apply(record)
    return state


@given(steps=STEPS, data=st.data())
def test_replay_is_the_same_as_live_for_any_events(steps: Steps, data: st.DataObject) -> None:
    desk = Desk()
    for by, session, said in steps:
        desk.say(session, by, said)
        with desk.fold.hold() as (state, position):
            assert position == desk.log.head
    records = list(desk.log.read())
    with desk.fold.hold() as (state, _):
        assert state == folded(records)
    cut = data.draw(st.integers(0, len(records)))
    resumed = msgspec.msgpack.decode(msgspec.msgpack.encode(folded(records[:cut])), type=SessionsState)
    with desk.fold.at(cut, desk.clock.now()) as (then, _):
        assert then == resumed
    for record in records[cut:]:
        resumed.apply(record)
    assert resumed == folded(records)


@given(steps=STEPS)
def test_replayed_without_what_was_forgotten_sessions_stand_as_before(steps: Steps) -> None:
    desk = appended(steps)
    with desk.fold.hold() as (state, _):
        desk.log.shred(*(session for session, standing in state.ended.items() if standing.forgotten))
        assert folded(list(desk.log.read())) == state


@given(steps=STEPS)
def test_any_events_obey_the_rules_said_plainly(steps: Steps) -> None:
    known: dict[str, dict[str, Any]] = {}
    for by, id_, data in steps:
        session = known.get(id_)
        if isinstance(data, SessionStarted):
            if session is None and id_.startswith("session/"):
                known[id_] = {
                    "holders": [by],
                    "waiting": None,
                    "state": dict(data.state),
                    "ended": False,
                    "forgotten": False,
                }
            continue
        if session is None or session["forgotten"]:
            continue
        if isinstance(data, SessionForgotten) and by in ("lab", EVE, session["holders"][0], session["holders"][-1]):
            session.update(state={}, waiting=None, forgotten=True)
        if session["ended"]:
            continue
        held = by == session["holders"][-1]
        if isinstance(data, SessionSaved) and held:
            kept = {name: text for name, text in session["state"].items() if name not in data.dropped}
            session["state"] = {**kept, **data.state}
        if (
            isinstance(data, SessionHandedOff)
            and held
            and data.to != by
            and data.to.split("/")[0] in ("agent", "person")
        ):
            session["waiting"] = data.to
            session["state"].update(data.state)
        if isinstance(data, SessionTaken) and by == session["waiting"]:
            session["holders"].append(by)
            session["waiting"] = None
        if isinstance(data, SessionEnded) and held:
            session["ended"], session["waiting"] = True, None
    sessions = appended(steps).sessions
    for id_, session in known.items():
        seen = sessions.get(id_)
        assert [holding.member for holding in seen.holders] == session["holders"]
        for name in ("waiting", "state", "ended", "forgotten"):
            assert getattr(seen, name) == session[name]
    assert [one.id for one in sessions.open()] == [
        id_ for id_, session in known.items() if not session["ended"] and not session["forgotten"]
    ]


@given(steps=STEPS)
def test_a_command_does_what_an_event_that_counts_does_and_refuses_the_others(steps: Steps) -> None:
    outside, inside = appended(steps), Desk()
    ids: dict[str, str] = {}
    for by, session, data in steps:
        if isinstance(data, SessionStarted) and session.startswith("session/") and session not in ids:
            ids[session] = session
            inside.say(session, by, data)
            continue
        try:
            match data:
                case SessionSaved():
                    inside.sessions.save(session, by, data.state, data.dropped)
                case SessionHandedOff():
                    inside.sessions.hand_off(session, by, data.to, data.note, data.state)
                case SessionTaken():
                    inside.sessions.take(session, by)
                case SessionEnded():
                    inside.sessions.end(session, by)
                case SessionForgotten():
                    inside.sessions.forget(session, by)
        except WorkbenchError:
            pass
    for id_ in ids:
        one, other = outside.sessions.get(id_), inside.sessions.get(id_)
        assert [h.member for h in one.holders] == [h.member for h in other.holders]
        assert (one.waiting, one.state, one.ended) == (other.waiting, other.state, other.ended)
