"""Who may do what at the Jupyter server: the hub's cookie opens it, its role says how far.

A researcher may do everything, for whoever can run code in a kernel can do everything anyway. Everybody else is a visitor:
pages that Voila publishes, what these need to be drawn, and the kernels that Voila started for them. All other addresses are
closed to visitors here, before any handler runs, so that none can forget to ask.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

import msgspec
import traitlets
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import RequestHandler

from workbench.core.announcement import find_announced
from workbench.core.errors import Unauthenticated
from workbench.core.hosts import on_this_host
from workbench.hub.auth import identity_from_cookies
from workbench.hub.roles import reaches
from workbench.hub.tokens import Identity

HOME = "/home"
RENDER = "/voila/render/"
_FILES = "/voila/files/"
_ASSETS = re.compile(r"/voila/(static|templates|labextensions|api/themes)/.+")
_KERNEL = re.compile(r"/api/kernels/([\w-]+)(/channels)?")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>{title} · Workbench</title>
<body style="font:16px/24px system-ui,sans-serif;max-width:560px;margin:64px auto;padding:0 24px">
<h1>{title}</h1>{text}</body></html>"""


class Door(msgspec.Struct, frozen=True):
    """What the Jupyter server of a lab must know to let people in.

    Attributes:
        secret: the key that signs the lab's tokens.
        epoch: the identity of the lab's log.
        run: where the lab's hub is announced.
        published: the notebook, or folder of notebooks, that visitors may see, relative to what is served.
        page: the one of them that is shown first.
        workshop: whether researchers work here; where not, everybody is a visitor.
    """

    secret: bytes
    epoch: str
    run: Path
    published: str
    page: str
    workshop: bool


class HubSignIn(IdentityProvider):
    """Lets in who is signed in at the hub: pages, interfaces and sockets alike."""

    door: Door = traitlets.Any(config=True)  # type: ignore[assignment]

    @traitlets.default("token")
    def _no_token(self) -> str:
        return ""  # Jupyter's own way in stays shut

    def get_user(self, handler: RequestHandler) -> User | None:
        identity = self.identity(handler)
        if identity is None or not (self.may_work(identity) or self._is_published(handler)):
            return None
        name = identity.who.rpartition("/")[2]
        return User(username=identity.who, name=name, display_name=name)

    def get_handlers(self) -> list[tuple[str, object]]:
        return [(HOME, _Home)]

    def identity(self, handler: RequestHandler) -> Identity | None:
        """Who asks, whatever their role; None without a cookie that holds."""
        cookies = {name: morsel.value for name, morsel in handler.request.cookies.items()}
        try:
            return identity_from_cookies(cookies, self.door.secret, self.door.epoch)
        except Unauthenticated:
            return None

    def may_work(self, identity: Identity) -> bool:
        """Whether somebody may run code of their own here."""
        return self.door.workshop and reaches(identity.role, "researcher")

    def _is_published(self, handler: RequestHandler) -> bool:
        """Whether a request is one that a page of Voila makes, or that asks for one."""
        path = unquote(handler.request.path)
        if handler.request.method != "GET" or ".." in path.split("/"):
            return False
        if found := _KERNEL.fullmatch(path):
            return bool(handler.settings["kernel_manager"].is_page(found[1]))
        for prefix in (RENDER, _FILES):
            if path.startswith(prefix):
                place = PurePosixPath(path.removeprefix(prefix))
                return PurePosixPath(self.door.published) in (place, *place.parents)
        return _ASSETS.fullmatch(path) is not None


class _Home(JupyterHandler):
    """The way to the hub's home page, for who is not signed in and for who wants to go back there."""

    @allow_unauthenticated
    def get(self) -> None:
        provider: Any = self.identity_provider
        identity = provider.identity(self)
        hub = find_announced(provider.door.run, "hub")
        if identity is not None and self.get_argument("next", ""):
            self.set_status(403)
            self.finish(_not_for(identity, provider.door))
        elif hub is not None:
            self.redirect(f"{on_this_host(hub.url, self.request.host_name)}/")
        else:
            self.set_status(401 if identity is None else 404)
            self.finish(_SIGN_IN if identity is None else _NO_HUB)


_SIGN_IN = _PAGE.format(
    title="These notebooks need a sign-in",
    text="<p>Run this where the lab is, and open the URL that it prints; then come back here:</p>"
    "<pre>workbench serve &amp;\nworkbench open</pre>",
)
_NO_HUB = _PAGE.format(
    title="No hub runs", text="<p>The lab’s home page is served by its hub:</p><pre>workbench serve</pre>"
)


def _not_for(identity: Identity, door: Door) -> str:
    """The page for who is signed in and went too far."""
    who = f"{escape(identity.who)} is signed in as {escape(identity.role)}."
    if not door.workshop:
        text = (
            f"<p>{who} This server shows published pages only. <code>workbench notebooks</code> is where to work.</p>"
        )
    else:
        text = (
            f"<p>{who} JupyterLab runs code, so it needs the role researcher; "
            "<code>workbench token --role researcher</code> makes a token.</p>"
        )
    text += f'<p>There is <a href="{RENDER}{quote(door.page)}">a page for everybody</a>.</p>'
    return _PAGE.format(title="This is not for visitors", text=text)
