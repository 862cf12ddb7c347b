"""The other arm of `benchmarks.dashboard`: the same panes as one would write them in Panel by its guide.

Every session has its own panes and a periodic callback that looks at the lab every 250 ms and, when there is something new,
gives each pane its new content. `python -m benchmarks.plain_dashboard FOLDER PORT` serves it until its input ends.
"""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd
import panel as pn
import plotly.graph_objects as go
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure
from tornado.ioloop import IOLoop

from workbench.app import Lab, Past, open_lab
from workbench.core.parent import end_with_parent
from workbench.observatory.course import Window
from workbench.observatory.service import AgentRow
from workbench.views.words import lines

PERIOD_MS = 250
_TILES = ("level", "volatility", "emotional_stability", "self_knowledge")
_WINDOW: Window = "1 h"
_RECENT = 400
_SHOWN = 12
_COLUMNS = ["agent", "level", "change", "momentum", "memories", "load", "doing"]


class Page:
    """One browser's page."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._head = -1
        self._top = _html()
        self._tiles = [_html() for _ in _TILES]
        self._source = ColumnDataSource({name: [] for name in ("at", "level", "low", "high")})
        chart = figure(x_axis_type="datetime", height=280, sizing_mode="stretch_width", toolbar_location=None)
        chart.varea("at", "low", "high", source=self._source, fill_alpha=0.15)
        chart.line("at", "level", source=self._source, line_width=2)
        self._space = pn.pane.Plotly(_space([]), height=360)  # type: ignore[no-untyped-call]
        table = pd.DataFrame(columns=_COLUMNS)
        self._board: Any = pn.widgets.Tabulator(table, height=360, disabled=True)  # type: ignore[no-untyped-call]
        self._happened = _html()
        head = max(1, lab.log.head)
        self._moment: Any = pn.widgets.IntSlider(  # type: ignore[no-untyped-call]
            name="Event", start=0, end=head, value=head
        )
        self._moment.param.watch(lambda event: self._show(event.new), "value")
        self.whole = pn.Column(
            self._top,
            pn.Row(*self._tiles),
            pn.pane.Bokeh(chart, sizing_mode="stretch_width"),  # type: ignore[no-untyped-call]
            pn.Row(self._board, self._space),
            self._happened,
            self._moment,
        )
        self._redraw()
        pn.state.add_periodic_callback(self._redraw, period=PERIOD_MS)

    def _redraw(self) -> None:
        head = self._lab.log.head
        if head == self._head or (self._head >= 0 and self._moment.value < self._moment.end):
            return
        self._head = head
        with pn.io.hold():
            self._moment.param.update(end=head, value=head)
            self._draw(self._lab, head)

    def _show(self, position: int) -> None:
        if position < self._moment.end:
            with pn.io.hold():
                self._draw(self._lab.at(position), position)

    def _draw(self, lab: Lab | Past, position: int) -> None:
        observatory = lab.observatory
        names = {member.id: member.name for member in lab.members.all()}
        self._top.object = f"<h1>{self._lab.name}</h1><p>event {position}</p>"
        for pane, name in zip(self._tiles, _TILES, strict=True):
            value = observatory.figure(name).value
            pane.object = f"<h3>{name}</h3><b>{'–' if value is None else f'{value:.2f}'}</b>"
        history = observatory.history(_WINDOW)
        self._source.data = {
            "at": history.recorded / 1_000,
            "level": history.values["level"],
            "low": history.values["level_low"],
            "high": history.values["level_high"],
        }
        rows = observatory.agents(_WINDOW)
        self._board.value = _table(rows, names)
        self._space.object = _space(rows)
        records = self._lab.log.read(max(0, position - _RECENT), position)
        said = "".join(f"<li>{names.get(line.source, line.source)} {line.said}</li>" for line in lines(records, _SHOWN))
        self._happened.object = f"<ul>{said}</ul>"


def _html() -> Any:
    return pn.pane.HTML("")  # type: ignore[no-untyped-call]


def _table(rows: list[AgentRow], names: dict[str, str]) -> pd.DataFrame:
    cells = [(names[row.agent], row.level, row.change, row.momentum, row.memories, row.load, row.doing) for row in rows]
    return pd.DataFrame(cells, columns=_COLUMNS)


def _space(rows: list[AgentRow]) -> go.Figure:
    parts = [row.parts for row in rows]
    signals = ("breadth", "integration", "self_knowledge")
    x, y, z = ([part.get(signal, part.get(signal.replace("_", "-"), 0.0)) for part in parts] for signal in signals)
    return go.Figure(go.Scatter3d(x=x, y=y, z=z, mode="markers", marker={"size": 3}))


def serve(folder: str, port: int) -> None:
    """Serve the page on a port of loopback."""
    pn.extension("plotly", "tabulator")
    with open_lab(folder) as lab:
        loop = IOLoop.current()
        server = pn.io.server.get_server(
            {"observatory": lambda: Page(lab).whole},
            port=port,
            address="127.0.0.1",
            loop=loop,
            websocket_origin=[f"127.0.0.1:{port}"],
            unused_session_lifetime_milliseconds=5_000,
            check_unused_sessions_milliseconds=2_500,
        )
        end_with_parent()
        server.start()
        loop.add_callback(lambda: print(f"The page is at http://127.0.0.1:{port}", flush=True))
        loop.start()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
