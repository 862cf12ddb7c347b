"""A lab with its servers, and a browser that is signed in and remembers what it was asked for and what it was told."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, sync_playwright

import workbench
from tests.browser.servers import Servers
from workbench.app import Lab
from workbench.hub import make_token
from workbench.hub.roles import Role

# What the browser itself writes when a server that we ended does not answer.
_AWAY = re.compile(
    r"net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|WebSocket connection to '\S+' failed"
)


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
    """A visit to a page.

    Attributes:
        page: the page.
        hosts: every host that it asked.
        errors: every error that it told of.
        told: what its dashboard's server told it, the newest last.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        self.told: list[dict[str, Any]] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("websocket", self._opened)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def check(self, *, away: bool = False) -> None:
        """No request went to another host, and nothing went wrong in the page.

        Args:
            away: whether a server was ended, so that the browser itself tells of it.
        """
        assert self.hosts <= {"127.0.0.1", ""}  # blob: and data: have no host
        assert [error for error in self.errors if not (away and _AWAY.search(error))] == []

    def _opened(self, socket: WebSocket) -> None:
        self.hosts.add(urlsplit(socket.url).hostname or "")
        socket.on("framereceived", self._heard)

    def _heard(self, frame: str | bytes) -> None:
        if isinstance(frame, str) and '"msg_type":"workbench"' in frame.replace(" ", ""):
            self.told += [json.loads(event["msg_data"]) for event in json.loads(frame)["events"]]


@pytest.fixture
def sign_in(browser: Browser, lab: Lab, servers: Servers) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser, with settings as playwright has them, that is signed in at the hub."""
    made: list[BrowserContext] = []

    def make(role: Role = "reader", **settings: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | settings)
        made.append(context)
        assert lab.folder is not None
        token = make_token(lab.folder.secret(), lab.log.epoch, "person/eve", role)
        page = context.new_page()
        page.goto(f"{servers.hub}/?token={token}")
        page.close()
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def look_at(servers: Servers) -> Callable[..., Visit]:
    """Opens a page of the dashboards in such a browser, and waits until its server knows that somebody looks."""

    def open_page(context: BrowserContext, path: str = "/observatory") -> Visit:
        visit = Visit(context.new_page())
        with visit.page.expect_websocket(lambda socket: "/ws" in socket.url) as wire:
            visit.page.goto(servers.dashboards + path)
        del wire
        return visit

    return open_page


@pytest.fixture
def visit(sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]) -> Visit:
    """The observatory, signed in at the hub."""
    return look_at(sign_in())
