"""Floor 1: finds texts by words, meaning and neighbourhood, now or as of any past event."""

from workbench.retrieval.background import Background
from workbench.retrieval.change import Change, Ended, Place, Wording
from workbench.retrieval.rereading import FIRST, Reading
from workbench.retrieval.search import Found, Search, Wish
from workbench.retrieval.shelf import Shelf

__all__ = ["FIRST", "Background", "Change", "Ended", "Found", "Place", "Reading", "Search", "Shelf", "Wish", "Wording"]
