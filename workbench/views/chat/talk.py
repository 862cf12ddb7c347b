"""The talk: one window on somebody's conversations. What it shows, and what can be said to it. Called from threads, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from workbench.chat import Answer, Conversation
from workbench.core.errors import NotFound, WorkbenchError
from workbench.views.chat.acting import Acting
from workbench.views.chat.composer import composer
from workbench.views.chat.headings import headings
from workbench.views.chat.passage import cited_reply, parts_of, passage
from workbench.views.chat.path import Turn, end_of, path_of
from workbench.views.chat.pens import Pen
from workbench.views.chat.place import Place
from workbench.views.chat.reply import so_far_of, text
from workbench.views.chat.scene import Note, Scene
from workbench.views.chat.thread import thread
from workbench.views.drawn import Drawn
from workbench.views.lab import LabPort
from workbench.views.snapshot import names_of
from workbench.views.wish import Stand

_CHANGES = frozenset(("ask", "edit", "again", "stop", "rename", "name", "drop"))


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
        pens: what is on its way in this process.
        verbs: what can be said to it, by name.
    """

    def __init__(self, lab: LabPort, by: str, acts: Callable[[datetime], bool], place: Place, *, page: bool) -> None:
        self._acting = acting = Acting(lab, by, place)
        self.by, self.pens, self.verbs = by, acting.pens, acting.verbs
        self._lab = lab
        self._acts = acts
        self._page = page
        self._lock = threading.Lock()
        self._shown: tuple[Pen, Answer | None, bool] | None = None
        self._parts: tuple[str, Mapping[str, float] | None] = ("", None)

    @property
    def place(self) -> Place:
        """Where they are."""
        return self._acting.place

    def do(self, verb: str, said: str, *, live: bool) -> None:
        """Do what somebody pressed or typed. What goes wrong is shown as a note; what is no verb is not heard."""
        act = self.verbs.get(verb)
        if act is None or (not live and verb in _CHANGES):
            return
        if verb in _CHANGES and not self._acts(self._lab.clock.now()):
            return
        with self._lock:
            self._acting.note = None
            try:
                act(said)
            except WorkbenchError as error:
                self._acting.note = Note(str(error), bad=True)

    def draw(self, stand: Stand) -> Drawn:
        """All that it shows, as of a moment."""
        with self._lock:
            scene = self._scene(stand)
            self._shown = None if scene.pen is None else (scene.pen, scene.pen.answer, bool(scene.pen.written))
            regions = {
                "headings": headings(scene),
                "thread": thread(scene),
                "composer": composer(scene),
                "passage": passage(scene, self._parts_of(scene)),
            }
            # The element of what is being written is a region, which is filled by itself once it is there.
            return Drawn(regions | _piece(scene.pen, self.place.cite))

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
            return Drawn(_piece(pen, self.place.cite))

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
            self._acting.choose()
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
            self._acting.move(branch=None)
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
            editing=self._acting.editing,
            naming=self._acting.naming,
            doubt=self._acting.doubt,
            note=self._acting.note,
            names=names_of(state),
            sent=self._acting.sent,
        )

    def _pen(self, conversation: Conversation) -> Pen | None:
        """What is on its way at the end of what is shown. Whoever looks at the end of a conversation follows it, too."""
        pen = self.pens.of(conversation.id)
        acting, followed, through = self._acting, self._acting.followed, self.place.branch
        if followed is not None and followed is not pen:
            acting.followed = None
            if (
                followed.conversation == conversation.id
                and followed.answer is not None
                and followed.answer.id is not None
            ):
                self._acting.move(branch=followed.answer.id)
        if pen is None:
            return None
        pen.question = pen.question or _question(conversation, pen)
        if followed is pen or through is None or (pen.answer is not None and through == pen.answer.id):
            acting.followed = pen
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


def _piece(pen: Pen | None, cite: str | None) -> dict[str, str]:
    """What is there of an answer that is being written, as a region of its own; nothing where nothing is."""
    so_far = so_far_of(pen) if pen is not None and pen.error is None else None
    return {"writing": text(so_far, cite)} if so_far is not None and so_far.text else {}


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
