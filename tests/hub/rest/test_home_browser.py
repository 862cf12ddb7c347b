"""The home page in a browser: it goes on by itself, says when the hub is away, rests when hidden, and everybody can use it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.hub.rest.hubs import Process, bearer, hub_process, memory, token_of
from workbench.views.theme import DARK, LIGHT

TURN_MS = 3_000
LONG_MS = 60_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home") / "مختبر tidepool"


@pytest.fixture(scope="module")
def token(folder: Path) -> str:
    return token_of(folder)


@pytest.fixture(scope="module")
def process(folder: Path, token: str) -> Iterator[Process]:
    with hub_process(folder) as running:
        for name in ("Ada", "W" * 120, "محمد بن عبد الرحمن الطويل جدا"):
            httpx.post(f"{running.url}/api/agents", headers=bearer(token), json={"name": name}).raise_for_status()
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, process: Process, token: str) -> Iterator[Page]:
    """The home page with a clock that only the test moves."""
    context = browser.new_context()
    opened = context.new_page()
    opened.clock.install(time=0)
    opened.clock.pause_at(1_000)
    opened.goto(f"{process.url}/?token={token}")
    yield opened
    context.close()


def _remember(process: Process, token: str, name: str) -> None:
    answer = httpx.post(f"{process.url}/api/events", headers=bearer(token), json=[memory(name)])
    assert answer.status_code == 201, answer.text


def _events(page: Page) -> int:
    return int(page.locator(".tile:has-text('Events') .v").inner_text())


def _wait_for_events(page: Page, many: int) -> None:
    page.wait_for_function(
        "many => [...document.querySelectorAll('.tile .v')].some(v => v.textContent === String(many))", arg=many
    )


def test_figures_go_on_and_the_focus_stays(page: Page, process: Process, token: str) -> None:
    asked: set[str] = set()
    errors: list[str] = []
    page.on("request", lambda request: asked.add(request.url.removeprefix(process.url)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name in ("one", "two"):
        before = _events(page)
        _remember(process, token, name)
        if name == "two":
            page.focus("[data-key=growth_rate]")
        page.clock.run_for(TURN_MS)
        _wait_for_events(page, before + 1)
    assert page.evaluate("document.activeElement.dataset.key") == "growth_rate"
    assert asked - {"/assets/mark.svg"} == {"/home.json"}  # the browser asks for the icon when it likes
    assert errors == []


def test_it_says_when_the_hub_is_away_and_comes_back(page: Page) -> None:
    page.route("**/home.json", lambda route: route.abort())
    page.clock.run_for(TURN_MS)
    page.wait_for_selector("[data-wire=lost] #away:has-text('Hub away')")
    assert page.locator("#away").get_attribute("role") == "status"
    assert set(page.locator(".q").all_inner_texts()) == {"fallback"}
    page.unroute("**/home.json")
    page.clock.run_for(TURN_MS)
    page.wait_for_selector("html:not([data-wire])")
    assert page.locator("#away").inner_text() == ""
    assert set(page.locator(".q").all_inner_texts()) == {"live"}


def test_who_is_signed_out_meanwhile_is_told_how_to_get_in(page: Page) -> None:
    page.context.clear_cookies()
    page.clock.run_for(TURN_MS)
    page.wait_for_selector("text=workbench open")


def test_nothing_is_asked_while_the_page_is_hidden(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "home.json" in request.url else None)
    page.evaluate(
        "window.away = true; Object.defineProperty(document, 'hidden', {get: () => window.away});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.clock.run_for(LONG_MS)
    assert asked == []
    with page.expect_request("**/home.json"):
        page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")


def test_light_and_dark(browser: Browser, process: Process, token: str) -> None:
    """The system's, until somebody switches; then theirs, on every page, and for the dashboards' port too."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{process.url}/?token={token}")
    assert _ground(page) == DARK.ground
    page.click("#theme")
    assert _ground(page) == LIGHT.ground
    assert page.evaluate("localStorage.getItem('workbench-theme')") == "light"
    assert {cookie["name"]: cookie["value"] for cookie in context.cookies()}["workbench-theme"] == "light"
    page.goto(f"{process.url}/docs/metrics")
    assert _ground(page) == LIGHT.ground
    context.close()


def test_it_is_whole_without_javascript(browser: Browser, process: Process, token: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{process.url}/?token={token}")
    said = page.inner_text("body")
    for words in ("Agents", "Ada", "Where to go", "Ready", "load it again"):
        assert words in said
    assert not page.locator("#theme").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/docs", "/docs/events", "/docs/architecture"])
def test_everybody_can_use_it(browser: Browser, process: Process, token: str, scheme: str, path: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})  # type: ignore[arg-type]
    page = _signed_in(context, process, token, path)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
    for width in (390, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def _signed_in(context: BrowserContext, process: Process, token: str, path: str) -> Page:
    page = context.new_page()
    page.goto(f"{process.url}/?token={token}")
    if path != "/":
        page.goto(f"{process.url}{path}")
    return page


def _ground(page: Page) -> str:
    said = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return "#" + "".join(f"{int(part):02x}" for part in said.removeprefix("rgb(").removesuffix(")").split(","))
