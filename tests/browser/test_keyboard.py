"""The observatory without a mouse: everything can be reached, seen to be reached, and done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.society import PATIENCE, at_event, drawer, live_again, live_through, scrubber
from workbench.app import Lab

pytestmark = pytest.mark.timeout(240)

NAMES = ("Ada", "Boris")
# What has the focus: its role and name for a test, and whether one sees it.
FOCUS = """() => {
  const el = document.activeElement, style = getComputedStyle(el), box = el.getBoundingClientRect()
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || el.matches(".skip")
  const covered = [".top-bar", ".wb-transport.page"].some(name => {
    const bar = document.querySelector(name), over = bar.getBoundingClientRect()
    return !bar.contains(el) && !el.matches(".skip") && box.top < over.bottom && box.bottom > over.top && box.height < 200
  })
  const said = el.getAttribute("aria-label") || el.textContent.trim() || el.tagName
  return {said: said.slice(0, 60), tag: el.tagName, seen, covered, place: el.closest("header, main, [data-region=drawer], wb-transport")?.nodeName}
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("keys") / "tidepool") as opened:
        live_through(opened, NAMES, 6, datetime.now(UTC) - timedelta(minutes=40), 30)
        yield opened


def test_the_focus_goes_through_the_whole_page_and_is_always_seen(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    visit = look_at(sign_in(reduced_motion="reduce"), f"/observatory?at={lab.log.head}")
    page = visit.page
    at_event(page, lab.log.head)
    expect(page.locator("wb-plot canvas").first).to_be_attached(timeout=PATIENCE)
    page.locator("wb-space").scroll_into_view_if_needed()  # it is drawn when it is first seen, and may grow then
    expect(page.locator("wb-space").locator(".gl-container, .canvas.flat").first).to_be_attached(timeout=PATIENCE)
    page.keyboard.press("Tab")
    way = [page.evaluate(FOCUS)]
    assert way[0]["said"] == "To the figures"
    while way[-1]["tag"] != "BODY" and len(way) < 150:
        page.keyboard.press("Tab")
        way.append(page.evaluate(FOCUS))
    way = [one for one in way if one["tag"] != "BODY"]
    assert [one["said"] for one in way if not one["seen"]] == []
    assert [one["said"] for one in way if one["covered"]] == []
    said = " | ".join(one["said"] for one in way)
    for name in (
        "Switch between light and dark",
        "Consciousness",
        "1 h",
        "Find an agent",
        "Events behind the level of Ada",
    ):
        assert name in said
    assert "Performance" not in said  # in a list of tabs the arrow keys move
    places = [one["place"] for one in way if one["place"]]
    assert places == sorted(places, key=["HEADER", "MAIN", "WB-TRANSPORT"].index)
    visit.check()


def test_the_skip_link_leads_to_the_figures(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.tiles') !== null")
    visit.check()


def test_tabs_are_moved_along_with_the_arrows(visit: Visit) -> None:
    page = visit.page
    for key, tab in (
        ("ArrowRight", "Performance"),
        ("ArrowRight", "Knowledge"),
        ("ArrowRight", "Consciousness"),
        ("ArrowLeft", "Knowledge"),
    ):
        page.get_by_role("tab", selected=True).focus()
        page.keyboard.press(key)
        expect(page.get_by_role("tab", selected=True)).to_have_text(tab, timeout=PATIENCE)
        expect(page.get_by_role("tab", name=tab)).to_be_focused()
    live_again(page)  # the arrows were not taken for steps in time
    visit.check()


def test_a_chart_is_read_and_followed_with_keys(visit: Visit) -> None:
    page: Page = visit.page
    plot = page.locator('wb-plot[figure="level:lab"]')
    expect(plot.locator("canvas").first).to_be_attached(timeout=PATIENCE)
    page.wait_for_function("document.querySelector('wb-plot').view", timeout=PATIENCE)
    plot.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(plot.get_by_role("status")).to_be_visible()
    page.keyboard.press("Enter")
    expect(drawer(page).locator("h2")).to_be_focused(timeout=PATIENCE)
    expect(drawer(page).locator("ol > li").first).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Tab")
    expect(drawer(page).get_by_role("button", name="Close")).to_be_focused()
    drawer(page).locator(".line").first.focus()
    page.keyboard.press("Enter")
    expect(drawer(page).locator("pre").first).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0, timeout=PATIENCE)
    expect(plot).to_be_focused()
    visit.check()


def test_the_transport_bar_is_worked_with_keys(visit: Visit, lab: Lab) -> None:
    page, head = visit.page, lab.log.head
    scrubber(page).focus()
    page.keyboard.press("ArrowDown")
    at_event(page, head - 1)
    page.keyboard.press("ArrowUp")
    at_event(page, head)
    page.keyboard.press("PageDown")
    expect(scrubber(page)).not_to_have_attribute("aria-valuenow", str(head), timeout=PATIENCE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(scrubber(page)).to_be_focused()
    page.keyboard.press("l")
    live_again(page)
    visit.check()
