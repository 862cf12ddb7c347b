"""Widgets: a lab live in a notebook cell, in Voila and in Panel. Each is a pane that shows some content as of a moment."""

from workbench.views.widgets.agent_card import AgentCard
from workbench.views.widgets.event_list import EventList
from workbench.views.widgets.figure_card import FigureCard
from workbench.views.widgets.pane import At, Pane
from workbench.views.widgets.strip import Strip

__all__ = ["AgentCard", "At", "EventList", "FigureCard", "Pane", "Strip"]
