"""Every kind of event that a lab understands. docs/events.md is made from it."""

from __future__ import annotations

from workbench.chat import events as chat
from workbench.core.vocabulary import Vocabulary
from workbench.intelligence import events as intelligence
from workbench.knowledge import events as knowledge
from workbench.learning import events as learning
from workbench.members import events as members
from workbench.memory import events as memory

VOCABULARY = Vocabulary(
    (*members.EVENTS, *memory.EVENTS, *learning.EVENTS, *intelligence.EVENTS, *knowledge.EVENTS, *chat.EVENTS),
)
