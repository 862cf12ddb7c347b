"""The memory page: what the agents of a lab remember: searched, one by one, and all of it on a map or as a graph. Live and at any past moment."""

from __future__ import annotations

from workbench.views.header import header
from workbench.views.look import Look
from workbench.views.memories import atlas, choice, conflicts, graph, listing, twins
from workbench.views.page import Drawn, Page, frame
from workbench.views.quest import Lookup
from workbench.views.snapshot import Snapshot

TITLE = "Memory"
_ASK = '<search class="m-ask"><wb-ask></wb-ask><div class="m-filters" data-region="filters"></div></search>'
_BUSY = '<section class="card"><p role="status">Looking …</p></section>'
_BODY = f"""<div class="row m-row"><div data-region="list">{_BUSY}</div><div class="m-beside"><div data-region="views"></div><div data-region="map"></div>
    <div data-region="graph"></div></div></div>
    <div data-region="conflicts"></div><div data-region="twins"></div>"""


def draw(snapshot: Snapshot, look: Look) -> Drawn:
    """What is there at once; the rest is looked up."""
    return Drawn({"header": header(snapshot, TITLE), "ask": _ASK, "body": _BODY})


PAGE = Page(
    TITLE,
    frame("ask", "body"),
    draw,
    (
        Lookup("list", listing, ("query", "agent", "kind", "cluster", "memory", "doubt", "said")),
        Lookup("views", choice, ("view",)),
        Lookup("map", atlas, ("agent", "cluster", "view")),
        Lookup("graph", graph, ("view", "walk", "tries", "memory", "query", "agent", "kind")),
        Lookup("conflicts", conflicts, ("agent", "between")),
        Lookup("twins", twins, ("agent", "between")),
    ),
)
