"""Floor 2: what agents remember, and the indexes that find it again."""

from workbench.memory.index import MemoryIndex
from workbench.memory.memory import Hit, Memory
from workbench.memory.recall import Recall
from workbench.memory.remembering import Remembering
from workbench.memory.service import Memories

__all__ = ["Hit", "Memories", "Memory", "MemoryIndex", "Recall", "Remembering"]
