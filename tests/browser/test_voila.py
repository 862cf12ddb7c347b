"""The page that Voila publishes, in a real browser: live, ours in look, and without a request to another host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.cli.running import Running
from workbench.app import Lab
from workbench.hub import make_token
from workbench.hub.auth import cookie_name

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
PATIENCE = 90_000
KERNEL = "JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}').kernelId"


@pytest.fixture(scope="module")
def voila(lab: Lab) -> Iterator[Running]:
    assert lab.folder is not None
    with Running("voila", lab=lab.folder.path) as running:
        yield running


@pytest.fixture
def page(browser: Browser, lab: Lab, voila: Running) -> Iterator[Visit]:
    """The page, as somebody sees it who may only look, in the dark and on a phone."""
    assert lab.folder is not None
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/eve", "reader")
    context.add_cookies([{"name": cookie_name(lab.log.epoch), "value": token, "url": voila.url}])
    visit = Visit(context.new_page())
    visit.page.goto(voila.url)
    expect(visit.page.locator("#loading")).to_be_hidden(timeout=PATIENCE)
    yield visit
    context.close()


def colours(page: Page) -> list[str]:
    return [
        page.evaluate(f"getComputedStyle(document.querySelector({place!r})).backgroundColor")
        for place in ("body", ".wb-top")
    ]


def test_it_is_live_and_wears_our_theme(page: Visit, lab: Lab) -> None:
    shown = page.page
    expect(shown.locator(".wb-top")).to_contain_text(lab.name)
    expect(shown).to_have_title(f"Observatory · {lab.name}")
    lab.agent("Zelda")
    expect(shown.locator("#rendered_cells")).to_contain_text("Zelda", timeout=PATIENCE)
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    dark = colours(shown)
    switch = shown.get_by_role("button", name="Switch between light and dark")
    switch.focus()
    shown.keyboard.press("Enter")
    expect(shown.locator("body")).to_have_attribute("data-jp-theme-light", "true")
    assert all(light != was for light, was in zip(colours(shown), dark, strict=True))
    shown.set_viewport_size({"width": 2560, "height": 1200})
    assert shown.evaluate("document.documentElement.scrollWidth") == 2560
    page.check()


def test_it_comes_back_when_its_kernel_is_gone(page: Visit, lab: Lab, voila: Running) -> None:
    shown = page.page
    before = shown.evaluate(KERNEL)
    (kernel,) = (process for process in voila.family() if before in " ".join(process.cmdline()))
    kernel.kill()
    shown.wait_for_function(f"before => ![before, undefined].includes({KERNEL})", arg=before, timeout=PATIENCE)
    expect(shown.locator("#loading")).to_be_hidden(timeout=PATIENCE)
    lab.agent("Yusuf")
    expect(shown.locator("#rendered_cells")).to_contain_text("Yusuf", timeout=PATIENCE)
