"""What the dashboards draw: functions of a snapshot, at the present and at any past moment."""

from __future__ import annotations

import importlib.util
import re
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.conftest import exam, memory, pass_time, say
from workbench.app import Lab
from workbench.core.share import shared
from workbench.views.feed import Feed
from workbench.views.header import header
from workbench.views.look import TILES, Look, Tab
from workbench.views.page import Drawn, Page, filled
from workbench.views.panels import happened, welcome
from workbench.views.seldom import Seldom
from workbench.views.snapshot import Snapshot
from workbench.views.tabs import tabs
from workbench.views.tiles import sparkline, tiles

NASTY = "<img src=x onerror=alert(1)> & “ליلى”"
TABS: tuple[Tab, ...] = get_args(Tab)


def page(name: str) -> Page:
    spec = importlib.util.spec_from_file_location(f"page_{name}", shared("dashboards") / name / "app.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Page = module.PAGE
    return made


OBSERVATORY, AGENT = page("observatory"), page("agent")


def take(lab: Lab, look: Look | None = None) -> Snapshot:
    return Feed(lab).snapshot(look or Look())


def whole(of: Page, snapshot: Snapshot, look: Look) -> str:
    return filled(of.frame, of.draw(snapshot, look).regions)


@pytest.mark.parametrize("tab", TABS)
def test_an_empty_lab_says_what_to_do(lab: Lab, tab: Tab) -> None:
    look = Look(tab=tab)
    drawn = whole(OBSERVATORY, take(lab, look), look)
    assert "lab.agent(" in drawn
    assert "Waiting" in drawn
    assert "0.00" not in drawn


@pytest.mark.parametrize("tab", TABS)
def test_every_figure_says_its_status_events_and_way_to_them(lab: Lab, tab: Tab) -> None:
    for right in (2, 4, 8):
        say(lab, "Ada", memory("a"), memory("b"), exam(right))
    look = Look(tab=tab)
    snapshot = take(lab, look)
    said = tiles(snapshot, look)
    for name in TILES[tab]:
        (tile,) = re.findall(rf'<article[^>]*data-key="{name}".*?</article>', said)
        assert '<span class="q">live</span>' in tile
        figure = snapshot.figure(name)
        if figure.value is not None:
            assert f'data-do="explain:{figure.id}"' in tile
            assert f"{figure.events} event" in tile
            assert "<wb-age" in tile


def test_what_moved_says_by_how_much_and_not_by_colour_alone(stepped: Lab) -> None:
    look = Look(tab="performance")
    for right in (2, 2, 8):
        say(stepped, "Ada", exam(right))
        pass_time(stepped)
    assert '<span class="up">▲ +0.60</span>' in tiles(take(stepped, look), look)


@pytest.mark.parametrize("tab", TABS)
def test_names_and_texts_cannot_become_markup(lab: Lab, tab: Tab) -> None:
    say(lab, NASTY, memory(NASTY, about=NASTY), exam(3))
    look, own = Look(tab=tab), Look(agent=lab.members.all()[0].id)
    for drawn in (whole(OBSERVATORY, take(lab, look), look), whole(AGENT, take(lab, own), own)):
        assert "<img" not in drawn
    assert "&lt;img" in whole(AGENT, take(lab, own), own)


@pytest.mark.parametrize("tab", TABS)
def test_a_past_page_says_that_it_is_past(lab: Lab, tab: Tab) -> None:
    say(lab, "Ada", memory("a"), exam(3))
    look, feed = Look(tab=tab), Feed(lab)
    then = feed.snapshot(look)
    say(lab, "Ada", memory("b"), exam(9))
    drawn = whole(OBSERVATORY, feed.past(look, then.position, then.moment), look)
    assert 'data-do="live:"' in drawn
    assert f"event {then.position} of {lab.log.head}" in drawn
    assert "<wb-age" not in drawn, "an age in the past does not grow"
    assert 'class="q">live' not in drawn


def test_a_lab_before_its_first_event_and_an_agent_before_it_joined(lab: Lab) -> None:
    say(lab, "Boris", memory("a"))
    first = next(lab.log.read(limit=1)).recorded
    say(lab, "Ada", memory("a"))
    look, feed = Look(agent="agent/ada"), Feed(lab)
    assert "There is no agent" in whole(AGENT, feed.past(look, 1, first), look)
    assert "Ada" in whole(AGENT, feed.snapshot(look), look)
    assert "There is no agent" in whole(AGENT, feed.snapshot(Look(agent="agent/ad")), Look(agent="agent/ad"))


def test_every_agent_is_on_the_board(lab: Lab) -> None:
    for number in range(200):
        say(lab, f"Agent {number}", memory("a"))
    drawn = OBSERVATORY.draw(take(lab), Look())
    assert drawn.islands["board"]["rows"].count("Agent ") == 200


def test_only_what_changed_is_told(lab: Lab) -> None:
    before = Drawn({"a": "1", "b": "1"}, {"board": {"rows": "1"}})
    after = Drawn({"a": "1", "b": "2"}, {"board": {"rows": "1"}})
    assert after.since(before) == {"regions": {"b": "2"}, "islands": {}}
    assert after.since(None) == {"regions": {"a": "1", "b": "2"}, "islands": {"board": {"rows": "1"}}}


def test_what_is_dear_is_drawn_seldom(lab: Lab) -> None:
    drawn: list[int] = []
    picture = Seldom(lambda snapshot, look: str(drawn.append(snapshot.version) or len(drawn)), seconds=3_600)
    feed = Feed(lab)
    say(lab, "Ada", memory("a"))
    assert picture(feed.snapshot(Look()), Look()) == picture(feed.snapshot(Look()), Look()) == "1"
    assert picture(feed.snapshot(Look()), Look(window="all")) == "2"
    now = lab.clock.now()
    assert picture(feed.past(Look(), 1, now - timedelta(0)), Look()) == "3"


def test_tabs_can_be_reached_and_say_which_is_open() -> None:
    drawn = tabs(Look(tab="knowledge"))
    assert drawn.count('role="tab"') == len(TABS)
    assert drawn.count('tabindex="0"') == drawn.count('aria-selected="true"') == 1


def test_what_happened_leads_to_the_event_and_to_who_did_it(lab: Lab) -> None:
    say(lab, "Ada", exam(3))
    drawn = happened(take(lab))
    assert 'data-do="event:2"' in drawn
    assert 'href="agent?id=agent/ada"' in drawn
    assert "first event" in happened(Feed(lab).past(Look(), 0, lab.clock.now() - timedelta(days=1)))
    assert "lab.agent(" in welcome(take(lab))


def test_the_header_says_when_the_hub_is_away(lab: Lab) -> None:
    snapshot = take(lab)
    assert "Hub away" not in header(snapshot, "Observatory")
    assert 'href="observatory"' in header(snapshot, "Observatory", "Ada")


@given(st.lists(st.floats(0, 1), max_size=60))
def test_a_sparkline_stays_in_its_box(values: list[float]) -> None:
    drawn = sparkline(values)
    assert bool(drawn) == (len(values) > 1)
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", drawn):
        assert 0 <= float(x) <= 96
        assert 0 <= float(y) <= 24
