"""The observatory in a real browser, over real servers and a real log: it comes alive, figures change, and it is chosen what is seen.

Starting the servers is most of the time that this takes, so the tests share them: each has agents of its own, and the test
that needs an empty lab comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import HEBREW, LONG, PATIENCE, examine, pill, row, study, tile
from workbench.app import Lab

pytestmark = pytest.mark.timeout(240)

FIRST = {"consciousness": "Level", "performance": "Learning", "knowledge": "Knowledge growth"}
HOLDS = {
    "consciousness": ("Volatility", "State space", "What just happened", "Agents"),
    "performance": ("Performance trend", "Efficiency volatility", "Agents"),
    "knowledge": ("Concepts that matter now", "Concept emergence", "Learning pathways", "What just happened"),
}


def test_an_empty_lab_says_what_to_do_and_comes_alive(visit: Visit, lab: Lab) -> None:
    page = visit.page
    expect(page).to_have_title(f"{lab.name} · Observatory")
    expect(page.locator(".welcome")).to_contain_text('lab.agent("Ada"')
    expect(pill(page)).to_contain_text("Waiting")
    expect(page.locator(".tile")).to_have_count(0)
    study(lab, "Ada", "a b c")
    expect(page.locator(".welcome")).to_have_count(0, timeout=PATIENCE)
    expect(tile(page, "level")).to_have_text("0.33", timeout=PATIENCE)
    expect(pill(page)).to_contain_text("Live")
    visit.check()


def test_figures_change_as_things_happen(visit: Visit, lab: Lab) -> None:
    page = visit.page
    study(lab, "Ada", "a b c d")
    study(lab, HEBREW, "a a")
    study(lab, LONG, "x")
    for name in ("Ada", HEBREW, LONG):
        expect(row(page, name)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("wb-plot canvas").first).to_be_attached(timeout=PATIENCE)
    before, drawn = tile(page, "level").inner_text(), page.locator("wb-plot").first.get_attribute("value")
    examine(lab, "Ada", right=8)
    expect(page.locator(".happened .ev").first).to_contain_text(
        "Ada answered 8 of 10 in json, had predicted 5", timeout=PATIENCE
    )
    expect(tile(page, "self_knowledge")).to_have_text("0.70", timeout=PATIENCE)
    expect(tile(page, "level")).not_to_have_text(before)
    assert page.locator("wb-plot").first.get_attribute("value") != drawn
    expect(page.locator("#wb-wire")).to_be_hidden()
    visit.check()


def test_every_tab_shows_its_figures_and_is_in_the_address(
    visit: Visit, lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    page = visit.page
    study(lab, "Ben", "a b")
    examine(lab, "Ben", right=4)
    for tab, titles in HOLDS.items():
        page.get_by_role("tab", name=tab.capitalize()).click()
        expect(page.get_by_role("tab", selected=True)).to_have_text(tab.capitalize(), timeout=PATIENCE)
        for title in (FIRST[tab], *titles):
            expect(page.get_by_role("heading", name=title).first).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".tile")).to_have_count(4)
        expect(page).to_have_url(re.compile(f"tab={tab}" if tab != "consciousness" else "observatory$"))
    other = look_at(sign_in(), f"/observatory?{page.url.partition('?')[2]}")
    expect(other.page.get_by_role("tab", selected=True)).to_have_text("Knowledge")
    other.check()
    visit.check()


def test_a_window_is_chosen_and_ages_go_on(visit: Visit, lab: Lab) -> None:
    page = visit.page
    study(lab, "Chidi", "a b")
    expect(row(page, "Chidi")).to_have_count(1, timeout=PATIENCE)
    page.get_by_role("button", name="10 min").click()
    expect(page.get_by_role("button", name="10 min")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    expect(page.get_by_role("button", name="1 h")).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("window=10(%20| )min"))
    age = pill(page).locator("wb-age")
    expect(age).not_to_have_text(age.inner_text(), timeout=PATIENCE)
    visit.check()


def test_light_and_dark_are_kept(visit: Visit, lab: Lab) -> None:
    page = visit.page
    study(lab, "Devi", "a b")
    expect(row(page, "Devi")).to_have_count(1, timeout=PATIENCE)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    expect(row(page, "Devi")).to_have_count(1, timeout=PATIENCE)
    assert page.evaluate(ground) == dark
    visit.check()


def test_the_browsers_own_preference_is_followed(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    visit = look_at(sign_in(color_scheme="dark"))
    expect(visit.page.locator("html")).to_have_attribute("data-theme", "dark")
    visit.page.emulate_media(color_scheme="light")
    expect(visit.page.locator("html")).to_have_attribute("data-theme", "light")
    visit.check()


def test_nothing_of_the_lab_without_a_cookie(lab: Lab, servers: Servers) -> None:
    study(lab, "Ada", "a b")
    with httpx.Client(base_url=servers.dashboards) as stranger:
        page = stranger.get("/observatory")
        assert page.status_code == 302
        assert stranger.get(page.headers["location"]).headers["location"] == f"{servers.hub}/"
        for path in (
            "/",
            "/observatory",
            "/agent?id=agent/ada",
            "/observatory/metadata",
            "/observatory/autoload.js?bokeh-autoload-element=1",
        ):
            answer = stranger.get(path)
            assert answer.status_code != 200, path
            assert lab.name not in answer.text, path
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        key = {"Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==", "Sec-WebSocket-Protocol": "bokeh, none"}
        assert stranger.get("/observatory/ws", headers={**upgrade, **key}).status_code == 403
