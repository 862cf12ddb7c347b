"""Asking the observatory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.observatory import naive
from tests.observatory.streams import START, Held, everything, long_stream, observed
from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Event, Payload, Record
from workbench.intelligence.events import TaskCompleted, TaskProgressed, TaskStarted
from workbench.learning.events import ExamCompleted
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated
from workbench.observatory import METRICS, Observatory
from workbench.observatory.metric import Measure
from workbench.observatory.service import metric_of
from workbench.observatory.signals import Signals


def record(position: int, data: Payload, source: str = "agent/ada", subject: str = "task/1", second: int = 0) -> Record:
    moment = START + timedelta(seconds=second)
    return Record(
        position, moment, b"", Event(id=str(position), time=moment, source=source, subject=subject, data=data)
    )


def test_a_lab_where_nothing_happened() -> None:
    empty = observed([])
    for figure in everything(empty):
        assert (figure.value, figure.events, figure.age, figure.first) == (None, 0, None, None)
        assert str(figure) == f"{figure.name} of lab: not measured yet"
    assert (empty.agents(), len(empty.history()), empty.position) == ([], 0, 0)


def test_the_lab_first_then_each_agent() -> None:
    figures = observed(long_stream(0)).stream("performance")
    names = [name for name, metric in METRICS.items() if metric.stream == "performance"]
    assert [f.name for f in figures if f.subject == "lab"] == names
    assert list(dict.fromkeys(f.subject for f in figures)) == ["lab", *naive.agents(long_stream(0))]
    assert len({f.moment for f in figures}) == 1
    assert all(figure == observed(long_stream(0)).figure(figure.name, figure.subject) for figure in figures)


def test_agents_are_found_by_name_and_by_id() -> None:
    lab = observed([record(1, MemoryCreated(text="x"), "agent/ada-lovelace")])
    assert lab.level("Ada Lovelace") == lab.level("agent/ada-lovelace") == lab.figure("level", " ADA  lovelace ")
    assert lab.figure("level", "lab") == lab.level()
    with pytest.raises(NotFound, match="agent/ada-lovelace"):
        lab.level("Ada Lovelac")
    with pytest.raises(BadInput):
        lab.level("")


def test_what_is_not_measured_is_said() -> None:
    lab = observed([record(1, MemoryCreated(text="x"))])
    with pytest.raises(NotFound, match="Did you mean volatility"):
        lab.figure("volatilty")
    with pytest.raises(NotFound, match=r"docs/metrics\.md"):
        lab.figure("🐝" * 1_000)
    with pytest.raises(NotFound, match="of the lab only"):
        lab.figure("growth_rate", "Ada")
    with pytest.raises(BadInput, match="no metric"):
        metric_of("wisdom:lab@3")


def test_agents_at_a_glance() -> None:
    joined = record(1, AgentRegistered(name="Zoe"), "person/p", "agent/zoe")
    begun = record(2, TaskStarted(title="study re", total=4), "agent/bob", second=1)
    noted = record(3, MemoryCreated(text="x", about="re.compile"), second=2)
    rows = observed([joined, begun, noted]).agents()
    assert [(row.agent, row.doing, row.memories, row.load) for row in rows] == [
        ("agent/ada", "remembers re.compile", 1, 0.0),
        ("agent/bob", "study re", 0, 1.0),
        ("agent/zoe", "", 0, 0.0),
    ]
    assert rows[0].level == 0.0
    assert rows[0].parts == {"breadth": 0.0, "integration": 0.0, "self-knowledge": 0.0, "learning": 0.0}
    assert [row.seen for row in rows] == [START + timedelta(seconds=2), START + timedelta(seconds=1), None]
    assert rows[1].level is None


def test_age_counts_from_the_events_behind_a_figure_and_no_others() -> None:
    records = [record(1, TaskStarted(title="t")), record(2, MemoryCreated(text="x"), second=50)]
    lab = observed(records, START + timedelta(seconds=60))
    assert (lab.figure("cognitive_load").age, lab.level("Ada").age) == (60.0, 10.0)
    early = observed(records, START - timedelta(seconds=1))  # a clock that was put back
    assert early.level("Ada").age == 0.0


def test_a_pace_and_a_gain_rest_on_both_their_ends() -> None:
    def exam(score: float) -> ExamCompleted:
        return ExamCompleted(
            technology="re", version="1", right=1, questions=2, score=score, predicted=0.5, coverage=0.5
        )

    reports = [TaskStarted(title="t"), TaskProgressed(done=0), TaskProgressed(done=2), TaskCompleted(done=3)]
    records = [record(n, data, second=2 * n) for n, data in enumerate(reports, 1)]
    records += [record(5, exam(0.1), second=9), record(6, exam(0.2), second=9), record(7, exam(0.4), second=3609)]
    lab = observed(records)
    pace, gain = lab.figure("efficiency_volatility", "Ada"), lab.figure("adaptation_velocity", "Ada")
    assert [basis.positions for basis in pace.basis] == [(1, 3, 4)]  # 2 steps in 4 s, 1 in 2 s; 2 told nothing new
    assert [basis.positions for basis in gain.basis] == [(6, 7)]  # no time between 5 and 6
    assert (pace.value, gain.value) == (0.0, pytest.approx(0.2))


def test_a_load_rests_on_all_that_tells_it() -> None:
    reports = [
        TaskStarted(title="t", total=8),
        TaskProgressed(done=2),
        TaskProgressed(done=1),
        TaskProgressed(done=2, total=4),
    ]
    lab = observed([record(n, data, second=n) for n, data in enumerate(reports, 1)], START + timedelta(seconds=10))
    figure = lab.figure("cognitive_load")
    assert (figure.parts, figure.age) == ({"agent/ada": 0.5}, 6.0)
    assert [basis.positions for basis in figure.basis] == [(1, 2, 4)]


def test_tasks_that_never_end_stay_bounded() -> None:
    records = [record(n, TaskStarted(title="t"), subject=f"task/{n}") for n in range(1, 1_001)]
    figure = observed(records).figure("cognitive_load")
    assert (figure.parts, figure.events, figure.first) == ({"agent/ada": 200.0}, 200, 801)


def test_a_past_view_says_that_it_is_one() -> None:
    records = long_stream(0, 50)
    past = Observatory(Held(records, START + timedelta(days=1), past=True))
    assert {figure.status for figure in everything(past)} == {"replayed"}
    assert past.level().moment == START + timedelta(days=1)


@pytest.mark.parametrize(("read", "shown"), [(-1e-17, 0.0), (0.25, 0.25), (0.5 + 1e-16, 0.5), (None, None)])
def test_rounding_leads_nobody_out_of_the_range(read: float | None, shown: float | None) -> None:
    metric = METRICS["volatility"]._replace(of_agent=lambda agent: Measure(read, {}, ()))
    assert metric.for_agent(Signals("agent/ada")).value == shown
