"""The frame of every page for people: head, bar and main part in one look, and the files that it is made of."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from workbench.core.clock import to_micros
from workbench.core.errors import NotFound
from workbench.core.typeface import typeface

Kind = Literal["home", "docs", "api"]

_MEDIA = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

router = APIRouter(include_in_schema=False)


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """A style, a script, a picture or a font of the pages. Secret to nobody."""
    kept = {"Cache-Control": "max-age=86400"} if name.endswith(".woff2") else {}
    return Response(_asset(name), media_type=_MEDIA[Path(name).suffix], headers=kept)


def page(
    main: str,
    *,
    title: str,
    kind: Kind = "home",
    brand: str = "Workbench",
    crumb: str = "",
    aside: str = "",
    script: str | None = None,
    now: datetime | None = None,
    status: int = 200,
) -> Response:
    """A whole page.

    Args:
        main: HTML of its main part.
        title: of the browser's tab, as text.
        kind: which style sheet it wears besides the common one.
        brand: the name at the top left, as text.
        crumb: what page this is, beside the name, as text.
        aside: HTML at the right of the bar.
        script: a module of ours that goes on with the page.
        now: the hub's time, for scripts that count ages.
        status: the HTTP status.
    """
    html = _frame().substitute(
        main=main,
        title=escape(title),
        kind=kind,
        brand=escape(brand),
        crumb=escape(crumb),
        aside=aside,
        scripts=f'<script type="module" src="/assets/{script}"></script>' if script else "",
        now=to_micros(now) // 1_000 if now else "",
    )
    # A lone surrogate, which a name in the log may have, could not be encoded.
    return Response(html.encode(errors="replace"), status, media_type="text/html")


@cache
def _frame() -> Template:
    return Template((files("workbench.hub") / "assets" / "page.html").read_text(encoding="utf-8"))


@cache
def _asset(name: str) -> bytes:
    for place in _places():
        if name in place:
            return place[name].read_bytes()
    raise NotFound("There is no such file.", "The pages are at / and /docs.")


@cache
def _places() -> tuple[dict[str, Path], ...]:
    ours = Path(__file__).with_name("assets")
    own = {path.name: path for path in ours.iterdir() if path.suffix in _MEDIA}
    return own, typeface(("latin", "latin-ext"))  # what hub.css names
