"""What stands above the timeline: what it shows, on what it rests, and which window of time."""

from __future__ import annotations

from typing import get_args

from workbench.views.snapshot import Snapshot
from workbench.views.trails import Window
from workbench.views.words import badge, basis

_LINE = '<svg width="16" height="8" aria-hidden="true"><path d="M0 4h16" stroke="var(--wb-c1)" stroke-width="2"></path></svg>'
_BAND = '<svg width="16" height="10" aria-hidden="true"><path d="M0 0h16v10H0z" fill="var(--wb-c1)" opacity=".2"></path></svg>'
_MARK = (
    '<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" fill="var(--wb-card)" stroke="var(--wb-c2)" '
    'stroke-width="2"></circle></svg>'
)


def timeline_head(snapshot: Snapshot, window: Window, hub: str | None) -> str:
    """HTML: title, basis and key of the timeline, and the choice of its window."""
    figure = snapshot.figures["level"]
    choices = "".join(
        f'<button data-do="window:{choice}" aria-pressed="{str(choice == window).lower()}">{choice}</button>'
        for choice in get_args(Window)
    )
    top = (
        f'<div class="head"><h2>Level over time</h2>{badge(figure)}<span class="basis">{basis(figure, hub)}</span>'
        f'<span class="grow"></span><div class="seg" role="group" aria-label="Window of time">{choices}</div></div>'
    )
    if not snapshot.timeline:
        return (
            f'{top}<div class="empty"><strong>No level was measured yet.</strong><p>It is an index of four measured signals, and begins '
            "with the first memory or exam of an agent.</p></div>"
        )
    measured = sum(row.level is not None for row in snapshot.agents)
    who = f"{measured} agents" if measured != 1 else "1 agent"
    key = (
        f'<div class="key"><span>{_LINE}mean of {who}</span><span>{_BAND}10th to 90th percentile</span>'
        f"<span>{_MARK}exam</span><span class='zone'>times in <wb-zone>UTC</wb-zone></span></div>"
    )
    return f"{top}<p>An index of measured signals, 0 to 1, and no claim about sentience.</p>{key}"
