"""The screen: a dashboard's page in the browser. One Panel component, which draws nothing itself, carries all that is said.

The page's HTML, with everything drawn in it as of the moment it is opened, is there before any script runs. Its scripts and style
sheets are files that the browser keeps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from html import escape
from typing import Any

import msgspec
import panel as pn
from jinja2 import Template
from panel.custom import AnyWidgetComponent
from panel.io.resources import _env

from workbench.core.clock import to_micros
from workbench.views.address import Address
from workbench.views.group import Groups
from workbench.views.page import Page, filled
from workbench.views.served import served
from workbench.views.session import Session
from workbench.views.visitor import NOBODY, Visitor

_WIRE = """export default {render({view}) {
  const go = () => window.workbench.wire(view)
  if (window.workbench.wire) { go() } else { document.addEventListener("wb-ready", go, {once: true}) }
}}"""
_PAGE = """{% extends "base.html" %}
{% block title %}{{ wb.title }}{% endblock %}
{% block preamble %}<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="{{ wb.at }}mark.svg">
<link rel="stylesheet" href="{{ wb.at }}page.css"><script src="{{ wb.at }}page.js"></script>
<script type="module" src="{{ wb.at }}screen.js"></script>{% endblock %}
{% block contents %}<div id="wb" class="wb">{{ wb.body }}</div><div data-region="drawer" class="wb"></div>
<div id="wb-wire" role="status"></div><div id="wb-model" hidden>{{ super() }}</div>
<script type="application/json" id="wb-first">{{ wb.first }}</script>{% endblock %}"""


def screen(page: Page, groups: Groups, visitor: Visitor = NOBODY) -> Any:
    """A page of a dashboard, for one browser. To be called by Panel's server for a new session."""
    document: Any = pn.state.curdoc
    location = pn.state.location
    session = Session(
        groups, page, document, Address.read(_arguments()), location.hostname if location else None, visitor
    )
    drawn, bar = session.first()
    lab = groups.feed.lab
    document.template = _template()
    document.template_variables.update(
        html_attrs=f'data-now="{to_micros(lab.clock.now()) // 1_000}"',
        app_favicon="",
        apple_icon="",
        wb={
            "title": escape(f"{lab.name} · {page.title}"),
            "at": served().at,
            "body": filled(page.frame, drawn.regions),
            "first": _json({"islands": drawn.islands, **bar}),
        },
    )
    document.on_session_destroyed(lambda context: session.end())
    return Wired(session.hear)


class Wired(AnyWidgetComponent):
    """The end of the wire that Panel gives us: what the browser says comes in here."""

    _esm = _WIRE

    def __init__(self, hear: Callable[[object], Awaitable[None]]) -> None:
        super().__init__(width=0, height=0, margin=0)  # type: ignore[no-untyped-call]
        self._hear = hear
        self._tasks: set[asyncio.Task[None]] = set()

    def _handle_msg(self, said: Any) -> None:
        task = asyncio.get_running_loop().create_task(self._heard(said))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _heard(self, said: object) -> None:
        await self._hear(said)

    @classmethod
    def _process_importmap(cls) -> dict[str, Any]:
        return {}  # Panel's own names addresses of React on another host, which nothing here uses


@cache
def _template() -> Template:
    template: Template = _env.from_string(_PAGE)
    return template


def _json(content: dict[str, Any]) -> str:
    """JSON that may stand in a script element."""
    return msgspec.json.encode(content).decode().replace("<", "\\u003c")


def _arguments() -> dict[str, str]:
    """The query of the page's address; of an argument that is there twice, the last."""
    given = pn.state.session_args or {}
    return {name: values[-1].decode("utf-8", "replace") for name, values in given.items() if values}
