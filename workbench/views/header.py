"""The header: which lab this is, whether what is shown is current, and the switch between light and dark."""

from __future__ import annotations

from html import escape

from workbench.views.snapshot import Snapshot
from workbench.views.words import age, clock

_QUIET_SECONDS = 60.0
_SISTERS = {
    "Observatory": "How the society does",
    "Memory": "What its agents remember",
    "Chat": "Ask what documents and agents know",
}
_SIGNS = {
    "Observatory": '<path d="M3 12h4l3-7 4 14 3-7h4"></path>',
    "Memory": '<circle cx="6" cy="7" r="2.5"></circle><circle cx="17" cy="6" r="2.5"></circle><circle cx="12" cy="17" r="2.5"></circle><path d="M8.4 6.8l6.1-.5M7 9.2l3.8 5.6M16 8.3l-3 6.4"></path>',
    "Chat": '<path d="M4 5h16v11H10l-5 4v-4H4Z"></path><path d="M8 9.5h8M8 12.5h5"></path>',
}
_MARK = (
    '<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2.5" '
    'stroke-linecap="round" stroke-linejoin="round"><path d="M2 2.5v11h11.5M6 9.5l3-3.5 2 2 3-4"></path></svg>'
)
_THEME = (
    '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 '
    '0-18Zm0 16V5a7 7 0 0 1 0 14Z"></path></svg>'
)


def header(snapshot: Snapshot, *crumbs: str) -> str:
    """HTML: the top of every page. The last of the crumbs is this page; an earlier one is the name of a page that leads to it."""
    way = "".join(_crumb(crumb) for crumb in ("Home", *crumbs[:-1]))
    return (
        f'<div class="bar-top"><a class="lab" href="home" title="{escape(snapshot.lab)}: the lab’s front door"><span class="mark">{_MARK}</span>'
        f"<b><bdi>{escape(snapshot.lab)}</bdi></b></a>"
        f'<nav class="crumb" aria-label="Where this page is">{way}<h1 aria-current="page"><bdi>{escape(crumbs[-1])}</bdi></h1></nav>'
        f'<span class="grow"></span>{_hub(snapshot)}{_pill(snapshot)}'
        '<span class="pill bad lost" role="status">✕ <strong>Connection lost</strong></span>'
        f'{_sisters(crumbs[0])}<a class="quiet hide" href="docs">Docs</a>'
        f'<button class="icon" data-do="theme" aria-label="Switch between light and dark" title="Light or dark">{_THEME}</button></div>'
    )


def _sisters(page: str) -> str:
    """The ways to the other pages of the whole lab."""
    return "".join(_sister(name) for name in _SISTERS if name != page)


def _sister(name: str) -> str:
    sign = f'<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true">{_SIGNS[name]}</svg>'
    return f'<a class="quiet sister" href="{name.lower()}" title="{_SISTERS[name]}">{sign}<span>{name}</span></a>'


def _crumb(name: str) -> str:
    return f'<a href="{escape(name.lower())}"><span class="back" aria-hidden="true">‹ </span>{escape(name)}</a><span class="sep" aria-hidden="true"> › </span>'


def _hub(snapshot: Snapshot) -> str:
    if snapshot.hub != "away":
        return ""
    return '<span class="pill warn wire" role="status" title="Figures go on; links to JSON work again when it is back">▲ <strong>Hub away</strong></span>'


def _pill(snapshot: Snapshot) -> str:
    if not snapshot.live:
        return _past(snapshot)
    if snapshot.newest is None:
        return (
            '<span class="pill idle wire">○ <strong>Waiting</strong> <small class="hide">no events yet</small></span>'
        )
    old = (snapshot.moment - snapshot.newest).total_seconds()
    mood, sign, word = ("good", "●", "Live") if old < _QUIET_SECONDS else ("idle", "◌", "Quiet")
    return (
        f'<span class="pill {mood} wire" title="Age of the last event, and how many there are">{sign} <strong>{word}</strong> '
        f'<small>{age(snapshot.newest, snapshot.moment)} old<span class="hide"> · {_number(snapshot.position)} events</span></small></span>'
    )


def _past(snapshot: Snapshot) -> str:
    return (
        f'<button class="pill past wire" data-do="live:" title="All of this page is as it was then. Press to go back to the present">'
        f"◷ <strong>{clock(snapshot.moment, seconds=True)}</strong> "
        f'<small class="hide">replayed · event {_number(snapshot.position)} of {_number(snapshot.head)}</small></button>'
    )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
