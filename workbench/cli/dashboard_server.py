"""The dashboards' server: every `dashboards/*/app.py`, served by Panel on loopback to browsers that are signed in."""

from __future__ import annotations

import gc
import importlib.util
import signal
import socket
from collections.abc import Callable, Mapping
from typing import Any

import bokeh.settings
import panel as pn
from bokeh.server.auth_provider import AuthProvider
from tornado.ioloop import IOLoop
from tornado.web import RedirectHandler, RequestHandler

from workbench.app import Lab
from workbench.cli.leaving import end_tasks, expect_leaving
from workbench.core.announcement import announced
from workbench.core.errors import NotFound, Unauthenticated, Unavailable
from workbench.core.hosts import on_this_host
from workbench.core.parent import end_with_parent
from workbench.core.share import shared
from workbench.hub.auth import identity_from_cookies
from workbench.hub.roles import reaches
from workbench.views.feed import Feed
from workbench.views.group import Groups
from workbench.views.look import Look
from workbench.views.page import Page
from workbench.views.screen import screen
from workbench.views.served import ROUTE, Files
from workbench.views.visitor import NOBODY, Visitor

_HOST = "127.0.0.1"
# A snapshot of a state is a hundred thousand objects, and none of them garbage while it is being read.
_COLLECT = (100_000, 20, 100)
_SIGN_IN = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Sign in · Workbench</title><body style="font:16px/24px system-ui,sans-serif;max-width:560px;margin:64px auto;padding:0 24px;color-scheme:light dark">
<h1>These dashboards need a sign-in</h1><p>Run this where the lab is, and open the URL that it prints; then come back here:</p>
<pre>workbench serve &amp;
workbench open</pre></body></html>"""


class HubCookie(AuthProvider):
    """Lets in who is signed in at the hub, pages and sockets alike; sends others there."""

    def __init__(self, lab: Lab, feed: Feed) -> None:
        assert lab.folder is not None
        self._secret, self._epoch, self._feed = lab.folder.secret(), lab.log.epoch, feed
        super().__init__()

    @property
    def get_user(self) -> Callable[[Any], Any]:
        return self._user

    @property
    def login_url(self) -> str:
        return "/sign-in"

    @property
    def login_handler(self) -> type[RequestHandler]:
        feed = self._feed

        class SignIn(RequestHandler):
            def get(self) -> None:
                if hub := on_this_host(feed.hub, self.request.host_name):
                    self.redirect(f"{hub}/")
                else:
                    self.set_status(401)
                    self.finish(_SIGN_IN)

        return SignIn

    def _user(self, handler: RequestHandler) -> str | None:
        cookies = {name: morsel.value for name, morsel in handler.request.cookies.items()}
        try:
            identity = identity_from_cookies(cookies, self._secret, self._epoch)
        except Unauthenticated:
            return None
        return identity.who if identity else None


def serve_dashboards(
    lab: Lab,
    *,
    port: int = 0,
    hub_url: str | None = None,
    end_with_stdin: bool = False,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve the dashboards of a lab until SIGINT or SIGTERM.

    Args:
        lab: an open lab in a folder; it stays open.
        port: on loopback; 0 takes a free one.
        hub_url: where the hub is; without it, where the lab's folder says that one runs.
        end_with_stdin: stop also when standard input is closed, as it is when the process that holds it ends.
        on_ready: called with the URL when the dashboards answer.

    Raises:
        Unavailable: the port is in use.
        NotFound: this installation has no dashboards.
    """
    assert lab.folder is not None
    feed = Feed(lab, hub_url)
    loop = IOLoop.current()
    expect_leaving(loop)
    groups = Groups(feed)
    feed.snapshot(Look())  # folds what is not folded yet, which may take a while, before the first page asks for it
    gc.set_threshold(*_COLLECT)
    bokeh.settings.settings.perform_document_validation.set_value(False)  # ten milliseconds a page
    port = port or _free_port()  # Bokeh checks the origin of sockets, and so has to know it
    try:
        server = pn.io.server.get_server(
            {name: _for(lab, groups, page) for name, page in _pages().items()},
            port=port,
            address=_HOST,
            loop=loop,
            websocket_origin=[f"{name}:{port}" for name in ("127.0.0.1", "localhost")],
            auth_provider=HubCookie(lab, feed),
            extra_patterns=[
                (ROUTE, Files),
                ("/", RedirectHandler, {"url": "/observatory"}),
                ("/home", AtHub, {"feed": feed, "path": "/"}),
                ("/docs", AtHub, {"feed": feed, "path": "/docs"}),
            ],
            unused_session_lifetime_milliseconds=5_000,
            check_unused_sessions_milliseconds=2_500,
        )
    except OSError as error:
        raise Unavailable(
            f"Port {port} cannot be used: {error.strerror}.", "Choose another; 0 takes a free one."
        ) from None
    url = f"http://{_HOST}:{server.port}"
    _end_on_signals(loop)
    if end_with_stdin:
        end_with_parent()
    with announced(lab.folder.run, "dashboards", url):
        server.start()
        loop.add_callback(on_ready, url)
        try:
            loop.start()
        finally:
            server.stop()
            end_tasks(loop)
            feed.close()


class AtHub(RequestHandler):
    """Leads to a page of the hub, such as the front door, under the name by which the browser knows this machine."""

    def initialize(self, feed: Feed, path: str) -> None:
        self._feed, self._path = feed, path

    def get(self) -> None:
        hub = on_this_host(self._feed.hub, self.request.host_name)
        self.redirect(f"{hub}{self._path}" if hub else "/observatory")


def _pages() -> Mapping[str, Page]:
    """The page of each dashboard by its name."""
    found: dict[str, Page] = {}
    for path in sorted(shared("dashboards").glob("*/app.py")):
        name = path.parent.name
        spec = importlib.util.spec_from_file_location(f"workbench_dashboard_{name}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[name] = module.PAGE
    if not found:
        raise NotFound(
            "This installation has no dashboards.", "Install society-workbench from a whole wheel or checkout."
        )
    return found


def _for(lab: Lab, groups: Groups, page: Page) -> Callable[[], Any]:
    return lambda: screen(page, groups, _visitor(lab))


def _visitor(lab: Lab) -> Visitor:
    """Who opens a page, by the hub's cookie. As at the hub, an agent at work does not see what others remember."""
    assert lab.folder is not None
    try:
        identity = identity_from_cookies(pn.state.cookies, lab.folder.secret(), lab.log.epoch)
    except Unauthenticated:
        return NOBODY
    if identity is None:
        return NOBODY
    acts = identity.who.startswith("person/") and reaches(identity.role, "researcher")
    return Visitor(identity.who, acts=acts, reads=identity.role != "agent", until=identity.expires)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _end_on_signals(loop: IOLoop) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.add_callback_from_signal(loop.stop))
