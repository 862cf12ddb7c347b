"""The chat page: what documents and agents know, asked and answered with sources. Live, and as it stood at any past moment."""

from __future__ import annotations

from workbench.views.header import header
from workbench.views.look import Look
from workbench.views.page import Drawn, Page, frame
from workbench.views.snapshot import Snapshot

TITLE = "Chat"
_CHAT = """<div class="c"><nav class="c-side" data-region="headings" aria-label="Conversations"></nav>
    <section class="c-main" aria-label="Conversation"><div class="c-thread" data-region="thread"><p class="c-wait" role="status">Looking …</p></div>
    <div class="c-compose" data-region="composer"></div></section><div class="c-beside" data-region="passage"></div></div>"""


def draw(snapshot: Snapshot, look: Look) -> Drawn:
    """What is the same for everybody; the conversations are each visitor's own."""
    return Drawn({"header": header(snapshot, TITLE), "chat": _CHAT})


PAGE = Page(TITLE, frame("chat"), draw, chat=True)
