"""A log on disk against a plain list, through crashes and with followers that come and go."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from tests.words import WORDS, Notebook, note
from workbench.core.errors import Conflict
from workbench.core.events import Event
from workbench.log import Fold, Follow, Snapshots, SqliteLog, verify

NAMES = st.sampled_from("abcdefghijkl")
ROOMS = st.sampled_from(["room/1", "room/2"])
SOURCES = st.sampled_from(["agent/ada", "agent/bob"])
NOTES = st.builds(lambda id, source, subject: note(id, source=source, subject=subject), NAMES, SOURCES, ROOMS)


class LogMachine(RuleBasedStateMachine):
    """The model is the list of events that should be there; a position is an index into it plus one."""

    follows = Bundle("follows")
    places = Bundle("places")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.model: list[Event] = []
        self.log = self.opened()
        self.fold = self.folded()

    def opened(self) -> SqliteLog:
        return SqliteLog(self.folder / "log.db", WORDS)

    def folded(self) -> Fold[Notebook]:
        return Fold(self.log, Notebook, Snapshots(self.folder / "snapshots.db"))

    def offer(self, events: list[Event], expected: int | None) -> tuple[int, ...] | None:
        """What the model says to an append: the positions, or None for a conflict."""
        after = list(self.model)
        positions = []
        for one in events:
            place = next((i for i, old in enumerate(after) if (old.id, old.source) == (one.id, one.source)), None)
            if place is None:
                after.append(one)
                place = len(after) - 1
            elif after[place] != one:
                return None
            positions.append(place + 1)
        if expected is not None and len(after) > len(self.model) and expected != self.version(events[0].subject):
            return None
        self.model = after
        return tuple(positions)

    def version(self, subject: str) -> int:
        return max((place for place, one in enumerate(self.model, 1) if one.subject == subject), default=0)

    def append_both(self, events: list[Event], expected: int | None = None) -> None:
        positions = self.offer(events, expected)
        if positions is None:
            with pytest.raises(Conflict):
                self.log.append(events, expected=expected)
        else:
            assert self.log.append(events, expected=expected).positions == positions

    @rule(events=st.lists(NOTES, max_size=5))
    def append(self, events: list[Event]) -> None:
        self.append_both(events)

    @rule(names=st.lists(NAMES, min_size=1, max_size=3), source=SOURCES, subject=ROOMS, off=st.integers(-1, 1))
    def append_expecting(self, names: list[str], source: str, subject: str, off: int) -> None:
        events = [note(name, source=source, subject=subject) for name in names]
        self.append_both(events, expected=self.version(subject) + off)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def append_again(self, data: st.DataObject) -> None:
        self.append_both(data.draw(st.lists(st.sampled_from(self.model), min_size=1)))

    @precondition(lambda self: self.model)
    @rule(data=st.data(), text=st.text(max_size=3))
    def conflict(self, data: st.DataObject, text: str) -> None:
        one = data.draw(st.sampled_from(self.model))
        with pytest.raises(Conflict):
            self.log.append([note("new"), note(one.id, f"not {text}", source=one.source, subject=one.subject)])

    @rule()
    def crash(self) -> None:
        """Nobody closes anything; what was acknowledged must be there for the next who opens."""
        self.log = self.opened()
        self.fold = self.folded()

    @rule()
    def close_and_open(self) -> None:
        self.log.close()
        self.crash()

    @rule(target=follows, data=st.data())
    def follow(self, data: st.DataObject) -> Follow:
        return self.log.follow(data.draw(st.integers(0, len(self.model))))

    @rule(follow=follows, many=st.integers(1, 4))
    def take(self, follow: Follow, many: int) -> None:
        for _ in range(many):
            before = follow.position
            record = follow.next(timeout=0)
            if record is None:
                assert before == len(self.model) or follow._over()
                return
            assert record.position == before + 1 == follow.position
            assert record.event == self.model[before]

    @rule(target=places, follow=consumes(follows))
    def drop(self, follow: Follow) -> int:
        return follow.position

    @rule(target=follows, place=consumes(places))
    def resume(self, place: int) -> Follow:
        return self.log.follow(place)

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.model)))
        with self.fold.at(place, self.fold.now()).hold() as (state, position):
            assert (state.events, position) == (place, place)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        records = list(self.log.read())
        assert [record.event for record in records] == self.model
        assert [record.position for record in records] == list(range(1, len(self.model) + 1))
        with self.fold.hold() as (state, position):
            assert state.events == position == len(self.model)

    def teardown(self) -> None:
        verify(self.log)
        self.log.close()
        shutil.rmtree(self.folder)


LogMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestLogMachine = LogMachine.TestCase
