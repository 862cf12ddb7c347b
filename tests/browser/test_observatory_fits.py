"""Nothing of the dashboards is wider than the screen, whatever names and concepts are called and however many agents there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.society import ENDLESS, HEBREW, LONG, PATIENCE, TABS, drawer, live_through, row, scrubber
from workbench.app import Lab
from workbench.core.ids import slug

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

NAMES = (LONG, HEBREW, ENDLESS, *(f"Agent {number}" for number in range(1, 198)))
# Whatever reaches beyond the screen, unless it scrolls or is cut off within something that does not.
WIDER = """() => {
  const cut = (el) => el && el !== document.body && el !== document.documentElement && (getComputedStyle(el).overflowX !== "visible" || cut(el.parentElement ?? el.getRootNode().host))
  const all = [...document.querySelectorAll("#wb *, [data-region=drawer] *")]
  const beyond = (el) => { const {left, right, width} = el.getBoundingClientRect(); return width && (right > innerWidth + .5 || left < -.5) }
  return all.filter(el => beyond(el) && !el.matches(".sr, .sr *, .skip") && !cut(el.parentElement)).map(el => el.outerHTML.slice(0, 120))
}"""

# How far the bar at the foot reaches over the page where that ends.
COVERED = """() => {
  const was = scrollY
  scrollTo(0, 1e6)
  const over = document.querySelector("main").getBoundingClientRect().bottom - document.querySelector(".wb-transport").getBoundingClientRect().top
  scrollTo(0, was)
  return over
}"""

BEYOND_ITS_TILE = """tiles => tiles.filter(tile => [...tile.querySelectorAll("*")].some(
  el => el.getBoundingClientRect().right > tile.getBoundingClientRect().right)).map(tile => tile.dataset.key)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("fits") / f"tidepool-{'w' * 60}") as opened:
        live_through(opened, NAMES, 3, datetime.now(UTC) - timedelta(minutes=50), 2)
        yield opened


def fits(page: Page, width: int) -> None:
    expect(scrubber(page)).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(WIDER) == []
    assert page.evaluate(COVERED) <= 0
    assert page.locator(".tile").evaluate_all(BEYOND_ITS_TILE) == []


@pytest.mark.parametrize("width", [390, 1440, 2560])
def test_nothing_is_wider_than_the_screen(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], width: int
) -> None:
    context = sign_in(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    visit = look_at(context)
    page = visit.page
    for tab in TABS:
        page.get_by_role("tab", name=tab.capitalize()).click()
        expect(page.get_by_role("tab", selected=True)).to_have_text(tab.capitalize(), timeout=PATIENCE)
        expect(page.locator("wb-plot canvas").first).to_be_attached(timeout=PATIENCE)
        fits(page, width)
    page.get_by_role("tab", name="Performance").click()
    expect(page.locator("wb-board tbody tr")).to_have_count(200, timeout=PATIENCE)
    page.locator(".tile .basis button").first.click()
    expect(drawer(page).locator("ol > li").first).to_be_visible(timeout=PATIENCE)
    fits(page, width)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".bar-top .pill.past")).to_be_visible(timeout=PATIENCE)
    fits(page, width)
    assert row(page, HEBREW).locator("bdi").evaluate("el => getComputedStyle(el).direction") == "rtl"
    visit.check()
    for name in (LONG, HEBREW, ENDLESS):
        agent = look_at(context, f"/agent?id=agent/{quote(slug(name))}")
        expect(agent.page.get_by_role("heading", level=1)).to_have_text(name.strip())
        expect(agent.page.locator("wb-plot canvas").first).to_be_attached(timeout=PATIENCE)
        fits(agent.page, width)
        agent.check()
        agent.page.close()
