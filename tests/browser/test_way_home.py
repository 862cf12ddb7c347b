"""From every dashboard there is a way back that can be seen, on a desk and on a phone, and from the front door to what is behind a figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import PATIENCE, drawer
from workbench.app import Lab

pytestmark = pytest.mark.timeout(300)
WIDTHS = (390, 1440)


@pytest.fixture(autouse=True)
def somebody(lab: Lab) -> None:
    lab.agent("Ada").remember("Futures can be awaited.", concept="asyncio")


@pytest.mark.parametrize("width", WIDTHS)
def test_from_an_agent_to_the_observatory_and_home(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], servers: Servers, width: int
) -> None:
    visit = look_at(sign_in(viewport={"width": width, "height": 844}), "/agent?id=agent/ada")
    page, way = visit.page, visit.page.get_by_role("navigation", name="Where this page is")
    way.get_by_role("link", name="Observatory").click()
    expect(page.locator(".tile").first).to_be_visible(timeout=PATIENCE)
    way.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Where to go")).to_be_visible(timeout=PATIENCE)
    assert page.url == f"{servers.hub}/"
    visit.check()


def test_a_figure_of_the_front_door_opens_its_events(
    sign_in: Callable[..., BrowserContext], servers: Servers, lab: Lab
) -> None:
    visit = Visit(sign_in().new_page())
    visit.page.goto(servers.hub)
    visit.page.get_by_title("The events behind this figure").first.click()
    expect(drawer(visit.page).locator("ol li")).to_have_count(lab.observatory.level().events, timeout=PATIENCE)
    assert visit.page.url.startswith(f"{servers.dashboards}/observatory?open=explain:level:lab@")
    visit.check()
