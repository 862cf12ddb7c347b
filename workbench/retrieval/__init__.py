"""Floor 1: finds texts by words, meaning and neighbourhood, now or as of any past event."""

from workbench.retrieval.rereading import FIRST, reread
from workbench.retrieval.search import Change, Found, Search, Wish
from workbench.retrieval.shelf import Place, Shelf, Wording

__all__ = ["FIRST", "Change", "Found", "Place", "Search", "Shelf", "Wish", "Wording", "reread"]
