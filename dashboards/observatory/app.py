"""The observatory: how a society of agents is, live and at any past moment, on one page."""

from __future__ import annotations

from collections.abc import Callable

from workbench.views.board import rows_of
from workbench.views.charts import concepts, loads, over_time, pathways, state_space
from workbench.views.header import header
from workbench.views.look import Look, Tab
from workbench.views.page import Drawn, Page, frame
from workbench.views.panels import happened, welcome
from workbench.views.seldom import Seldom
from workbench.views.snapshot import Snapshot
from workbench.views.tabs import tabs
from workbench.views.tiles import tiles

TITLE = "Observatory"
_BOARD = '<section class="card board-card"><wb-board></wb-board></section>'
_space = Seldom(state_space, seconds=6)

Pane = Callable[[Snapshot, Look], str]


def _course(metric: str, *, choose: bool = False) -> Pane:
    return lambda snapshot, look: over_time(snapshot, look, metric, choose=choose)


_BODIES: dict[Tab, str] = {
    "consciousness": f"""<div class="row two"><div data-region="level"></div>{_BOARD}</div>
        <div class="row three"><div data-region="volatility"></div><div data-region="space"></div><div data-region="happened"></div></div>""",
    "performance": f"""<div class="row two"><div data-region="learning"></div>{_BOARD}</div>
        <div class="row three"><div data-region="trend"></div><div data-region="efficiency"></div><div data-region="loads"></div></div>""",
    "knowledge": """<div class="row two"><div data-region="growth"></div><div data-region="concepts"></div></div>
        <div class="row three"><div data-region="emergence"></div><div data-region="pathways"></div><div data-region="happened"></div></div>""",
}
_PANES: dict[Tab, dict[str, Pane]] = {
    "consciousness": {
        "level": _course("level", choose=True),
        "volatility": _course("volatility"),
        "space": _space,
        "happened": lambda snapshot, look: happened(snapshot),
    },
    "performance": {
        "learning": _course("learning", choose=True),
        "trend": _course("performance_trend"),
        "efficiency": _course("efficiency_volatility"),
        "loads": lambda snapshot, look: loads(snapshot),
    },
    "knowledge": {
        "growth": _course("growth_rate", choose=True),
        "concepts": lambda snapshot, look: concepts(snapshot),
        "emergence": _course("concept_emergence_rate"),
        "pathways": lambda snapshot, look: pathways(snapshot),
        "happened": lambda snapshot, look: happened(snapshot),
    },
}


def draw(snapshot: Snapshot, look: Look) -> Drawn:
    """What the page shows of a snapshot. An empty lab says what to do instead."""
    top = {"header": header(snapshot, TITLE), "notice": "", "tiles": "", "tabs": "", "body": ""}
    if not snapshot.position:
        return Drawn(top | {"notice": welcome(snapshot)})
    middle = {"tiles": tiles(snapshot, look), "tabs": tabs(look), "body": _BODIES[look.tab]}
    panes = {name: pane(snapshot, look) for name, pane in _PANES[look.tab].items()}
    board = {"board": {"rows": rows_of(snapshot, look)}} if _BOARD in _BODIES[look.tab] else {}
    return Drawn(top | middle | panes, board)


PAGE = Page(TITLE, frame("notice", "tiles", "tabs", "body"), draw)
