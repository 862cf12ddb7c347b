"""The observatory: how a society of agents is, live, on one page."""

from __future__ import annotations

from typing import Any, get_args

import panel as pn

from workbench.core.clock import to_micros
from workbench.views import panels
from workbench.views.feed import Feed
from workbench.views.header import header
from workbench.views.hosts import on_this_host
from workbench.views.layout import card, page, row, stack
from workbench.views.live import Live
from workbench.views.session import Session
from workbench.views.snapshot import Snapshot
from workbench.views.theme import DARK, LIGHT
from workbench.views.tiles import tiles
from workbench.views.timeline import Timeline
from workbench.views.timeline_head import timeline_head
from workbench.views.trails import Window

TITLE = "Observatory"


def app(feed: Feed) -> Any:
    """The page, for one browser."""
    host = pn.state.location.hostname if pn.state.location else None
    timeline = Timeline(LIGHT)

    def draw(snapshot: Snapshot) -> None:
        window, hub = session.window, on_this_host(feed.hub, host)
        for key, live, html in (
            ("header", top, lambda: header(snapshot, TITLE)),
            (("tiles", window, hub), figures, lambda: tiles(snapshot, window, hub)),
            (("head", window, hub), head, lambda: timeline_head(snapshot, window, hub)),
            ("welcome", empty, lambda: panels.welcome(snapshot)),
            (("agents", hub), agents, lambda: panels.agents(snapshot, hub)),
            (("concepts", hub), concepts, lambda: panels.concepts(snapshot, hub)),
            (("happened", hub), happened, lambda: panels.happened(snapshot, hub)),
        ):
            live.html = feed.shared(snapshot, key, html)
        wanted = body if snapshot.position else [empty]
        if middle.objects != wanted:
            middle.objects = wanted
        timeline.show(snapshot, window, hub)
        chart.visible = bool(snapshot.timeline)

    def do(said: str) -> None:
        verb, _, window = said.partition(":")
        if verb == "window" and window in get_args(Window):
            session.look(window)  # type: ignore[arg-type]

    def wear(event: Any) -> None:
        whole.dark_theme = event.new
        timeline.wear(DARK if event.new else LIGHT)

    session = Session(feed, draw)
    session.presence.param.watch(wear, "dark")
    top, figures, empty, agents, concepts, happened = (Live("") for _ in range(6))
    head = Live("", on_do=do)
    chart = pn.pane.Bokeh(timeline.figure, sizing_mode="stretch_width", margin=0)  # type: ignore[no-untyped-call]
    body = [
        row(card(head, chart), agents, columns="1.6fr 1.2fr"),
        row(concepts, happened, columns="1fr 1.4fr"),
    ]
    middle = stack()
    main = [figures, middle, session.presence]
    whole = page(f"{feed.lab.name} · {TITLE}", top, main, to_micros(feed.lab.clock.now()) / 1_000)
    session.redraw()
    return whole
