"""A lab shown: the part of it that makes panes and pictures for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from workbench.app import pictures, widgets
from workbench.core.figure import Figure

if TYPE_CHECKING:
    from workbench.app.lab import Lab
    from workbench.views.pictures import LivePicture, Picture


class Shown:
    """The part of a lab that is shown in notebooks."""

    def watch(self, at: widgets.At = None) -> widgets.Pane:
        """This lab at a glance in a notebook cell: live, as of a moment, or where a transport bar stands."""
        return widgets.watch(cast("Lab", self), at)

    def card(self, figure: Figure | str, agent: str | None = None, at: widgets.At = None) -> widgets.Pane:
        """One figure in a notebook cell, with the events behind it: a metric by name, or a figure (or its id) as it was.

        Raises:
            NotFound: there is no such metric or agent.
        """
        return widgets.card(cast("Lab", self), figure, agent, at)

    def events(self, kinds: Sequence[str] = (), agent: str | None = None, at: widgets.At = None) -> widgets.Pane:
        """The last events in a notebook cell, as they come: all, or those of some kinds or of one agent."""
        return widgets.events(cast("Lab", self), kinds, agent, at)

    def transport(self) -> widgets.Bar:
        """A bar that goes to any past moment, for `at=` of the others: they show the moment at which it stands."""
        return widgets.transport(cast("Lab", self))

    def picture(self, name: str, **how: Any) -> Picture:
        """A picture of how things are or went, to be shown, changed and saved: a metric by name, or `agents`, `load`,
        `concepts`, `pathways`, `states`, `exams`. See `workbench.views.pictures.picture` for what else can be said.

        Raises:
            NotFound: there is no such picture, or no such agent.
        """
        return pictures.picture(cast("Lab", self), name, **how)

    def live_picture(self, *names: str, **how: Any) -> LivePicture:
        """Pictures that follow this lab until their `close`; several share one axis of time.

        Raises:
            NotFound: there is no such picture, or no such agent.
        """
        return pictures.live_picture(cast("Lab", self), *names, **how)
