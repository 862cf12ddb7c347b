"""Floor 2: what agents remember, and the index that finds it again."""

from workbench.memory.index import Found, MemoryIndex
from workbench.memory.service import Hit, Memories, Memory

__all__ = ["Found", "Hit", "Memories", "Memory", "MemoryIndex"]
