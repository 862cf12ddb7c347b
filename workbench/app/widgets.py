"""The widgets of a lab, made when they are first asked for: what draws them takes long to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.core.errors import NotFound
from workbench.core.figure import Figure
from workbench.knowledge.collections import collection_id

if TYPE_CHECKING:
    from workbench.app.agent import Agent
    from workbench.app.lab import Lab
    from workbench.views.widgets import At, Pane
    from workbench.views.widgets.bar import Bar

__all__ = ["At", "Bar", "Pane", "agent_card", "card", "chat", "events", "transport", "watch"]


def watch(lab: Lab, at: At) -> Pane:
    """A lab at a glance."""
    from workbench.views.widgets import Pane, Strip

    return Pane(lab, Strip(lab), at)


def agent_card(lab: Lab, agent: str, at: At) -> Pane:
    """One agent."""
    from workbench.views.widgets import AgentCard, Pane

    return Pane(lab, AgentCard(lab, agent), at)


def card(lab: Lab, figure: Figure | str, agent: str | None, at: At) -> Pane:
    """One figure: a metric by its name, or a figure as it was."""
    from workbench.observatory.service import metric_of
    from workbench.views.widgets import FigureCard, Pane

    if isinstance(figure, str) and "@" in figure:
        metric, subject, position = metric_of(figure)
        figure = lab.at(position).observatory.figure(metric.name, subject)
    elif isinstance(figure, str):
        figure = lab.observatory.figure(figure, agent)
        return Pane(lab, FigureCard(lab, figure.name, figure.subject), at)
    return Pane(lab, FigureCard(lab, figure.name, figure.subject), figure.moment if at is None else at)


def events(lab: Lab, kinds: Sequence[str], agent: str | None, at: At) -> Pane:
    """The last events."""
    from workbench.views.widgets import EventList, Pane

    if unknown := [kind for kind in kinds if kind not in lab.log.vocabulary.kinds]:
        raise NotFound(f"There is no kind of event “{unknown[0][:100]}”.", "docs/events.md lists them.")
    return Pane(lab, EventList(lab, kinds, lab.members.get(agent).id if agent else None), at)


def chat(lab: Lab, agent: Agent | str | None, collections: Sequence[str] | None, at: At) -> Pane:
    """Conversations."""
    from workbench.views.chat import Place
    from workbench.views.widgets.chat import ChatContent, ChatPane

    known = {each.id for each in lab.collections.list()}
    asked = tuple(collection_id(each) for each in collections or ())
    if unknown := [each for each in asked if each not in known]:
        raise NotFound(f"There is no collection “{unknown[0][:100]}”.", "lab.collections lists them.")
    named = lab.members.get(agent if isinstance(agent, str) else agent.id).id if agent is not None else None
    place = Place(agent=named, collections=asked)
    return ChatPane(lab, ChatContent(lab, place), at)


def transport(lab: Lab) -> Bar:
    """A transport bar."""
    from workbench.views.widgets.bar import Bar

    return Bar(lab)
