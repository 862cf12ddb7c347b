"""The one theme: colours for light and dark, the type scale, the 8-pixel grid. No other module names a colour.

The series colours are Okabe and Ito's, shifted until each has a contrast of at least 3 : 1 on its ground; people with any
of the common colour deficiencies can tell them apart. No meaning hangs on a colour alone.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """Colours of one theme.

    Attributes:
        ground, card: what everything lies on, and what figures lie on.
        ink, soft, faint: text, from the most to the least important; all legible (4.5 : 1).
        line, grid: borders, and lines inside a figure.
        accent, wash: what can be pressed or is most important, and a ground for it.
        good, warn, bad: how something stands, always beside a word or a sign.
        series: for several things in one figure.
    """

    ground: str
    card: str
    ink: str
    soft: str
    faint: str
    line: str
    grid: str
    accent: str
    wash: str
    good: str
    warn: str
    bad: str
    series: tuple[str, ...]


LIGHT = Palette(
    ground="#f6f7f9",
    card="#ffffff",
    ink="#1b1f2a",
    soft="#545d6e",
    faint="#677080",
    line="#e1e5ec",
    grid="#eceff4",
    accent="#2f55d4",
    wash="#e9eefd",
    good="#0f7554",
    warn="#8f4d00",
    bad="#b3261e",
    series=("#2f55d4", "#c2600a", "#0b8268", "#9a3fd0", "#b5325f"),
)
DARK = Palette(
    ground="#0f1219",
    card="#171c26",
    ink="#e9ecf3",
    soft="#a9b2c3",
    faint="#8791a3",
    line="#283040",
    grid="#212938",
    accent="#8ea6ff",
    wash="#222c4d",
    good="#4fd1a1",
    warn="#f0b35e",
    bad="#ff8a80",
    series=("#8ea6ff", "#f0a35e", "#5fd0b8", "#c9a4ff", "#f58fb1"),
)
FONT = "Roboto, system-ui, -apple-system, 'Segoe UI', Arial, sans-serif"


@cache
def tokens() -> str:
    """The style sheet for the document: every colour as a variable that pierces shadow roots, light and dark."""
    return f":root{{{_variables(LIGHT)}color-scheme:light}}\n:root[data-theme=dark]{{{_variables(DARK)}color-scheme:dark}}\n{_sheet('page.css')}"


@cache
def notebook() -> str:
    """The colours as variables in a notebook, whose own theme says whether it is dark: JupyterLab's, Voila's, VS Code's."""
    known = "body[data-jp-theme-light=false],body.vscode-dark,body.vscode-high-contrast"
    asked = f"@media(prefers-color-scheme:dark){{body:not([data-jp-theme-light],.vscode-light){{{_variables(DARK)}}}}}"
    return f"body{{{_variables(LIGHT)}}}\n{asked}\n{known}{{{_variables(DARK)}}}\n"


@cache
def guest() -> str:
    """The colours as variables in a component that stands on somebody else's page."""
    return f":host{{{_variables(LIGHT)}}}\n:host-context([data-theme=dark]){{{_variables(DARK)}}}\n"


@cache
def sheet() -> str:
    """The style sheet for what the functions of `views` draw; it stands inside each component."""
    return _sheet("views.css")


def _variables(palette: Palette) -> str:
    named = {name: getattr(palette, name) for name in palette.__struct_fields__ if name != "series"}
    named |= {f"c{number}": colour for number, colour in enumerate(palette.series, 1)}
    return "".join(f"--wb-{name}:{colour};" for name, colour in named.items()) + f"--wb-font:{FONT};"


def _sheet(name: str) -> str:
    return (files("workbench.views") / "assets" / name).read_text()
