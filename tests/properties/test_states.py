"""The laws of states: replay equals live, redelivery, snapshots and the way to a position change nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observatory.streams import logged, long_stream, streams
from workbench.core.events import Record
from workbench.log import Fold, Snapshots
from workbench.members import MembersState
from workbench.observatory import ObservatoryState

STATES = pytest.mark.parametrize("make", [ObservatoryState, MembersState])
FEW = settings(max_examples=40)


def folded(make: Any, records: list[Record]) -> Any:
    state = make()
    for record in records:
        state.apply(record)
    return state


def saved(state: Any) -> Any:
    """A state that went through a snapshot and back."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=type(state))


@STATES
@FEW
@given(records=streams(), data=st.data())
def test_replay_equals_live(make: Any, records: list[Record], data: st.DataObject) -> None:
    log, clock = logged([])
    live = Fold(log, make, Snapshots(None), clock)
    rest = list(records)
    while rest:
        some = data.draw(st.integers(1, len(rest)))
        log.append([r.event for r in rest[:some]], recorded=[r.recorded for r in rest[:some]])
        with live.hold() as (state, position):
            assert position == log.head
        rest = rest[some:]
    with live.hold() as (state, _), Fold(log, make, Snapshots(None), clock).hold() as (again, _):
        assert state == again == folded(make, records)


@STATES
@FEW
@given(records=streams(), data=st.data())
def test_redelivery_changes_nothing(make: Any, records: list[Record], data: st.DataObject) -> None:
    log, clock = logged(records)
    fold = Fold(log, make, Snapshots(None), clock)
    with fold.hold() as (state, _):
        before = saved(state)
    again = data.draw(st.lists(st.sampled_from(records), max_size=10)) if records else []
    log.append([record.event for record in again])
    with fold.hold() as (state, position):
        assert (state, position) == (before, len(records))


@STATES
@FEW
@given(records=streams(), data=st.data())
def test_a_snapshot_changes_nothing(make: Any, records: list[Record], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(records)))
    state = saved(folded(make, records[:cut]))
    assert state == folded(make, records[:cut])
    for record in records[cut:]:
        state.apply(record)
    assert state == folded(make, records)


@STATES
@FEW
@given(records=streams(), data=st.data())
def test_a_past_state_is_the_fold_up_to_there(make: Any, records: list[Record], data: st.DataObject) -> None:
    log, clock = logged(records)
    fold = Fold(log, make, Snapshots(None), clock)
    for position in data.draw(st.lists(st.integers(0, len(records)), max_size=5)):
        with fold.at(position, clock.now()) as (state, at):
            assert (at, state) == (position, folded(make, records[:position]))


@STATES
def test_long_histories_too(make: Any) -> None:
    records = long_stream(1, 5_000)
    log, clock = logged(records)
    fold = Fold(log, make, Snapshots(None), clock)
    with fold.hold() as (state, _):
        assert state == folded(make, records)
    for position in (1, 1_999, 2_000, 2_001, 4_321):
        with fold.at(position, clock.now()) as (state, _):
            assert state == folded(make, records[:position])
