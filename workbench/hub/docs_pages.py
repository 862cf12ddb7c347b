"""The documentation as pages. It holds nothing of the lab, so whoever reaches the hub may read it, signed in or not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from html import escape
from posixpath import join, normpath
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from workbench.core.errors import NotFound
from workbench.core.share import readme, shared
from workbench.hub.markdown import Article, article
from workbench.hub.page import page

_README = "readme"
_BACK = '<a class="quiet" href="/">The lab</a>'

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def index() -> Response:
    """Every page of the documentation, with what it is about."""
    return await to_thread.run_sync(_index)


@router.get("/docs/{name}")
async def document(name: str) -> Response:
    """One page."""
    return await to_thread.run_sync(_document, name)


@router.get("/docs/pictures/{name}")
async def picture(name: str) -> Response:
    """A picture that a page shows."""
    place = shared("docs") / "pictures" / name
    if name not in _pictures():
        raise NotFound("There is no such picture.", "The pages are at /docs.")
    return FileResponse(place)


def _index() -> Response:
    cards = "".join(
        f'<li><a class="card" href="/docs/{name}"><b>{escape(text.title)}</b><span>{escape(text.summary)}</span></a></li>'
        for name, text in _articles().items()
    )
    main = f'<div class="contents"><h1>Documentation</h1><ul>{cards}</ul></div>'
    return page(main, title="Documentation", kind="docs", crumb="Docs", aside=_BACK)


def _document(name: str) -> Response:
    articles = _articles()
    if name not in articles:
        lost = '<div class="contents"><h1>There is no such page</h1><p>See <a href="/docs">all pages</a>.</p></div>'
        return page(lost, title="Not found", kind="docs", crumb="Docs", aside=_BACK, status=404)
    text = articles[name]
    main = f"{_pages(articles, name)}<article>{text.html}</article>{_sections(text)}"
    return page(main, title=text.title, kind="docs", crumb="Docs", aside=_BACK)


def _pages(articles: Mapping[str, Article], shown: str) -> str:
    links = "".join(
        f'<li><a href="/docs/{name}"{" aria-current=page" if name == shown else ""}>{escape(text.title)}</a></li>'
        for name, text in articles.items()
    )
    return f'<nav class="pages" aria-label="Pages"><ul>{links}</ul></nav>'


def _sections(text: Article) -> str:
    if len(text.sections) < 2:
        return ""
    links = "".join(f'<li><a href="#{name}">{escape(said)}</a></li>' for name, said in text.sections)
    return f'<nav class="sections" aria-label="On this page"><h2>On this page</h2><ul>{links}</ul></nav>'


def _articles() -> dict[str, Article]:
    """Every page by its name: the README, then the others in the order in which it lists them at its end."""
    first = readme()
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(shared("docs").glob("*.md"))}
    mentioned = {name: first.rfind(f"docs/{name}.md") for name in texts}
    order = sorted(texts, key=lambda name: (mentioned[name] < 0, mentioned[name]))
    names, pictures = frozenset(texts), _pictures()
    pages = {name: _rendered(texts[name], "docs", names, pictures) for name in order}
    return {_README: _rendered(first, "", names, pictures), **pages}


@lru_cache(maxsize=64)
def _rendered(text: str, folder: str, names: frozenset[str], pictures: frozenset[str]) -> Article:
    return article(text, partial(_address, folder=folder, names=names, pictures=pictures))


def _pictures() -> frozenset[str]:
    return frozenset(path.name for path in (shared("docs") / "pictures").glob("*.png"))


def _address(link: str, *, folder: str, names: frozenset[str], pictures: frozenset[str]) -> str | None:
    """Where the hub serves what a file in a folder of the repository links to; None for what it does not serve."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return link
    path = normpath(join(folder, parts.path))
    place, _, file = path.rpartition("/")
    stem = file.removesuffix(".md")
    after = f"#{parts.fragment}" if parts.fragment else ""
    if path == "README.md":
        return f"/docs/{_README}{after}"
    if place == "docs" and file.endswith(".md") and stem in names:
        return f"/docs/{stem}{after}"
    return f"/docs/pictures/{file}" if place == "docs/pictures" and file in pictures else None
