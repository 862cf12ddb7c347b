"""The page: what a dashboard is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from workbench.views.drawn import Drawn
from workbench.views.look import Look
from workbench.views.quest import Lookup
from workbench.views.snapshot import Snapshot

__all__ = ["Drawn", "Page", "filled", "frame"]


class Page(msgspec.Struct, frozen=True):
    """A dashboard.

    Attributes:
        title: of the browser's tab, after the lab's name.
        frame: HTML with an element for every region, as ``<main data-region="main"></main>``. What is drawn of one region may
            bring further ones.
        draw: what it shows of a snapshot.
        lookups: what it shows besides that takes longer: looked up in a thread for one browser, and told when it is there.
        chat: whether it shows the visitor's conversations, in the regions that `Talk.draw` names.
    """

    title: str
    frame: str
    draw: Callable[[Snapshot, Look], Drawn]
    lookups: tuple[Lookup, ...] = ()
    chat: bool = False

    def of(self, snapshot: Snapshot, look: Look) -> Drawn:
        """What it shows of a snapshot: drawn by the first who asks, for all."""
        return snapshot.shared((id(self), look), lambda: self.draw(snapshot, look))


def frame(*regions: str) -> str:
    """The frame of every page: header, main part with these regions below each other, transport bar."""
    inner = "".join(f'<div class="r-{name}" data-region="{name}"></div>' for name in regions)
    return (
        '<a class="skip" href="#main">To the figures</a><header class="top-bar" data-region="header"></header>'
        f'<main class="page" id="main" tabindex="-1">{inner}</main><wb-transport></wb-transport>'
    )


def filled(frame: str, regions: Mapping[str, str]) -> str:
    """A frame with its regions drawn in it, as the browser gets it first.

    >>> filled('<p data-region="a"></p>', {"a": '<b data-region="b"></b>', "b": "!"})
    '<p data-region="a"><b data-region="b">!</b></p>'
    """
    for name, html in regions.items():
        frame = frame.replace(f'data-region="{name}">', f'data-region="{name}">{html}', 1)
    return frame
