"""Acting: what can be said to a window on somebody's conversations, and what that changes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from workbench.chat import Answer, Conversation
from workbench.chat.asking import check_question
from workbench.views.chat.path import path_of
from workbench.views.chat.pens import Pen, pens_of
from workbench.views.chat.place import Place
from workbench.views.chat.scene import Note
from workbench.views.lab import LabPort

_FORGOTTEN = "Forgotten. What was asked and answered in it can be read no more."


class Acting:
    """Does what somebody says in one window. Called by one thread at a time.

    Attributes:
        by: whose conversations.
        place: where they are.
        pens: what is on its way in this process.
        followed: what is on its way and was asked, or is looked at, here.
        editing, naming, doubt, note, sent: as in `Scene`.
        verbs: what can be said, by name.
    """

    def __init__(self, lab: LabPort, by: str, place: Place) -> None:
        self.by = by
        self.place = place
        self.pens = pens_of(lab)
        self.followed: Pen | None = None
        self.editing: str | None = None
        self.naming: str | None = None
        self.doubt: str | None = None
        self.note: Note | None = None
        self.sent = 0
        self._lab = lab
        self.verbs: dict[str, Callable[[str], None]] = {
            "talk": self._open,
            "ask": self._ask,
            "edit": self._edit,
            "again": self._again,
            "stop": self._stop,
            "branch": self._branch,
            "cite": lambda said: self.move(cite=said or None),
            "shut": lambda _: self.move(cite=None),
            "to": self._to,
            "rename": self._rename,
            "name": self._name,
            "drop": self._drop,
        }

    def move(self, **changes: Any) -> None:
        """Be somewhere else."""
        self.place = msgspec.structs.replace(self.place, **changes)

    def choose(self) -> None:
        """Where there are no collections, a new conversation asks somebody who remembers."""
        if self.place.agent is None and not self.place.collections and not self._lab.collections.list():
            agents = self._lab.memory.counts().agents
            if agents:
                self.move(agent=max(sorted(agents), key=lambda agent: agents[agent]))

    def _open(self, said: str) -> None:
        self.editing = self.naming = self.doubt = self.followed = None
        self.place = Place(conversation=said or None)

    def _ask(self, said: str) -> None:
        lab, by = self._lab, self.by
        check_question(said)
        conversation = self._conversation()
        if conversation is None:
            self.choose()
            place = self.place
            conversation = lab.conversations.start(by, collections=place.collections or None, agent=place.agent)
            self.place = Place(conversation=conversation.id)
        edited = conversation.exchange(self.editing) if self.editing else None
        if edited is not None:
            pen = Pen(by, conversation.id, said, edited.parent)
            self._begin(pen, lambda: lab.conversations.edit(conversation.id, edited.id, said, by))
        else:
            path = path_of(conversation, self.place.branch)
            parent = next((turn.reply.id for turn in reversed(path) if turn.reply is not None), None)
            pen = Pen(by, conversation.id, said, parent)
            self._begin(pen, lambda: lab.conversations.ask(conversation.id, said, by, after=parent))
        self.editing = None
        self.sent += 1

    def _begin(self, pen: Pen, ask: Callable[[], Answer]) -> None:
        self.pens.begin(pen, ask)
        self.followed = pen
        self.move(branch=None, cite=None)

    def _edit(self, said: str) -> None:
        self.editing = said or None

    def _again(self, said: str) -> None:
        conversation = self._conversation()
        exchange = conversation.exchange(said) if conversation else None
        if conversation is not None and exchange is not None:
            pen = Pen(self.by, conversation.id, exchange.text, exchange.parent, exchange.id)
            self._begin(pen, lambda: self._lab.conversations.regenerate(conversation.id, exchange.id, self.by))

    def _stop(self, said: str) -> None:
        conversation = self._conversation()
        if conversation is not None:
            self.pens.stop(conversation.id)

    def _branch(self, said: str) -> None:
        self.followed = None
        self.move(branch=said or None, cite=None)

    def _to(self, said: str) -> None:
        kept = self.place.collections
        if said == "all":
            self.move(agent=None, collections=())
        elif said.startswith("agent/"):
            self.move(agent=None if said == self.place.agent else said)
        elif said.startswith("collection/"):
            self.move(collections=tuple(each for each in kept if each != said) if said in kept else (*kept, said))

    def _rename(self, said: str) -> None:
        self.naming, self.doubt = said or None, None

    def _name(self, said: str) -> None:
        named, self.naming = self.naming, None
        if named is not None and said.strip():
            self._lab.conversations.rename(named, said, self.by)
            self.pens.tell(self.by)

    def _drop(self, said: str) -> None:
        """Ask whether a conversation is to be forgotten, or do it once that is confirmed."""
        doubt, self.doubt = self.doubt, None
        if said.startswith("conversation/"):
            self.doubt, self.naming = said, None
        elif doubt is not None and said == f"yes {doubt}":
            self.pens.stop(doubt)
            self._lab.conversations.forget(doubt, self.by, reason="asked for on the chat page")
            if self.place.conversation == doubt:
                self._open("")
            self.note = Note(_FORGOTTEN)
            self.pens.tell(self.by)

    def _conversation(self) -> Conversation | None:
        """The conversation that is open.

        Raises:
            NotFound: it is not theirs, or not there any more.
        """
        if self.place.conversation is None:
            return None
        return self._lab.conversations.get(self.place.conversation, self.by)
