"""The observatory while something is away, and after: the page says so, comes back by itself, and is where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import PATIENCE, at_event, drawer, live_through, panes, row, study
from workbench.app import Lab

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

AWAY = 60_000  # a server needs its time to start on a busy machine
NAMES = ("Ada", "Boris", "Chidi", "Dora", "Chiara")
SEARCH = "Find an agent"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("away") / "tidepool") as opened:
        live_through(opened, NAMES, 5, datetime.now(UTC) - timedelta(minutes=30), 30)
        yield opened


def places(page: Page) -> dict[str, object]:
    """What the reader chose."""
    return {
        "address": page.url,
        "tab": page.get_by_role("tab", selected=True).inner_text(),
        "window": page.locator(".seg [aria-pressed=true]").inner_text(),
        "search": page.get_by_role("searchbox", name=SEARCH).input_value(),
        "names": page.locator("wb-board tbody th").all_text_contents(),
        "sorted by": page.locator("wb-board table").get_attribute("data-sort"),
        "scroll": page.evaluate("scrollY"),
        "drawer": drawer(page).locator("h2").inner_text(),
        "panes": panes(page),
    }


def choose(page: Page, lab: Lab) -> int:
    """Make every choice that there is, and say at which event the page is."""
    position = lab.log.head - 6
    page.get_by_role("tab", name="Performance").click()
    page.get_by_role("button", name="24 h").click()
    expect(page.get_by_role("button", name="24 h")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    page.get_by_role("searchbox", name=SEARCH).fill("chi")
    page.get_by_role("button", name="Name", exact=True).click()
    page.get_by_role("button", name="Jump to a moment").click()
    page.get_by_label("Jump to", exact=True).fill(str(position))
    page.keyboard.press("Enter")
    at_event(page, position)
    row(page, "Chidi").get_by_role("button").click()
    expect(drawer(page).locator("ol > li").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_url("**open=explain:**", timeout=PATIENCE)
    page.evaluate("scrollTo(0, 120)")
    page.wait_for_function("scrollY === 120")
    return position


def test_the_hub_is_killed_and_comes_back(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Emre", "a b")
    expect(row(page, "Emre")).to_have_count(1, timeout=PATIENCE)
    servers.stop("serve", hard=True)
    expect(page.locator(".pill.warn")).to_contain_text("Hub away", timeout=AWAY)
    study(lab, "Fatou", "a b")
    expect(row(page, "Fatou")).to_have_count(1, timeout=PATIENCE)  # figures go on
    servers.start("serve")
    expect(page.locator(".pill.warn")).to_have_count(0, timeout=AWAY)
    expect(page.locator("#wb-wire")).to_be_hidden()
    visit.check(away=True)


def test_the_dashboards_are_killed_and_come_back_where_they_were(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    position = choose(page, lab)
    before = places(page)
    servers.stop("dashboards", hard=True)
    expect(page.locator("#wb-wire")).to_contain_text("comes back by itself", timeout=AWAY)
    expect(page.locator(".pill.lost")).to_be_visible()
    page.evaluate("window.same = true")
    servers.start("dashboards")
    page.wait_for_function("!window.same", timeout=AWAY)
    at_event(page, position)
    expect(page.locator("#wb-wire")).to_be_hidden()
    expect(drawer(page).locator("ol > li").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_function("scrollY > 0", timeout=PATIENCE)
    assert places(page) == before
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0, timeout=PATIENCE)
    page.keyboard.press("l")
    study(lab, "Chinua", "a b")
    expect(row(page, "Chinua")).to_have_count(1, timeout=PATIENCE)
    visit.check(away=True)
    assert "Traceback" not in servers.log("dashboards")


def test_the_dashboards_end_in_order(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Goran", "a b")
    expect(row(page, "Goran")).to_have_count(1, timeout=PATIENCE)
    assert lab.folder is not None
    assert (lab.folder.run / "dashboards.json").exists()
    assert servers.stop("dashboards") == 0
    assert not (lab.folder.run / "dashboards.json").exists()
    expect(page.locator("#wb-wire")).to_contain_text("comes back by itself", timeout=AWAY)
    study(lab, "Hana", "a b")
    servers.start("dashboards")
    expect(row(page, "Hana")).to_have_count(1, timeout=AWAY)
    visit.check(away=True)


def test_a_laptop_sleeps_and_its_socket_is_dead_when_it_wakes(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    """The socket of a laptop that slept looks open long after the server gave it up: nothing comes, and nothing says why."""
    context, asleep = sign_in(), []

    def between(browsers: WebSocketRoute) -> None:
        servers = browsers.connect_to_server()
        browsers.on_message(lambda said: None if browsers in asleep else servers.send(said))
        servers.on_message(lambda said: None if browsers in asleep else browsers.send(said))
        lines.append(browsers)

    lines: list[WebSocketRoute] = []
    context.route_web_socket("**/ws*", between)
    visit = look_at(context, "/observatory?tab=performance")
    page = visit.page
    page.clock.install()
    page.reload()
    expect(page.locator("wb-plot canvas").first).to_be_attached(timeout=PATIENCE)
    study(lab, "Ines", "a b")
    expect(row(page, "Ines")).to_have_count(1, timeout=PATIENCE)
    page.evaluate("window.same = true")
    asleep += lines
    study(lab, "Jack", "a b")
    page.clock.fast_forward(60_000)  # asleep for a minute
    expect(page.locator("#wb-wire")).to_contain_text("comes back by itself", timeout=PATIENCE)
    page.wait_for_function("!window.same", timeout=AWAY)
    expect(row(page, "Jack")).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_role("tab", selected=True)).to_have_text("Performance")
    visit.check(away=True)


def test_a_laptop_that_slept_briefly_goes_on_where_it_was(visit: Visit, lab: Lab) -> None:
    page = visit.page
    page.clock.install()
    page.reload()
    study(lab, "Kim", "a b")
    expect(row(page, "Kim")).to_have_count(1, timeout=PATIENCE)
    page.evaluate("window.same = true")
    page.clock.fast_forward(60_000)
    study(lab, "Lea", "a b")
    expect(row(page, "Lea")).to_have_count(1, timeout=PATIENCE)
    page.clock.fast_forward(10_000)
    assert page.evaluate("window.same")  # the server answered, so nothing is loaded anew
    expect(page.locator("#wb-wire")).to_be_hidden()
    visit.check()
