"""What every picture has around it: a card with a title, how it is meant, on what it rests, and what to do while it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import get_args

from workbench.core.figure import Figure
from workbench.observatory.course import Window
from workbench.views.look import Look
from workbench.views.words import badge, basis


def element(tag: str, attributes: Mapping[str, str]) -> str:
    """HTML: an element that draws its attributes."""
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}></{tag}>"


def card(name: str, inner: str) -> str:
    """HTML: a card. `name` keeps it the same one when it is drawn again."""
    return f'<section class="card chart" data-key="{escape(name)}">{inner}</section>'


def chart_head(title: str, figure: Figure | None, look: Look | None = None) -> str:
    """HTML: the title of a picture, how its figure is meant and on what it rests, and the choice of the window where it has one."""
    meant = f'{badge(figure)}<span class="basis">{basis(figure)}</span>' if figure is not None else ""
    choice = windows(look) if look is not None else ""
    return f'<div class="head"><h2>{escape(title)}</h2>{meant}<span class="grow"></span>{choice}</div>'


def windows(look: Look) -> str:
    """HTML: the choice of the window of time."""
    choices = "".join(
        f'<button data-do="window:{choice}" aria-pressed="{str(choice == look.window).lower()}">{choice}</button>'
        for choice in get_args(Window)
    )
    return f'<div class="seg" role="group" aria-label="Window of time">{choices}</div>'


def empty(said: str, remedy: str, code: str = "") -> str:
    """HTML: that there is nothing yet, and what to do about it."""
    shown = f"<code>{escape(code)}</code>" if code else ""
    return f'<div class="empty"><strong>{escape(said)}</strong><p>{escape(remedy)}</p>{shown}</div>'
