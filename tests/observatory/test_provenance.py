"""Every figure leads to the events that it rests on: all of them, no others, and they alone give its value again."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observatory.streams import SOURCES, everything, logged, long_stream, observed, streams
from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.figure import Basis, Figure
from workbench.log import Fold, MemoryLog, Snapshots
from workbench.observatory import METRICS, Observatory, ObservatoryState
from workbench.observatory.service import metric_of

# What the others show rests on events before their window too: the level at a moment on the memories before it, a pace on
# the start of its task; and a load is unequal to that of agents who have no task.
SELF_CONTAINED = set(METRICS) - {
    "volatility",
    "momentum",
    "learning_acceleration",
    "efficiency_volatility",
    "cognitive_load",
}


def read(log: MemoryLog, basis: Basis) -> list[Record]:
    if basis.positions is not None:
        return [record for position in basis.positions for record in log.read(position - 1, position)]
    return list(log.read(basis.first - 1, basis.last, kinds=basis.kinds, source=basis.source))


def check(log: MemoryLog, figure: Figure) -> None:
    if figure.value is None and not figure.basis:
        return
    records = [record for basis in figure.basis for record in read(log, basis)]
    positions = sorted(record.position for record in records)
    assert len(set(positions)) == len(positions) == figure.events
    for basis in figure.basis:
        found = read(log, basis)
        assert {log.vocabulary.kind(record.event) for record in found} <= set(basis.kinds)
        assert to_micros(found[-1].recorded) == basis.recorded
    if not positions:
        return
    assert (positions[0], positions[-1]) == (figure.first, figure.last)
    assert positions[-1] <= figure.position
    assert figure.subject == "lab" or {record.event.source for record in records} == {figure.subject}
    newest = max(record.recorded for record in records)
    assert figure.age == max(0.0, (figure.moment - newest) / timedelta(seconds=1))
    if figure.name in SELF_CONTAINED:
        alone = observed(sorted(records, key=lambda record: record.position), figure.moment)
        again = alone.figure(figure.name, None if figure.subject == "lab" else figure.subject)
        assert again.value == (None if figure.value is None else pytest.approx(figure.value, rel=1e-6, abs=1e-9))
        assert again.events == figure.events


@settings(max_examples=60)
@given(streams(), st.data())
def test_live_and_at_every_past_position(records: list[Record], data: st.DataObject) -> None:
    log, clock = logged(records)
    fold = Fold(log, ObservatoryState, Snapshots(None), clock)
    for figure in everything(Observatory(fold)):
        assert figure.status == "live"
        check(log, figure)
    position = data.draw(st.integers(0, len(records)))
    for figure in everything(
        Observatory(fold.at(position, records[position - 1].recorded if position else clock.now()))
    ):
        assert (figure.status, figure.position) == ("replayed", position)
        metric, subject, at = metric_of(figure.id)
        assert (metric.name, subject, at) == (figure.name, figure.subject, figure.position)
        check(log, figure)


@pytest.mark.parametrize("seed", range(2))
def test_when_windows_have_moved_on(seed: int) -> None:
    records = long_stream(seed, agents=3)
    log, _ = logged(records)
    for upto in (len(records), len(records) // 2):
        for figure in everything(observed(records[:upto])):
            check(log, figure)


def test_what_people_remember_is_knowledge_of_the_lab() -> None:
    """A basis without a source means everyone's events, so a statistic of the lab must not leave somebody's out."""
    told = long_stream(0, 30)
    records = [
        msgspec.structs.replace(
            record, event=msgspec.structs.replace(record.event, source=SOURCES[record.position % 7])
        )
        for record in told
    ]
    log, _ = logged(records)
    figure = observed(records).figure("consciousness_integration")
    sources = {record.event.source for record in read(log, figure.basis[0])}
    assert {"person/p", "lab", "agent/a"} <= sources
    check(log, figure)
