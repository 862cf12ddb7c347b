"""One agent: who it is, how it does, what it knows and what it works at, live and at any past moment."""

from __future__ import annotations

from workbench.views import agent_panes as panes
from workbench.views.charts import over_time
from workbench.views.header import header
from workbench.views.look import Look
from workbench.views.page import Drawn, Page, frame
from workbench.views.snapshot import Snapshot
from workbench.views.words import name_of

TITLE = "Agent"
_BODY = """<div class="row two"><div data-region="level"></div><div data-region="exams"></div></div>
    <div class="row three"><div data-region="tasks"></div><div data-region="deeds"></div><div data-region="memories"></div></div>"""


def draw(snapshot: Snapshot, look: Look) -> Drawn:
    """What the page shows of a snapshot. Of an agent that nobody has heard of: which there are instead."""
    agent = look.agent or ""
    top = {"header": header(snapshot, "Observatory", name_of(agent, snapshot.names) or TITLE)}
    if not panes.is_known(snapshot, look):
        return Drawn(top | {"notice": panes.unknown(snapshot, look), "who": "", "tiles": "", "body": ""})
    profile = snapshot.profiles[agent]
    return Drawn(
        top
        | {
            "notice": "",
            "who": panes.who(snapshot, look, profile),
            "tiles": panes.figures(snapshot, look),
            "body": _BODY,
            "level": over_time(snapshot, look, "level", agent, choose=True),
            "exams": panes.exams(snapshot, profile),
            "tasks": panes.tasks(snapshot, profile),
            "deeds": panes.deeds(profile),
            "memories": panes.memories(profile),
        }
    )


PAGE = Page(TITLE, frame("notice", "who", "tiles", "body"), draw)
