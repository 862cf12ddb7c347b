from __future__ import annotations

import math

import pandas as pd
import pytest

from tests.views.conftest import exam, memory, say
from tests.views.pictures.scenes import busy
from workbench.app import Lab
from workbench.core.errors import NotFound
from workbench.views.pictures import frames


def names(lab: Lab) -> dict[str, str]:
    return {member.id: member.name for member in lab.members.all()}


def test_a_metric_over_time_ends_with_the_figure_of_now(lab: Lab) -> None:
    busy(lab, "Ada", "Boris", "Chidi")
    for metric in ("level", "volatility", "growth_rate", "pathway_efficiency"):
        last = frames.over_time(lab.observatory, metric).iloc[-1]
        figure = lab.observatory.figure(metric)
        assert last["value"] == pytest.approx(figure.value, rel=1e-3)
        assert (last["position"], last["figure"]) == (figure.position, figure.id)
    level = frames.over_time(lab.observatory, "level").iloc[-1]
    parts = lab.observatory.level().parts.values()
    assert min(parts) <= level["low"] < level["value"] < level["high"] <= max(parts)


def test_every_row_leads_to_its_events(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"))
    for row in frames.over_time(lab.observatory, "level", agent="Ada").itertuples():
        assert lab.explain(row.figure)
        figure = lab.at(row.position).observatory.figure("level", "Ada")
        assert figure.value == pytest.approx(row.value, rel=1e-6)


def test_times_are_aware_and_never_decrease(lab: Lab) -> None:
    busy(lab, "Ada")
    busy(lab, "Ada")
    times = frames.over_time(lab.observatory, "level")["time"]
    assert str(times.dtype) == "datetime64[us, UTC]" and times.is_monotonic_increasing


def test_what_is_not_kept_over_time_of_an_agent_says_what_is(lab: Lab) -> None:
    busy(lab, "Ada")
    with pytest.raises(NotFound, match="level, breadth"):
        frames.over_time(lab.observatory, "momentum", agent="Ada")
    with pytest.raises(NotFound, match="No agent"):
        frames.over_time(lab.observatory, "level", agent="Nobody")


def test_tables_hold_what_the_observatory_says(lab: Lab) -> None:
    busy(lab, "Ada", "Boris", "Chidi")
    lab.agent("Devi")
    observatory = lab.observatory
    board = frames.agents(observatory, names(lab))
    assert board["level"].is_monotonic_decreasing or board["level"].isna().any()
    for row in observatory.agents():
        found = board[board["agent"] == row.agent].iloc[0]
        assert math.isnan(found["level"]) if row.level is None else found["level"] == row.level
        assert (found["memories"], found["load"], found["name"]) == (row.memories, row.load, names(lab)[row.agent])
    for frame, metric, name, value in (
        (frames.load(observatory, names(lab)), "cognitive_load", "agent", "load"),
        (frames.concepts(observatory), "concept_importance", "concept", "share"),
        (frames.pathways(observatory), "pathway_efficiency", "technology", "efficiency"),
    ):
        assert dict(zip(frame[name], frame[value], strict=True)) == observatory.figure(metric).parts
        assert frame[value].is_monotonic_decreasing
        assert set(frame["figure"]) == {observatory.figure(metric).id}


def test_states_end_where_the_agent_is_and_do_not_make_up_what_is_not_known(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"), exam(4))
    say(lab, "Boris", memory("a"))
    table = frames.states(lab.observatory, names(lab))
    here = table[table["now"]].set_index("name")
    assert list(here.index) == ["Ada", "Boris"]
    for signal in frames.SIGNALS:
        assert here.loc["Ada", signal] == lab.observatory.figure(signal, "Ada").value
    assert math.isnan(here.loc["Boris", "self_knowledge"])
    assert (table[~table["now"]]["position"] < lab.observatory.position).all()


def test_exams_are_those_until_the_moment(lab: Lab) -> None:
    say(lab, "Ada", exam(4, predicted=0.25))
    position = lab.log.head
    say(lab, "Ada", exam(9))
    table = frames.exams(lab.log, position, names(lab))
    assert table[["name", "technology", "score", "predicted", "right", "questions"]].values.tolist() == [
        ["Ada", "json", 0.4, 0.25, 4, 10]
    ]


def test_tables_have_the_same_columns_with_rows_and_without(lab: Lab) -> None:
    def tables() -> list[pd.DataFrame]:
        observatory, called = lab.observatory, names(lab)
        return [
            frames.over_time(observatory, "level"),
            frames.agents(observatory, called),
            frames.load(observatory, called),
            frames.concepts(observatory),
            frames.pathways(observatory),
            frames.states(observatory, called),
            frames.exams(lab.log, lab.log.head, called),
        ]

    empty = tables()
    busy(lab, "Ada", "Boris")
    for before, after in zip(empty, tables(), strict=True):
        assert not len(before) and len(after)
        assert dict(before.dtypes) == dict(after.dtypes)
