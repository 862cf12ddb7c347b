"""Charts as functions of a snapshot: what they say is what the lab says of that moment."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.conftest import exam, memory, pass_time, say
from workbench.app import Lab
from workbench.core.clock import from_micros, to_micros
from workbench.intelligence.events import TaskStarted
from workbench.observatory import METRICS
from workbench.views.charts import concepts, loads, over_time, pathways, state_space
from workbench.views.charts.curve import spread
from workbench.views.charts.marks import grouped
from workbench.views.feed import Feed
from workbench.views.look import TILES, Look
from workbench.views.recent import ExamMark
from workbench.views.snapshot import Snapshot

NASTY = "<img src=x onerror=alert(1)> & “ליلى”"
ALL = Look(window="all")


def take(lab: Lab, look: Look = ALL) -> Snapshot:
    return Feed(lab).snapshot(look)


def drawn(html: str, tag: str = "wb-plot") -> dict[str, str]:
    """The attributes of the element that draws."""
    (found,) = re.findall(rf"<{tag} (.*?)></{tag}>", html)
    return {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', found)}


def whole(text: str) -> list[int]:
    return list(accumulate(map(int, text.split())))


def live_through(lab: Lab) -> None:
    """Some minutes of two agents."""
    for number, right in enumerate((2, 4, 6, 9)):
        say(lab, "Ada", memory(f"a{number}"), exam(right))
        pass_time(lab, 20)
        say(lab, "Boris", memory("b"))
        pass_time(lab, 20)


def test_an_empty_lab_says_what_to_do(lab: Lab) -> None:
    for tab, metrics in TILES.items():
        look = Look(tab=tab)
        snapshot = take(lab, look)
        for metric in metrics:
            html = over_time(snapshot, look, metric)
            assert "lab.agent(" in html
            assert "wb-plot" not in html
    assert "lab.agent(" in state_space(take(lab), ALL)
    assert "lab.agent(" in loads(take(lab, Look(tab="performance")))
    knowledge = take(lab, Look(tab="knowledge"))
    assert "lab.agent(" in concepts(knowledge)
    assert "lab.agent(" in pathways(knowledge)


def test_every_point_is_the_figure_that_a_press_on_it_explains(stepped: Lab) -> None:
    live_through(stepped)
    for tab in TILES:
        look = Look(tab=tab, window="all")
        snapshot = take(stepped, look)
        for metric in TILES[tab]:
            if METRICS[metric].unit == "1/min":
                continue  # a rate goes on changing after the event, so it is checked at its end only
            plot = drawn(over_time(snapshot, look, metric)) if snapshot.figure(metric).value is not None else None
            for position, said in zip(whole(plot["position"]), plot["value"].split(), strict=True) if plot else ():
                value = stepped.at(position).observatory.figure(metric).value
                assert (said == "-") == (value is None), (metric, position)
                assert value is None or float(said) == pytest.approx(value, abs=1e-4), (metric, position)


@pytest.mark.parametrize("metric", ["level", "growth_rate"])
def test_a_chart_ends_at_its_moment_with_the_figure_as_it_was(stepped: Lab, metric: str) -> None:
    live_through(stepped)
    look = Look(tab="consciousness" if metric == "level" else "knowledge", window="all")
    past = stepped.at(6)
    moment = from_micros(to_micros(past.moment) + 3_000_000)
    snapshot = Feed(stepped).past(look, 6, moment)
    plot = drawn(over_time(snapshot, look, metric))
    end = to_micros(moment) // 1_000
    assert whole(plot["at"])[-1] == end == int(plot["x"].split()[1])
    assert whole(plot["position"])[-1] == 6
    value = snapshot.figure(metric).value
    assert value is not None
    assert float(plot["value"].split()[-1]) == pytest.approx(value, abs=1e-4)
    assert "replayed" in over_time(snapshot, look, metric)
    assert max(mark[1] for mark in json.loads(plot["marks"]) or [[0, 0]]) <= 6


def test_windows_show_what_was_in_them_and_an_agent_has_its_own_chart(stepped: Lab) -> None:
    live_through(stepped)
    pass_time(stepped, 3_000)
    say(stepped, "Ada", memory("late"))
    for window, seconds in (("10 min", 600), ("1 h", 3_600)):
        look = Look(window=window)  # type: ignore[arg-type]
        begin, end = map(int, drawn(over_time(take(stepped, look), look, "level"))["x"].split())
        assert end - begin <= seconds * 1_000
    look = Look(window="all", agent="agent/boris")
    plot = drawn(over_time(take(stepped, look), look, "level", "agent/boris"))
    assert plot["figure"] == "level:agent/boris"
    assert plot["low"] == ""  # one agent has no spread
    assert plot["marks"] == "[]"  # the exams were Ada's
    unknown = Look(window="all", agent="agent/zoe")
    assert "Nothing was measured yet" in over_time(take(stepped, unknown), unknown, "level", "agent/zoe")


def test_only_the_first_chart_of_a_tab_has_the_choice_of_the_window(stepped: Lab) -> None:
    live_through(stepped)
    snapshot = take(stepped)
    main, other = over_time(snapshot, ALL, "level", choose=True), over_time(snapshot, ALL, "volatility")
    assert 'data-do="window:all" aria-pressed="true"' in main
    assert 'data-do="window:1 h" aria-pressed="false"' in main
    assert "window:" not in other
    assert drawn(main)["x"] == drawn(other)["x"]  # charts side by side show the same time
    assert f'data-do="explain:level:lab@{snapshot.position}"' in main


def test_names_and_texts_cannot_become_markup(stepped: Lab) -> None:
    say(stepped, NASTY, memory(NASTY, about=NASTY), exam(8), TaskStarted(title=NASTY))
    pass_time(stepped)
    consciousness, performance, knowledge = (Look(tab=tab, window="all") for tab in TILES)
    for html in (
        over_time(take(stepped, consciousness), consciousness, "level"),
        state_space(take(stepped, consciousness), consciousness),
        loads(take(stepped, performance)),
        concepts(take(stepped, knowledge)),
    ):
        assert "&lt;img" in html
        assert "<img" not in html


def test_loads_say_who_carries_what_and_how_even_that_is(stepped: Lab) -> None:
    look = Look(tab="performance")
    for number in range(12):
        say(stepped, f"Agent {number}", *(TaskStarted(title="a task") for _ in range(number % 4)))
    html = loads(take(stepped, look))
    assert "Half of it is on 3 of 12 agents; 3 have none." in html
    assert "even spread, 1.50 each" in html
    named = re.findall(r'class="rank" data-key="agent/([^"]+)".*?width:([\d.]+)%.*?>([\d.]+)</button>', html)
    assert [amount for *_, amount in named] == ["3.00"] * 3 + ["2.00"] * 3 + ["1.00"] * 2
    assert named[0][1] == "100.0"
    assert 'role="img"' in html  # all twelve at a glance
    say(stepped, "Agent 0", memory("a"))
    assert f'data-do="explain:cognitive_load:lab@{stepped.log.head}"' in loads(take(stepped, look))


def test_concepts_and_pathways_rank_what_the_observatory_counts(stepped: Lab) -> None:
    say(stepped, "Ada", *(memory("loops") for _ in range(3)), memory("queues"), exam(4))
    snapshot = take(stepped, Look(tab="knowledge"))
    assert re.findall(r'class="rank" data-key="(\w+)".*?([\d.]+%)</span></li>', concepts(snapshot)) == [
        ("loops", "75.0%"),
        ("queues", "25.0%"),
    ]
    assert re.findall(r'class="rank" data-key="(\w+)".*?>([\d.]+)</span></li>', pathways(snapshot)) == [
        ("json", "0.80")
    ]


def test_states_are_those_of_the_agents_and_trails_end_in_them(stepped: Lab) -> None:
    live_through(stepped)
    say(stepped, "Chidi", memory("c"))
    snapshot = take(stepped)
    html = state_space(snapshot, ALL)
    assert "2 without an exam are not shown" in html
    space = drawn(html, "wb-space")
    assert json.loads(space["agents"]) == [["agent/ada", "Ada"]]
    (row,) = (row for row in snapshot.agents("all") if row.agent == "agent/ada")
    head = [int(value) / 1_000 for value in space["heads"].split()]
    assert head == pytest.approx(list(row.parts.values()), abs=5e-4)
    trail = [int(value) for value in space["trails"].split()]
    assert trail[-3:] == [int(value) for value in space["heads"].split()[:3]]
    assert len(trail) > 3


def test_two_hundred_states_are_a_small_message(stepped: Lab) -> None:
    for turn in range(30):
        for number in range(200):
            say(stepped, f"Agent {number}", memory(f"{turn * number}"), *([exam(turn % 10)] if turn % 3 == 0 else []))
        pass_time(stepped, 15)
    space = drawn(html := state_space(take(stepped), ALL), "wb-space")
    assert len(json.loads(space["agents"])) == 200
    assert len(space["trails"].split(",")) == 200
    assert len(html) < 100_000


@given(
    st.sampled_from(sorted(METRICS)),
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=40),
)
def test_the_axis_holds_all_that_is_shown_within_the_bounds(name: str, values: list[float]) -> None:
    metric = METRICS[name]
    low = -np.inf if metric.low is None else metric.low
    high = np.inf if metric.high is None else metric.high
    column = np.clip(np.array(values, dtype=np.float64), low, high)
    start, end = spread(metric, [column])
    assert end - start >= metric.material
    known = column[~np.isnan(column)]
    assert all(start <= value <= end for value in known)
    edge = (end - start) * 0.02  # the width of the line
    assert start >= low - edge
    assert end <= high + edge


@given(st.lists(st.integers(0, 10_000), max_size=80), st.integers(0, 5_000))
def test_exams_too_near_to_be_told_apart_are_one_mark(seconds: list[int], begin: int) -> None:
    exams = [ExamMark(n, from_micros(at * 1_000_000), "agent/ada", "") for n, at in enumerate(sorted(seconds))]
    groups = grouped(exams, begin * 1_000_000, 10_000 * 1_000_000)
    shown = [exam for exam in exams if to_micros(exam.recorded) >= begin * 1_000_000]
    assert [exam for group in groups for exam in group] == shown
    firsts = [to_micros(group[0].recorded) for group in groups]
    apart = (10_000 - begin) * 1_000_000 // 32
    assert all(after - before >= apart for before, after in pairwise(firsts))
