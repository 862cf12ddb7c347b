"""A lab with its servers, and a browser that is signed in and remembers what it was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import workbench
from tests.browser.servers import Servers
from workbench.app import Lab
from workbench.hub import make_token


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("browser") / "tidepool") as opened:
        yield opened


@pytest.fixture(scope="module")
def servers(lab: Lab) -> Iterator[Servers]:
    assert lab.folder is not None
    with Servers(lab.folder.path) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # As root, as in containers, Chromium has no sandbox of its own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()


class Visit:
    """A visit to a page: the page, every host that it asked, and every error that it told of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("websocket", lambda opened: self.hosts.add(urlsplit(opened.url).hostname or ""))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def check(self) -> None:
        """No request went to another host, and nothing went wrong in the page."""
        assert self.hosts <= {"127.0.0.1", ""}  # blob: and data: have no host
        assert self.errors == []


@pytest.fixture
def visit(browser: Browser, lab: Lab, servers: Servers) -> Iterator[Visit]:
    """The observatory, signed in at the hub."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page())
    assert lab.folder is not None
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/eve", "reader")
    visit.page.goto(f"{servers.hub}/?token={token}")
    visit.page.goto(f"{servers.dashboards}/observatory")
    visit.page.wait_for_selector(".tiles .tile")
    yield visit
    context.close()
