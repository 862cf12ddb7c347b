"""What a page fetches from its own server: scripts and style sheets, under an address that changes when they do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type

import msgspec
from tornado.web import HTTPError, RequestHandler

from workbench.views import theme
from workbench.views.charts.script import script
from workbench.views.fonts import faces, fonts

_ASSETS = files("workbench.views") / "assets"
_SHEETS = (
    "views.css",
    "charts.css",
    "board.css",
    "drawer.css",
    "agent.css",
    "memory.css",
    "chat.css",
    "transport/transport.css",
)
_A_YEAR = 31_536_000
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="{accent}"/><path d="M6 6v12h12M10 '
    '13l3.5-4 2 2 3-4" fill="none" stroke="{card}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class Served(msgspec.Struct, frozen=True):
    """The files.

    Attributes:
        at: the address under which they are, relative to a page at the server's root.
        files: what they hold, by name.
    """

    at: str
    files: dict[str, bytes]


@cache
def served() -> Served:
    """All that a page may fetch."""
    found = {name: file.read_bytes() for name, file in _files(_ASSETS, "")}
    found |= fonts()
    sheets = [faces(), theme.tokens(), *(found[name].decode() for name in _SHEETS if name in found)]
    found["page.css"] = "\n".join(sheets).encode()
    found["charts.js"] = script().encode()
    found["mark.svg"] = _MARK.format(accent=theme.LIGHT.accent, card=theme.LIGHT.card).encode()
    digest = sha256(b"\0".join(name.encode() + b"\0" + found[name] for name in sorted(found)))
    return Served(f"wb/{digest.hexdigest()[:16]}/", found)


class Files(RequestHandler):
    """Serves them, to be kept by the browser for good: other contents have another address."""

    def get(self, digest: str, name: str) -> None:
        content = served().files.get(name)
        if content is None or served().at != f"wb/{digest}/":
            raise HTTPError(404)
        self.set_header("Content-Type", _kind(name))
        self.set_header("Cache-Control", f"max-age={_A_YEAR}, immutable")
        self.finish(content)


def _kind(name: str) -> str:
    kind = "font/woff2" if name.endswith(".woff2") else guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("xml") else kind


ROUTE = r"/wb/([0-9a-f]{16})/([a-z0-9_./-]+)"


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _files(file, f"{prefix}{file.name}/")
        elif file.name.endswith((".js", ".css")):
            yield f"{prefix}{file.name}", file
