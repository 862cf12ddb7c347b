"""Chat: conversations as a page and as a widget show them, and the answers that are on their way in this process."""

from workbench.views.chat.place import Place
from workbench.views.chat.talk import Talk

__all__ = ["Place", "Talk"]
