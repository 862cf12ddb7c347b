"""From what the observatory shows to the events behind it, and from there to JSON and to an agent's page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.society import HEBREW, LONG, PATIENCE, at_event, drawer, live_through, row, tile
from workbench.app import Lab
from workbench.core.ids import slug

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

NAMES = ("Ada", HEBREW, LONG)
# The place on the screen of a sample that no exam lies over, and the event that it was taken after.
POINT = """plot => {
  const {cursor, samples, marks, position} = plot, box = plot.canvas.getBoundingClientRect()
  const spot = (one) => cursor.place(one.at, one.value)
  const spots = samples.at.map((at, i) => spot({at, value: samples.value[i]}))
  const free = cursor.reachable().filter(i => marks.every(mark => Math.hypot(spot(mark)[0] - spots[i][0], spot(mark)[1] - spots[i][1]) > 20))
  const i = free[free.length >> 1]
  return [box.left + spots[i][0], box.top + spots[i][1], position[i]]
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("drawer") / "tidepool") as opened:
        live_through(opened, NAMES, 7, datetime.now(UTC) - timedelta(minutes=40), 30)
        yield opened


def shows_events_of(page: Page, lab: Lab, figure: str) -> None:
    """The drawer lists all the events that a figure rests on, and no other."""
    expect(drawer(page)).to_have_attribute("data-key", f"explain:{figure}", timeout=PATIENCE)
    behind = [str(record.position) for record in lab.explain(figure)]
    listed = drawer(page).locator("ol > li")
    expect(listed).to_have_count(len(behind), timeout=PATIENCE)
    assert sorted(listed.evaluate_all("all => all.map(el => el.dataset.key)")) == sorted(behind)


def shut_by_escape(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0, timeout=PATIENCE)


def test_a_point_of_a_chart_leads_to_its_events(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    visit = look_at(
        sign_in(), f"/observatory?at={lab.log.head - 3}"
    )  # in the past no chart moves away from the pointer
    page, plot = visit.page, visit.page.locator('wb-plot[figure="level:lab"]')
    expect(plot.locator("canvas").first).to_be_attached(timeout=PATIENCE)
    page.wait_for_function("document.querySelector('wb-plot').view?.model.y_range.end > 0", timeout=PATIENCE)
    left, top, position = plot.evaluate(POINT)
    page.mouse.click(left, top)
    shows_events_of(page, lab, f"level:lab@{position}")
    expect(drawer(page).locator("h2")).to_be_focused()
    expect(drawer(page).locator(".top .q")).to_have_text("replayed")
    shut_by_escape(page)
    expect(plot).to_be_focused()
    visit.check()


def test_a_tile_and_a_row_lead_to_their_events_and_those_to_json(visit: Visit, lab: Lab) -> None:
    page, head = visit.page, lab.log.head
    pressed = tile(page, "level").get_by_role("button")
    expect(pressed).to_have_attribute("data-do", f"explain:level:lab@{head}", timeout=PATIENCE)
    pressed.click()
    shows_events_of(page, lab, f"level:lab@{head}")
    first = drawer(page).locator("ol > li").first
    first.locator(".line").click()
    position = first.get_attribute("data-key")
    event = json.loads(first.locator("pre").inner_text(timeout=PATIENCE))
    link = first.get_by_role("link", name="JSON from the hub").get_attribute("href")
    assert link is not None and link.endswith(f"/api/events/{position}")
    answer = page.request.get(link)
    assert answer.ok and answer.json()["id"] == event["id"]
    every = page.request.get(drawer(page).get_by_role("link", name="JSON of all").get_attribute("href") or "")
    assert len(every.json()["events"]) == len(lab.explain(f"level:lab@{head}"))
    shut_by_escape(page)
    expect(pressed).to_be_focused()
    row(page, HEBREW).get_by_role("button").click()
    shows_events_of(page, lab, f"level:agent/{slug(HEBREW)}@{head}")
    expect(drawer(page).locator("h2")).to_contain_text(HEBREW)
    drawer(page).get_by_role("button", name="Close").click()
    expect(drawer(page)).to_have_count(0, timeout=PATIENCE)
    expect(row(page, HEBREW).get_by_role("button")).to_be_focused()
    visit.check()


def test_the_drawer_is_in_the_address_and_leads_to_its_moment(
    visit: Visit, lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    page = visit.page
    page.locator(".happened .ev button").nth(2).click()
    expect(drawer(page).locator("pre")).to_be_visible(timeout=PATIENCE)
    position = int((drawer(page).get_attribute("data-key") or "").removeprefix("event:"))
    page.wait_for_url(f"**open=event:{position}", timeout=PATIENCE)
    other = look_at(sign_in(), f"/observatory?open=event:{position}")
    expect(drawer(other.page).locator("pre")).to_be_visible(timeout=PATIENCE)
    assert drawer(other.page).locator("pre").inner_text() == drawer(page).locator("pre").inner_text()
    drawer(page).get_by_role("button", name="Go to this moment").first.click()
    at_event(page, position)
    expect(drawer(page).locator("pre")).to_be_visible()
    page.wait_for_url(f"**at={position}**", timeout=PATIENCE)
    page.goto(page.url.partition("?")[0] + "?open=event:999999")
    expect(drawer(page).get_by_role("alert")).to_be_visible(timeout=PATIENCE)
    other.check()
    visit.check()


def test_an_agents_page_is_reached_by_its_link_and_keeps_the_moment(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    position = lab.log.head - 9
    visit = look_at(sign_in(), f"/observatory?at={position}&window=24%20h")
    page = visit.page
    at_event(page, position)
    row(page, HEBREW).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEBREW, timeout=PATIENCE)
    expect(page.locator(".bar-top .pill.wire")).to_contain_text("replayed", timeout=PATIENCE)
    level = lab.at(position).observatory.figure("level", f"agent/{slug(HEBREW)}").value
    assert level is not None
    expect(page.locator(".who .v")).to_have_text(f"{level:.2f}")
    expect(page.get_by_role("button", name="24 h")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Observatory").click()
    at_event(page, position)
    visit.check()


def test_an_agent_that_nobody_has_heard_of(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    visit = look_at(sign_in(), "/agent?id=agent/adda")
    page = visit.page
    expect(page.locator(".stranger h2")).to_contain_text("There is no agent “adda”")
    page.locator(".stranger").get_by_role("link", name="Ada").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada", timeout=PATIENCE)
    visit.check()
