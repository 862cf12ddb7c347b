"""The talk: one window on somebody's conversations. What it shows, and what can be said to it. Called from threads, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from workbench.chat import Answer, Conversation
from workbench.chat.asking import check_question
from workbench.core.errors import NotFound, WorkbenchError
from workbench.views.chat.composer import composer
from workbench.views.chat.headings import headings
from workbench.views.chat.passage import cited_reply, parts_of, passage
from workbench.views.chat.path import Turn, end_of, path_of
from workbench.views.chat.pens import Pen, pens_of
from workbench.views.chat.place import Place
from workbench.views.chat.reply import so_far_of, text
from workbench.views.chat.scene import Note, Scene
from workbench.views.chat.thread import thread
from workbench.views.drawn import Drawn
from workbench.views.lab import LabPort
from workbench.views.snapshot import names_of
from workbench.views.wish import Stand

_FORGOTTEN = "Forgotten. What was asked and answered in it can be read no more."


class Talk:
    """A window on the conversations of one person.

    Args:
        lab: the lab.
        by: whose conversations.
        acts: says whether they may ask, at a moment.
        place: where they begin.
        page: whether it stands on a page of the lab.

    Attributes:
        by: whose conversations.
        place: where they are.
        pens: what is on its way in this process.
    """

    def __init__(self, lab: LabPort, by: str, acts: Callable[[datetime], bool], place: Place, *, page: bool) -> None:
        self.place = place
        self.pens = pens_of(lab)
        self._lab = lab
        self.by = by
        self._acts = acts
        self._page = page
        self._lock = threading.Lock()
        self._followed: Pen | None = None
        self._shown: tuple[Pen, Answer | None, bool] | None = None
        self._parts: tuple[str, Mapping[str, float] | None] = ("", None)
        self._editing: str | None = None
        self._naming: str | None = None
        self._doubt: str | None = None
        self._note: Note | None = None
        self._sent = 0
        self.verbs: dict[str, Callable[[str], None]] = {
            "talk": self._open,
            "ask": self._ask,
            "edit": self._edit,
            "again": self._again,
            "stop": self._stop,
            "branch": self._branch,
            "cite": lambda said: self._move(cite=said or None),
            "shut": lambda _: self._move(cite=None),
            "to": self._to,
            "rename": self._rename,
            "name": self._name,
            "drop": self._drop,
        }

    def do(self, verb: str, said: str, *, live: bool) -> None:
        """Do what somebody pressed or typed. What goes wrong is shown as a note; what is no verb is not heard."""
        act = self.verbs.get(verb)
        if act is None or (not live and verb in _CHANGES):
            return
        if verb in _CHANGES and not self._acts(self._lab.clock.now()):
            return
        with self._lock:
            self._note = None
            try:
                act(said)
            except WorkbenchError as error:
                self._note = Note(str(error), bad=True)

    def draw(self, stand: Stand) -> Drawn:
        """All that it shows, as of a moment."""
        with self._lock:
            scene = self._scene(stand)
            self._shown = None if scene.pen is None else (scene.pen, scene.pen.answer, bool(scene.pen.written))
            return Drawn(
                {
                    "headings": headings(scene),
                    "thread": thread(scene),
                    "composer": composer(scene),
                    "passage": passage(scene, self._parts_of(scene)),
                }
            )

    def glance(self) -> Drawn | None:
        """What is new in the answer that is being written; None where something else is new, too."""
        with self._lock:
            if self._shown is None:
                return None
            pen, answer, begun = self._shown
            if pen.error is not None or pen.stopped or not begun or answer is None or answer is not pen.answer:
                return None
            if self.pens.of(pen.conversation) is not pen:
                return None
            so_far = so_far_of(pen)
            return Drawn({"writing": text(so_far, self.place.cite)}) if so_far else None

    def standing(self) -> object:
        """How far everything is that it shows of the present; the same where nothing is new."""
        return self._lab.conversations.standing(self.by)

    def _scene(self, stand: Stand) -> Scene:
        state = self._lab if stand.live else self._lab.at(stand.position)
        conversation: Conversation | None = None
        lost: WorkbenchError | None = None
        if self.place.conversation is not None:
            try:
                conversation = state.conversations.get(self.place.conversation, self.by)
            except NotFound:
                lost = NotFound(
                    "There is no such conversation of yours.",
                    "It may have been forgotten, or be another’s, or begin later.",
                )
        elif stand.live:
            self._choose()
        pen = self._pen(conversation) if stand.live and conversation else None
        path = path_of(conversation, self.place.branch) if conversation else []
        if conversation is not None and pen is not None:
            path = _before(conversation, pen)
        elif (
            stand.live
            and conversation is not None
            and self.place.branch
            and end_of(path) == end_of(path_of(conversation))
        ):
            self._move(branch=None)
        return Scene(
            lab=self._lab,
            state=state,
            live=stand.live,
            page=self._page,
            acts=self._acts(self._lab.clock.now()),
            place=self.place,
            headings=state.conversations.headings(self.by),
            conversation=conversation,
            lost=lost,
            path=path,
            pen=pen,
            editing=self._editing,
            naming=self._naming,
            doubt=self._doubt,
            note=self._note,
            names=names_of(state),
            sent=self._sent,
        )

    def _choose(self) -> None:
        """Where there are no collections, a new conversation asks somebody who remembers."""
        if self.place.agent is None and not self.place.collections and not self._lab.collections.list():
            agents = self._lab.memory.counts().agents
            if agents:
                self._move(agent=max(sorted(agents), key=lambda agent: agents[agent]))

    def _pen(self, conversation: Conversation) -> Pen | None:
        """What is on its way at the end of what is shown. Whoever looks at the end of a conversation follows it, too."""
        pen = self.pens.of(conversation.id)
        followed, through = self._followed, self.place.branch
        if followed is not None and followed is not pen:
            self._followed = None
            if (
                followed.conversation == conversation.id
                and followed.answer is not None
                and followed.answer.id is not None
            ):
                self._move(branch=followed.answer.id)
        if pen is None:
            return None
        pen.question = pen.question or _question(conversation, pen)
        if followed is pen or through is None or (pen.answer is not None and through == pen.answer.id):
            self._followed = pen
            return pen
        return None

    def _parts_of(self, scene: Scene) -> Mapping[str, float] | None:
        reply, where = cited_reply(scene), scene.place.cited()
        if reply is None or where is None or scene.place.cite is None:
            return None
        if self._parts[0] != scene.place.cite:
            one = next((each for each in reply.citations if each.number == where[1]), None)
            self._parts = scene.place.cite, parts_of(self._lab, reply, one, scene.agent) if one else None
        return self._parts[1]

    def _move(self, **changes: Any) -> None:
        self.place = msgspec.structs.replace(self.place, **changes)

    def _open(self, said: str) -> None:
        self._editing = self._naming = self._doubt = self._followed = None
        self.place = Place(conversation=said or None)

    def _ask(self, said: str) -> None:
        lab, by = self._lab, self.by
        check_question(said)
        conversation = self._conversation()
        if conversation is None:
            self._choose()
            place = self.place
            conversation = lab.conversations.start(by, collections=place.collections or None, agent=place.agent)
            self.place = Place(conversation=conversation.id)
        edited = conversation.exchange(self._editing) if self._editing else None
        if edited is not None:
            pen = Pen(by, conversation.id, said, edited.parent)
            self._begin(pen, lambda: lab.conversations.edit(conversation.id, edited.id, said, by))
        else:
            path = path_of(conversation, self.place.branch)
            parent = next((turn.reply.id for turn in reversed(path) if turn.reply is not None), None)
            pen = Pen(by, conversation.id, said, parent)
            self._begin(pen, lambda: lab.conversations.ask(conversation.id, said, by, after=parent))
        self._editing = None
        self._sent += 1

    def _begin(self, pen: Pen, ask: Callable[[], Answer]) -> None:
        self.pens.begin(pen, ask)
        self._followed = pen
        self._move(branch=None, cite=None)

    def _edit(self, said: str) -> None:
        self._editing = said or None

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
        self._followed = None
        self._move(branch=said or None, cite=None)

    def _to(self, said: str) -> None:
        kept = self.place.collections
        if said == "all":
            self._move(agent=None, collections=())
        elif said.startswith("agent/"):
            self._move(agent=None if said == self.place.agent else said)
        elif said.startswith("collection/"):
            self._move(collections=tuple(each for each in kept if each != said) if said in kept else (*kept, said))

    def _rename(self, said: str) -> None:
        self._naming, self._doubt = said or None, None

    def _name(self, said: str) -> None:
        named, self._naming = self._naming, None
        if named is not None and said.strip():
            self._lab.conversations.rename(named, said, self.by)
            self.pens.tell(self.by)

    def _drop(self, said: str) -> None:
        """Ask whether a conversation is to be forgotten, or do it once that is confirmed."""
        doubt, self._doubt = self._doubt, None
        if said.startswith("conversation/"):
            self._doubt, self._naming = said, None
        elif doubt is not None and said == f"yes {doubt}":
            self.pens.stop(doubt)
            self._lab.conversations.forget(doubt, self.by, reason="asked for on the chat page")
            if self.place.conversation == doubt:
                self._open("")
            self._note = Note(_FORGOTTEN)
            self.pens.tell(self.by)

    def _conversation(self) -> Conversation | None:
        """The conversation that is open.

        Raises:
            NotFound: it is not theirs, or not there any more.
        """
        if self.place.conversation is None:
            return None
        return self._lab.conversations.get(self.place.conversation, self.by)


_CHANGES = frozenset(("ask", "edit", "again", "stop", "rename", "name", "drop"))


def _before(conversation: Conversation, pen: Pen) -> list[Turn]:
    """The path up to where something is on its way."""
    if pen.parent is None:
        return []
    path = path_of(conversation, pen.parent)
    ends = [number for number, turn in enumerate(path, 1) if turn.reply is not None and turn.reply.id == pen.parent]
    return path[: ends[0]] if ends else []


def _question(conversation: Conversation, pen: Pen) -> str | None:
    """The id of the question that a pen answers, once that was asked."""
    same = (one for one in reversed(conversation.exchanges) if one.parent == pen.parent and one.text == pen.text)
    return next((one.id for one in same if not one.answers), None)
