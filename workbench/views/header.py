"""The header: which lab this is, whether what is shown is current, and the switch between light and dark."""

from __future__ import annotations

from html import escape

from workbench.views.snapshot import Snapshot
from workbench.views.words import age

_QUIET_SECONDS = 60.0
_MARK = (
    '<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2.5" '
    'stroke-linecap="round" stroke-linejoin="round"><path d="M2 2.5v11h11.5M6 9.5l3-3.5 2 2 3-4"></path></svg>'
)
_THEME = (
    '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 '
    '0-18Zm0 16V5a7 7 0 0 1 0 14Z"></path></svg>'
)


def header(snapshot: Snapshot, crumb: str) -> str:
    """HTML: the top of every page."""
    return (
        f'<div class="bar-top"><span class="mark">{_MARK}</span><b title="{escape(snapshot.lab)}"><bdi>{escape(snapshot.lab)}</bdi></b>'
        f'<span class="crumb">{escape(crumb)}</span><span class="grow"></span>{_hub(snapshot)}{_pill(snapshot)}'
        '<span class="pill bad lost" role="status">✕ <strong>Connection lost</strong></span>'
        f'<button class="icon" data-do="theme" aria-label="Switch between light and dark" title="Light or dark">{_THEME}</button></div>'
    )


def _hub(snapshot: Snapshot) -> str:
    if snapshot.hub != "away":
        return ""
    return '<span class="pill warn wire" role="status" title="Figures go on; links to events work again when it is back">▲ <strong>Hub away</strong></span>'


def _pill(snapshot: Snapshot) -> str:
    if snapshot.newest is None:
        return (
            '<span class="pill idle wire">○ <strong>Waiting</strong> <small class="hide">no events yet</small></span>'
        )
    old = (snapshot.moment - snapshot.newest).total_seconds()
    mood, sign, word = ("good", "●", "Live") if old < _QUIET_SECONDS else ("idle", "◌", "Quiet")
    events = f"{snapshot.position:,}".replace(",", "\u202f")
    return (
        f'<span class="pill {mood} wire" title="Age of the last event, and how many there are">{sign} <strong>{word}</strong> '
        f'<small>{age(snapshot.newest, snapshot.moment)} old<span class="hide"> · {events} events</span></small></span>'
    )
