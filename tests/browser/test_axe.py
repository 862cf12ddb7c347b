"""Everybody can use every page: axe finds nothing serious, and nothing needs a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import HEBREW, LONG, PATIENCE, drawer, live_through, scrubber
from workbench.app import Lab
from workbench.core.ids import slug

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

NAMES = ("Ada", "Boris", HEBREW, LONG)
DASHBOARDS = {
    "consciousness": "/observatory",
    "performance": "/observatory?tab=performance",
    "knowledge": "/observatory?tab=knowledge",
    "past": "/observatory?at=20",
    "past performance": "/observatory?tab=performance&at=40",
    "before all": "/observatory?at=1",
    "a figure's drawer": "/observatory?open=explain:level:lab@40",
    "an event's drawer": "/observatory?tab=performance&open=event:20&at=30",
    "an empty drawer": "/observatory?open=event:9999",
    "agent": "/agent?id=agent/ada",
    "agent in the past": f"/agent?id=agent/{slug(HEBREW)}&at=30",
    "unknown agent": "/agent?id=agent/nobody",
    "a moment that means nothing": "/observatory?at=when%20pigs%20fly",
}
HUB = {"home": "/", "docs": "/docs", "metrics": "/docs/metrics", "api": "/api/docs"}
SIZES = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("axe") / "tidepool") as opened:
        live_through(opened, NAMES, 9, datetime.now(UTC) - timedelta(minutes=40), 20)
        yield opened


def found(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds serious or critical, with the first element of each."""
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    violations = Axe().run(page).response["violations"]
    return [
        (one["id"], str(len(one["nodes"])), one["nodes"][0]["html"][:300])
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


def in_every_dress(page: Page) -> dict[tuple[int, str], list[tuple[str, str, str]]]:
    """What axe finds at both sizes, in both themes."""
    every = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.evaluate(
                "theme => { document.documentElement.dataset.theme = theme; document.dispatchEvent(new Event('wb-theme')) }",
                theme,
            )
            every[width, theme] = found(page)
    return {dress: said for dress, said in every.items() if said}


@pytest.mark.parametrize("path", DASHBOARDS.values(), ids=list(DASHBOARDS))
def test_axe_finds_nothing_serious(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], path: str
) -> None:
    visit = look_at(sign_in(reduced_motion="reduce"), path)
    page = visit.page
    expect(scrubber(page)).to_be_visible(timeout=PATIENCE)
    if "open=" in path:
        expect(drawer(page).locator(".busy")).to_have_count(0, timeout=PATIENCE)
        expect(drawer(page)).to_be_visible(timeout=PATIENCE)
    if "pigs" in path:
        expect(page.locator(".notice")).to_be_visible(timeout=PATIENCE)
    assert in_every_dress(page) == {}
    visit.check()


@pytest.mark.parametrize("path", HUB.values(), ids=list(HUB))
def test_axe_finds_nothing_serious_at_the_hub(
    sign_in: Callable[..., BrowserContext], servers: Servers, path: str
) -> None:
    visit = Visit(sign_in().new_page())
    visit.page.goto(servers.hub + path)
    if path == HUB["api"]:
        expect(visit.page.locator(".opblock").first).to_be_visible(timeout=PATIENCE)
    assert in_every_dress(visit.page) == {}
    visit.check()


def test_axe_finds_nothing_serious_where_one_signs_in(browser: Browser, servers: Servers) -> None:
    with browser.new_context() as stranger:
        page = stranger.new_page()
        page.goto(servers.hub)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert in_every_dress(page) == {}
