"""Widgets: live, as of a moment, and where a transport bar stands."""

from __future__ import annotations

import msgspec
import panel as pn
import pytest

import workbench
from tests.views.conftest import exam, memory, say
from tests.views.seeing import following, until
from workbench.app import Lab
from workbench.core.errors import NotFound
from workbench.views.widgets.in_panel import Live


def test_an_agent_shows_its_level_and_signals(lab: Lab) -> None:
    say(lab, "ليلى", memory("a"), exam(8))
    card = lab.agent("ليلى").card()
    level = lab.observatory.level("ليلى")
    assert f">{level.value:.2f}</button>" in card.html
    assert "<bdi>ليلى</bdi>" in card.html
    assert card.html.count('data-do="explain:') == 5
    assert f"level {level.value:.2f} (live, {level.events} events)" in repr(card)
    card.close()


def test_a_press_on_a_figure_lists_the_events_behind_it(lab: Lab) -> None:
    say(lab, "Ada", exam(8), exam(6), memory("a"))
    card = lab.card("learning", "Ada")
    figure = lab.observatory.figure("learning", "Ada")
    card.hear(f"explain:{figure.id}")
    until(lambda: "w-behind" in card.html)
    positions = [record.position for record in lab.explain(figure)]
    assert positions
    for position in positions:
        assert f'data-do="event:{position}"' in card.html
    card.hear(f"event:{positions[0]}")
    until(lambda: "<pre" in card.html)
    (record,) = lab.log.read(positions[0] - 1, positions[0])
    assert msgspec.json.encode(record.event.id).decode().strip('"') in card.html
    card.hear("close:")
    until(lambda: "w-behind" not in card.html)
    for nonsense in ("explain:nothing", "event:x", "what", "", 7, None):
        card.hear(nonsense)
    card.hear("close:")
    card.close()


def test_a_figure_is_shown_as_it_was(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    was = lab.observatory.figure("learning", "Ada")
    say(lab, "Ada", exam(2), exam(2), exam(2))
    now = lab.observatory.figure("learning", "Ada")
    assert was.value is not None
    assert now.value is not None
    assert was.value != now.value
    for said in (was, was.id):
        card = lab.card(said)
        assert f">{was.value:.2f}</button>" in card.html
        assert "replayed" in card.html
        card.close()
    live = lab.card("learning", "Ada")
    assert f">{now.value:.2f}</button>" in live.html
    live.close()


@pytest.mark.parametrize("metric", ["level", "momentum", "breadth", "growth_rate", "concept_importance"])
def test_every_metric_of_the_lab_has_a_card(lab: Lab, metric: str) -> None:
    say(lab, "Ada", memory("a"), memory("b"), exam(8))
    for at in (None, 2, lab.log.head):
        card = lab.card(metric, at=at)
        assert str(lab.observatory.figure(metric).name) in repr(card)
        card.close()


def test_the_past_knows_nobody_who_came_later(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    before = lab.log.head
    say(lab, "Boris", exam(8))
    for card in (lab.agent("Boris").card(at=before), lab.card("learning", "Boris", at=before)):
        assert "Nobody had heard of this agent yet" in card.html
        assert "nobody had heard of" in repr(card)
        card.close()
    with pytest.raises(NotFound):
        lab.card("nonsense")
    with pytest.raises(NotFound):
        lab.events(kinds=["nonsense"])


def test_events_are_narrowed_down(lab: Lab) -> None:
    say(lab, "Ada", exam(8), memory("a"))
    say(lab, "Boris", memory("b"))
    exams = lab.events(kinds=["exam.completed"])
    assert exams.html.count("<li") == 1
    exams.close()
    ada = lab.events(agent="Ada")
    assert "Boris" not in ada.html
    ada.close()
    every = lab.events()
    assert every.html.count("<li") == 5
    every.hear("kind:memory.created")
    until(lambda: every.html.count("<li") == 2)
    every.hear("of:agent/boris")
    until(lambda: every.html.count("<li") == 1)
    assert "remembered b" in every.html
    every.close()


def test_widgets_go_where_the_bar_goes(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    then = lab.log.head
    say(lab, "Boris", memory("b"))
    bar = lab.transport()
    strip, card = lab.watch(at=bar), lab.agent("Boris").card(at=bar)
    strip.hear("seen:one")
    card.hear("seen:two")
    bar.wish = {"asked": 1, "at": {"position": then}}
    until(lambda: f"event {then}" in strip.html and "Nobody had heard" in card.html)
    assert bar.shown["asked"] == 1
    assert not bar.shown["live"]
    say(lab, "Chidi")
    bar.wish = {"asked": 2, "at": {"words": "in the year dot"}}
    until(lambda: bar.shown["asked"] == 2)
    assert "not a moment" in bar.shown["error"]
    assert bar.stand.position == then
    bar.wish = {"asked": 3, "at": {"live": True}}
    until(lambda: "Chidi" in strip.html and "Boris" in card.html)
    say(lab, "Devi")
    until(lambda: bar.shown["head"] == lab.log.head)  # it goes on with the lab, as they do
    for widget in (strip, card, bar):
        widget.close()
    until(lambda: not following())


def test_a_lab_has_one_feed_however_many_widgets(lab: Lab) -> None:
    with workbench.open("memory:") as other:
        widgets = [lab.watch(), lab.events(), other.watch()]
        assert widgets[0]._desk is widgets[1]._desk
        assert widgets[0]._desk is not widgets[2]._desk
        for widget in widgets:
            widget.close()


def test_in_panel_it_is_the_same_html(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    strip = lab.watch()
    shown = pn.panel(strip)
    assert isinstance(shown, Live)
    assert shown.html == strip.html
    shown._handle_msg("seen:one")
    say(lab, "Boris")
    until(lambda: "Boris" in shown.html)
    shown._handle_msg("gone:one")
    bar = lab.transport()
    twin = pn.panel(bar)
    twin.wish = {"asked": 1, "at": {"position": 1}}
    until(lambda: twin.shown["position"] == 1)
    for widget in (strip, bar):
        widget.close()
