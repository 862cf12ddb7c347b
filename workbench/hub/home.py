"""The home page: where somebody lands who opens the hub's address, and the door that turns a token into a cookie."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit, urlunsplit

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from workbench.core.errors import Unauthenticated
from workbench.hub.auth import Gate, cookie_name, gate_of, is_loopback
from workbench.hub.lab import LabPort
from workbench.hub.tokens import Identity, check_token

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, token: str | None = None) -> Response:
    """The lab at a glance; with `?token=` in the address, the way in."""
    gate = gate_of(request)
    try:
        if token is not None:
            return _sign_in(request, gate, token)
        identity = gate.identity(request)
    except Unauthenticated as error:
        return _page("Sign in", _signed_out(request.app.state.lab, error), 401)
    return _page(request.app.state.lab.name, await to_thread.run_sync(_signed_in, request, identity))


def _sign_in(request: Request, gate: Gate, token: str) -> Response:
    """Move the token from the address, where it could be seen and shared, into a cookie."""
    identity = check_token(token, gate.secret, gate.epoch)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        cookie_name(gate.epoch),
        token,
        max_age=int((identity.expires - datetime.now(UTC)).total_seconds()),
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        # Strict would keep the cookie back when a link in a notebook or a chat leads here, so the page would not open.
        # Whatever changes something, and every socket, is checked for its origin besides.
        samesite="lax",
    )
    return response


def _signed_in(request: Request, identity: Identity) -> str:
    lab: LabPort = request.app.state.lab
    dashboards = request.app.state.dashboards_url
    links = [
        ("/api/docs", "API", "Every endpoint, described and ready to try"),
        ("/api/health", "Health", "How each part of the hub is"),
        ("/api/metrics", "Metrics", "Counts and latencies, for Prometheus"),
    ]
    if dashboards:
        url = _on_this_host(dashboards, request.url.hostname or "")
        links.insert(0, (url, "Dashboards", "The society, while it happens"))
    cards = "".join(
        f'<a class="card" href="{escape(url)}"><b>{escape(title)}</b><span>{escape(text)}</span></a>'
        for url, title, text in links
    )
    return (
        f"<h1>{escape(lab.name)}</h1>"
        f"<dl><div><dt>Agents</dt><dd>{len(lab.members.all()):,}</dd></div>"
        f"<div><dt>Events</dt><dd>{lab.log.head:,}</dd></div></dl>"
        f"<nav>{cards}</nav>"
        f"<p>Signed in as {escape(identity.who)} ({escape(identity.role)}) until {identity.expires:%Y-%m-%d %H:%M} UTC.</p>"
    )


def _signed_out(lab: LabPort, error: Unauthenticated) -> str:
    place = f" --lab {lab.folder.path.name}" if lab.folder else ""
    return (
        f"<h1>This is a Workbench hub</h1><p>{escape(error.problem)} To get in, run this where the lab is, and open the URL:</p>"
        f"<pre>workbench open{escape(place)}</pre>"
        "<p>Programs send <code>Authorization: Bearer …</code> with what <code>workbench token</code> prints.</p>"
    )


def _page(title: str, main: str, status: int = 200) -> Response:
    template = (files("workbench.hub") / "home.html").read_text()
    return Response(template.replace("{title}", escape(title)).replace("{main}", main), status, media_type="text/html")


def _on_this_host(url: str, host: str) -> str:
    """A loopback URL under the name by which the browser knows this machine, for that is where its cookie holds."""
    parts = urlsplit(url)
    if not host or not is_loopback(parts.hostname or "") or not is_loopback(host):
        return url
    name = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{name}:{parts.port}" if parts.port else name))
