"""The scene: all that the panes of a chat need to be drawn, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from workbench.chat import Conversation, Heading, Reply
from workbench.core.errors import WorkbenchError
from workbench.views.chat.path import Turn
from workbench.views.chat.pens import Pen
from workbench.views.chat.place import Place
from workbench.views.lab import LabPort, StatePort


class Note(msgspec.Struct, frozen=True):
    """What came of what somebody did.

    Attributes:
        said: in words.
        bad: whether it went wrong.
    """

    said: str
    bad: bool = False


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What a chat shows.

    Attributes:
        lab: the lab.
        state: the lab as of the moment that is shown.
        live: whether that is the present.
        page: whether it stands on a page of the lab, where other pages are, and the transport bar.
        acts: whether the one who looks may ask.
        place: where they are.
        headings: their conversations.
        conversation: the one that is open; None for a new one.
        lost: why the one that is named cannot be shown; None while nothing is wrong.
        path: what is shown of it, without what is on its way.
        pen: what is on its way at the end of the path; None for nothing.
        editing: the question that is being put in other words; None for none.
        naming: the conversation that is being given a name; None for none.
        doubt: the conversation that is asked to be forgotten; None for none.
        note: what came of what was done last.
        names: agents' names by id.
        sent: how many questions were taken from the composer.
    """

    lab: LabPort
    state: StatePort
    live: bool
    page: bool
    acts: bool
    place: Place
    headings: Sequence[Heading]
    conversation: Conversation | None
    lost: WorkbenchError | None
    path: Sequence[Turn]
    pen: Pen | None
    editing: str | None
    naming: str | None
    doubt: str | None
    note: Note | None
    names: Mapping[str, str]
    sent: int

    @property
    def agent(self) -> str | None:
        """Whom is asked, as ``agent/ada``; None for nobody."""
        return self.conversation.agent if self.conversation else self.place.agent

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections that are answered from by name; none for all, or for none where an agent is asked."""
        return (self.conversation.collections or ()) if self.conversation else self.place.collections

    @property
    def writing(self) -> bool:
        """Whether an answer is being written in what is shown."""
        return self.pen is not None and self.pen.error is None

    def reply(self, answer: str) -> Reply | None:
        """An answer of the conversation by its id; None where there is no such one."""
        exchanges = self.conversation.exchanges if self.conversation else ()
        return next((reply for one in exchanges for reply in one.answers if reply.id == answer), None)
