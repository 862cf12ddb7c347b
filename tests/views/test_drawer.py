"""The drawer leads from a figure to its events and from there to JSON, and says what to do where there is nothing."""

from __future__ import annotations

import re
from html import unescape

import msgspec
import pytest

from tests.views.conftest import exam, memory, pass_time, say
from workbench.app import Lab
from workbench.core.cloudevents import to_cloud
from workbench.intelligence.events import TaskCompleted, TaskStarted
from workbench.views.drawer import Drawer
from workbench.views.evidence import Behind, Nothing, One, look_up

NASTY = "<img src=x onerror=alert(1)> & “ليلى”"
HUB = "http://127.0.0.1:1"


def opened(lab: Lab, said: str, hub: str | None = None) -> Drawer:
    drawer = Drawer()
    drawer.wait(said)
    drawer.show(said, look_up(lab, said), hub)
    return drawer


def listed(html: str) -> list[int]:
    return [int(position) for position in re.findall(r'<li data-key="(\d+)">', html)]


def test_a_figure_leads_to_all_its_events_the_newest_first(lab: Lab) -> None:
    say(lab, "Ada", *(memory(f"c{number}") for number in range(70)), exam(8))
    figure = f"level:agent/ada@{lab.log.head}"
    behind = look_up(lab, f"explain:{figure}")
    assert isinstance(behind, Behind)
    assert [record.position for record in behind.records] == [
        record.position for record in reversed(lab.explain(figure))
    ]
    drawer = opened(lab, f"explain:{figure}")
    positions = listed(drawer.html)
    assert positions == sorted(positions, reverse=True)
    assert len(positions) == 50
    assert f"More, {len(behind.records) - 50} left" in drawer.html
    drawer.more()
    assert len(listed(drawer.html)) == len(behind.records) == 65
    assert 'data-do="more:"' not in drawer.html


def test_a_rate_is_explained_as_of_the_moment_that_the_page_shows(stepped: Lab) -> None:
    lab = stepped
    say(lab, "Ada", *(memory(str(number)) for number in range(9)))
    pass_time(lab, 400)
    say(lab, "Ada", memory("x"))
    pass_time(lab, 300)
    figure = lab.observatory.figure("growth_rate")
    behind = look_up(lab, f"explain:{figure.id}", lab.clock.now())
    assert isinstance(behind, Behind)
    assert (behind.figure.value, len(behind.records)) == (figure.value, figure.events) == (0.1, 1)
    then = look_up(lab, f"explain:growth_rate:lab@{lab.log.head - 1}", lab.clock.now())
    assert isinstance(then, Behind) and len(then.records) == 9, "an earlier point is as it was then"


def test_it_says_what_the_figure_is(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"), exam(8))
    html = opened(lab, f"explain:level:agent/ada@{lab.log.head}").html
    figure = lab.at(lab.log.head).observatory.level("Ada")
    assert f"{figure.value:.3f}" in html
    assert '<a href="agent?id=agent/ada"><bdi>Ada</bdi></a>' in html
    assert "no claim about sentience" in html
    assert "<dt>Formula</dt>" in html
    assert f"As of event {lab.log.head}" in html
    assert "replayed" in html
    for part in ("breadth", "integration", "self_knowledge", "learning"):
        assert f'data-do="explain:{part}:agent/ada@{lab.log.head}"' in html
        assert isinstance(look_up(lab, f"explain:{part}:agent/ada@{lab.log.head}"), Behind)


def test_parts_of_the_lab_are_its_agents(lab: Lab) -> None:
    say(lab, NASTY, exam(8))
    say(lab, "Ada", exam(2))
    html = opened(lab, f"explain:learning:lab@{lab.log.head}").html
    assert f'data-do="explain:learning:agent/ada@{lab.log.head}"' in html
    assert html.index("&lt;img") < html.index(">Ada<")
    assert "width:80%" in html
    assert "<img" not in html


def test_an_event_opens_to_its_json_and_shuts_again(lab: Lab) -> None:
    say(lab, "Ada", memory(NASTY), exam(8))
    drawer = opened(lab, f"explain:breadth:agent/ada@{lab.log.head}", HUB)
    assert "<pre" not in drawer.html
    drawer.turn("2")
    (shown,) = re.findall(r"<pre[^>]*>(.*?)</pre>", drawer.html, re.DOTALL)
    (record,) = lab.log.read(1, 2)
    assert msgspec.json.decode(unescape(shown)) == msgspec.json.decode(msgspec.json.encode(to_cloud(record)))
    assert 'aria-expanded="true"' in drawer.html
    assert 'data-do="at:2"' in drawer.html
    assert f"{HUB}/api/events/2" in drawer.html
    assert f"{HUB}/api/explain/breadth:agent/ada@{lab.log.head}" in drawer.html
    drawer.turn("2")
    drawer.turn("nonsense")
    assert "<pre" not in drawer.html


def test_no_link_to_a_hub_that_is_not_known(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    drawer = opened(lab, f"explain:learning:agent/ada@{lab.log.head}")
    drawer.turn("2")
    assert "/api/" not in drawer.html


def test_one_event_with_what_else_happened_to_the_same_thing(lab: Lab) -> None:
    task, agent = lab.scribe.new("task"), lab.agent("Ada").id
    lab.log.append([lab.scribe.event(agent, task, TaskStarted(title="studies json"))])
    say(lab, "Ada", memory("a"))
    lab.log.append([lab.scribe.event(agent, task, TaskCompleted(result="all of it"))])
    one = look_up(lab, "event:2")
    assert isinstance(one, One)
    assert [record.position for record in one.kin] == [4]
    html = opened(lab, "event:2").html
    assert "began: studies json" in html
    assert "finished a task: all of it" in html
    assert 'data-do="at:2"' in html
    assert "agent?id=agent/ada" in html


@pytest.mark.parametrize(
    ("said", "problem", "remedy"),
    [
        ("explain:levle:lab@1", "There is no metric", "docs/metrics.md"),
        ("explain:level", "not a figure&#x27;s id", "level:agent/ada@4120"),
        ("explain:level:agent/adda@1", "No agent “agent/adda”", "Known: agent/ada"),
        ("explain:level:lab@99", "Event 99 has not happened yet", "The last one is 2"),
        ("event:99", "There is no event 99", "Events go from 1 to 2"),
        ("event:²", "There is no event ²", "Events go from 1 to 2"),
        ("event:-1", "There is no event -1", "Events go from 1 to 2"),
        ("<script>", "names neither a figure nor an event", "Press a figure"),
    ],
)
def test_what_cannot_be_shown_says_why_and_what_to_do(lab: Lab, said: str, problem: str, remedy: str) -> None:
    say(lab, "Ada", exam(8))
    assert isinstance(look_up(lab, said), Nothing)
    html = opened(lab, said).html
    assert problem in html
    assert remedy in html
    assert 'role="alert"' in html
    assert "<script>" not in html


def test_it_opens_at_once_shuts_and_drops_what_comes_too_late(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    drawer = Drawer()
    assert drawer.html == ""
    drawer.wait("event:1")
    assert "Looking up" in drawer.html
    drawer.wait("event:2")
    drawer.show("event:1", look_up(lab, "event:1"), None)
    assert "Looking up" in drawer.html
    drawer.show("event:2", look_up(lab, "event:2"), None)
    assert "answered 8 of 10" in drawer.html
    drawer.wait("")
    assert (drawer.html, drawer.said) == ("", "")
    drawer.show("event:2", look_up(lab, "event:2"), None)
    assert drawer.html == ""
