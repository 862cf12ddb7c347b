"""The home page: where somebody lands who opens the hub's address, and the door that turns a token into a cookie."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from html import escape
from typing import Annotated

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from workbench.core.clock import to_micros
from workbench.core.errors import Unauthenticated
from workbench.hub import glance_html
from workbench.hub.answers import json_answer
from workbench.hub.auth import Gate, cookie_name, gate_of, identity_of
from workbench.hub.glance import Glance, look
from workbench.hub.lab import LabPort
from workbench.hub.page import page
from workbench.hub.tokens import Identity, check_token
from workbench.hub.ways import cards, dashboard, ways

_WHAT = (
    "A lab is a society of AI agents and one durable log of all that they do. Everything here is read from that log: "
    "each figure leads back to its events."
)
_AWAY = '<span class="pill bad" id="away" role="status"></span>'
_DOCS = '<a class="quiet" href="/docs">Docs</a>'
_UNSCRIPTED = "<noscript>Without JavaScript this page stands still: load it again for newer figures.</noscript>"

router = APIRouter(include_in_schema=False)


class _Fresh(msgspec.Struct):
    """The parts of the page that change, and the hub's time in milliseconds since 1970 UTC."""

    now: int
    parts: dict[str, str]


@router.get("/")
async def home(request: Request, token: str | None = None) -> Response:
    """The lab at a glance; with `?token=` in the address, the way in."""
    gate = gate_of(request)
    try:
        if token is not None:
            return _sign_in(request, gate, token)
        identity = gate.identity(request)
    except Unauthenticated as error:
        return page(
            _signed_out(request.app.state.lab, error), title="Sign in", crumb="Sign in", aside=_DOCS, status=401
        )
    return await to_thread.run_sync(_signed_in, request, identity)


@router.get("/home.json")
async def fresh(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """What has changed on the home page, for its script."""
    return json_answer(await to_thread.run_sync(_fresh, request, identity))


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


def _signed_in(request: Request, identity: Identity) -> Response:
    lab: LabPort = request.app.state.lab
    glance = look(lab, request.app.state.components)
    parts = _parts(request, identity, glance)
    name = escape(lab.name)
    main = (
        f'<section class="hero"><h1 title="{name}"><bdi>{name}</bdi></h1><p>{_WHAT}</p></section>'
        f'<section class="tiles" aria-label="How the lab is doing" data-part="figures">{parts["figures"]}</section>'
        f'<div class="columns"><section class="go"><h2>Where to go</h2><div class="ways" data-part="ways">{parts["ways"]}</div>'
        f'<section class="card" data-part="health">{parts["health"]}</section></section>'
        f'<section class="card" data-part="doing">{parts["doing"]}</section></div>'
        f"<footer>Signed in as <b>{escape(identity.who)}</b> with the role {escape(identity.role)}, "
        f"until {glance_html.date(identity.expires)}. Workbench {escape(request.app.version)}. {_UNSCRIPTED}</footer>"
    )
    return page(
        main,
        title=lab.name,
        brand=lab.name,
        crumb="Home",
        aside=f'{_AWAY}<span data-part="pill">{parts["pill"]}</span>{_DOCS}',
        script="home.js",
        now=glance.moment,
    )


def _fresh(request: Request, identity: Identity) -> _Fresh:
    glance = look(request.app.state.lab, request.app.state.components)
    return _Fresh(to_micros(glance.moment) // 1_000, _parts(request, identity, glance))


def _parts(request: Request, identity: Identity, glance: Glance) -> dict[str, str]:
    """What changes on the page, by the names that it goes by there."""
    lab: LabPort = request.app.state.lab
    place = lab, request.app.state.dashboards_url, request.url.hostname or ""
    return {
        "pill": glance_html.pill(glance),
        "figures": glance_html.figures(glance, dashboard("observatory", *place)),
        "ways": cards(ways(*place), identity.role),
        "doing": glance_html.doing(glance, dashboard("agent", *place)) if glance.agents else _next(lab),
        "health": glance_html.health(glance),
    }


def _next(lab: LabPort) -> str:
    """What to do with a lab in which nobody is."""
    study = 'lab.agent("Ada").study("json")'
    if lab.folder is None:
        return _steps("Nobody is in this lab yet. Where it is open, one line changes that:", study)
    place = str(lab.folder.path)
    lines = f"import workbench\nlab = workbench.open({json.dumps(place, ensure_ascii=False)})\n{study}"
    return _steps("Nobody is in this lab yet. In a notebook, three lines change that:", lines) + (
        '<p class="say">Or let a small society study, from the command line:</p>'
        f'<pre class="box" tabindex="0">workbench demo --lab {escape(shlex.quote(place))}</pre>'
    )


def _steps(said: str, code: str) -> str:
    return f'<h2>What to do next</h2><p class="say">{said}</p><pre class="box" tabindex="0">{escape(code)}</pre>'


def _signed_out(lab: LabPort, error: Unauthenticated) -> str:
    place = f" --lab {shlex.quote(lab.folder.path.name)}" if lab.folder else ""
    return (
        f'<section class="door card"><h1>This is a Workbench hub</h1><p>{escape(error.problem)} '
        "To get in, run this where the lab is, and open the URL:</p>"
        f'<pre class="box" tabindex="0">workbench open{escape(place)}</pre>'
        "<p>Programs send <code>Authorization: Bearer …</code> with what <code>workbench token</code> prints.</p>"
        '<p>The <a href="/docs">docs</a> are open to everybody.</p></section>'
    )
