"""The dashboards' server: every `dashboards/*/app.py`, served by Panel on loopback to browsers that are signed in."""

from __future__ import annotations

import asyncio
import importlib.util
import signal
from collections.abc import Callable, Mapping
from typing import Any

import panel as pn
from bokeh.server.auth_provider import AuthProvider
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler
from tornado.websocket import WebSocketClosedError

from workbench.app import Lab
from workbench.core.announcement import announced
from workbench.core.errors import NotFound, Unauthenticated, Unavailable
from workbench.core.parent import end_with_parent
from workbench.core.share import shared
from workbench.hub.auth import identity_from_cookies
from workbench.views.feed import Feed
from workbench.views.hosts import on_this_host

_HOST = "127.0.0.1"
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
    _expect_leaving(loop)
    try:
        server = pn.io.server.get_server(
            {name: _for(feed, app) for name, app in _apps().items()},
            port=port,
            address=_HOST,
            loop=loop,
            websocket_origin=[f"{name}:{port or '*'}" for name in ("127.0.0.1", "localhost")],
            auth_provider=HubCookie(lab, feed),
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
            feed.close()


def _apps() -> Mapping[str, Callable[[Feed], Any]]:
    """The page of each dashboard by its name."""
    found: dict[str, Callable[[Feed], Any]] = {}
    for path in sorted(shared("dashboards").glob("*/app.py")):
        name = path.parent.name
        spec = importlib.util.spec_from_file_location(f"workbench_dashboard_{name}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[name] = module.app
    if not found:
        raise NotFound(
            "This installation has no dashboards.", "Install society-workbench from a whole wheel or checkout."
        )
    return found


def _for(feed: Feed, app: Callable[[Feed], Any]) -> Callable[[], Any]:
    return lambda: app(feed)


def _expect_leaving(loop: IOLoop) -> None:
    """A browser may leave while something is being sent to it: no error, and no reason to fill the log."""

    def say(asyncio_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), WebSocketClosedError):
            asyncio_loop.default_exception_handler(context)

    loop.asyncio_loop.set_exception_handler(say)  # type: ignore[attr-defined]


def _end_on_signals(loop: IOLoop) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.add_callback_from_signal(loop.stop))
