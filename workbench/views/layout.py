"""Layout: rows that become columns on a phone, cards around Panel's panes, and the frame of every page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import panel as pn
from jinja2 import Template
from panel_material_ui.base import _env
from panel_material_ui.template.base import Page

from workbench.views.theme import DARK, LIGHT, material, tokens

_STACK = ":host{{display:grid!important;height:auto!important;grid-template-columns:{columns};gap:16px;width:100%;min-width:0}}*{{align-self:stretch!important;height:auto!important;margin:0!important}}.scroll-button{{display:none!important}}"
_PHONE = "@media(max-width:1000px){:host{grid-template-columns:minmax(0,1fr)!important}}"
_CARD = """:host{display:block!important;background:var(--wb-card);border:1px solid var(--wb-line);border-radius:12px;padding:16px;
box-sizing:border-box;min-width:0}@media(max-width:700px){:host{padding:12px}}"""
_MAIN = """:host{display:grid!important;height:auto!important;grid-auto-rows:max-content;grid-template-columns:minmax(0,1fr);gap:16px;padding:16px 24px 32px;box-sizing:border-box;
width:100%;max-width:1680px;margin:0 auto!important}.scroll-button{display:none!important}@media(max-width:700px){:host{padding:12px 12px 24px;gap:12px}}"""
_LOOK = {
    ".MuiAppBar-root": {
        "backgroundColor": "var(--wb-card)",
        "color": "var(--wb-ink)",
        "backgroundImage": "none",
        "boxShadow": "none",
        "borderBottom": "1px solid var(--wb-line)",
    },
    ".MuiAppBar-root .MuiToolbar-root": {"padding": "0", "minHeight": "56px", "height": "56px"},
    ".MuiAppBar-root .MuiLinearProgress-root": {"display": "none"},
    "main.main": {"backgroundColor": "var(--wb-ground)"},
    "main.main .MuiToolbar-root": {"minHeight": "57px", "height": "57px", "margin": "0"},
}


def row(*objects: Any, columns: str) -> pn.Column:
    """Panes side by side, in a grid's columns such as ``2fr 1fr``; below each other where there is no room."""
    shares = " ".join(f"minmax(0,{column})" for column in columns.split())
    sheets = [_STACK.format(columns=shares), _PHONE]
    return pn.Column(*objects, stylesheets=sheets, sizing_mode="stretch_width", margin=0)


def stack(*objects: Any) -> pn.Column:
    """Panes below each other."""
    return row(*objects, columns="1fr")


def card(*objects: Any) -> pn.Column:
    """Panes together on a card."""
    return pn.Column(*objects, stylesheets=[_CARD], sizing_mode="stretch_width", margin=0)


def page(title: str, header: Any, main: list[Any], now: float) -> Page:
    """A page with the look of every page.

    Args:
        title: of the browser's tab.
        header: its top.
        main: what is on it, from top to bottom.
        now: the server's time in milliseconds since 1970, from which ages are counted whatever the browser's clock says.
    """
    if pn.state.curdoc is not None:
        pn.state.curdoc.template_variables["html_attrs"] = f'data-now="{now:.0f}"'
    return Page(  # type: ignore[no-untyped-call]
        title="",
        meta_title=title,
        header=[header],
        main=[pn.Column(*main, stylesheets=[_MAIN], sizing_mode="stretch_width", margin=0)],
        template=_template(),
        raw_css=[tokens()],
        theme_toggle=False,
        busy_indicator=None,
        theme_config={"light": material(LIGHT), "dark": material(DARK)},
        sx=_LOOK,
    )


@cache
def _template() -> Template:
    script = (files("workbench.views") / "assets" / "page.js").read_text()
    template: Template = _env.from_string(
        '{% extends "base.html" %}'
        "{% block preamble %}{{ super() }}<script>{% raw %}" + script + "{% endraw %}</script>{% endblock %}"
        '{% block contents %}{{ super() }}<div id="wb-wire" role="status">The server is away. '
        "This page comes back by itself.</div>{% endblock %}"
    )
    return template
