"""Chat in a notebook cell: the same conversations, composer and streaming as on the page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from workbench.chat import YOU
from workbench.core.show import cut, many
from workbench.views.chat import Place, Talk
from workbench.views.chat.reply import PIECES
from workbench.views.drawn import Drawn
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.widgets.pane import At, Pane, widget_sheet
from workbench.views.wish import Stand

_ASSETS = files("workbench.views") / "assets"
_LINES = 5


@cache
def _chat_sheet() -> str:
    return widget_sheet() + "".join((_ASSETS / name).read_text() for name in ("memory.css", "chat.css"))


class ChatContent:
    """The conversations of who sits at the notebook.

    Attributes:
        talk: what is shown of them.
    """

    def __init__(self, lab: LabPort, place: Place) -> None:
        self.look = Look()
        self.talk = Talk(lab, YOU, lambda now: True, place, page=False)
        self._lab = lab
        self._live = True

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        self._live = snapshot.live
        drawn = self.talk.draw(Stand(snapshot.position, snapshot.moment, snapshot.live))
        return _laid_out(drawn).replace(PIECES, "")  # all of a widget is told at once

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text."""
        state = self._lab if snapshot.live else self._lab.at(snapshot.position)
        found = state.conversations.headings(YOU)
        lines = [f"  {cut(one.title) or 'nothing asked yet'}: {many(one.questions, 'question')}" for one in found]
        return "\n".join([f"Chat in {snapshot.lab}: {many(len(found), 'conversation')}", *lines[:_LINES]])

    def do(self, said: str) -> None:
        """Somebody pressed something, or asked."""
        verb, _, rest = said.partition(":")
        self.talk.do(verb, rest, live=self._live)


class ChatPane(Pane):
    """A pane that follows what is being written, besides the lab."""

    _esm = "\n".join(
        (_ASSETS / name).read_text() for name in ("elements.js", "ask.js", "dialog.js", "chat.js", "live.js")
    )

    def __init__(self, lab: LabPort, content: ChatContent, at: At = None) -> None:
        super().__init__(lab, content, at)
        self._end = content.talk.pens.listen(content.talk.by, self.wake)

    @classmethod
    def style(cls) -> str:
        """The style sheet inside it."""
        return _chat_sheet()

    def close(self) -> None:
        """Stop following. What is being written goes on, and is kept."""
        if (end := getattr(self, "_end", None)) is not None:
            end()
        super().close()


def _laid_out(drawn: Drawn) -> str:
    at = drawn.regions
    return (
        f'<div class="w-chat"><div class="c"><nav class="c-side" aria-label="Conversations">{at["headings"]}</nav><section class="c-main" aria-label="Conversation">'
        f'<div class="c-thread">{at["thread"]}</div><div class="c-compose">{at["composer"]}</div></section><div class="c-beside">{at["passage"]}</div></div></div>'
    )
