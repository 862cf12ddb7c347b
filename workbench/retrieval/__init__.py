"""Floor 1: finds texts by words, meaning and neighbourhood, now or as of any past event."""

from workbench.retrieval.background import Background
from workbench.retrieval.change import Change, Ended, Place, Wording
from workbench.retrieval.rereading import FIRST, Rereading
from workbench.retrieval.search import Search
from workbench.retrieval.shelf import Shelf
from workbench.retrieval.wish import Found, Wish

__all__ = [
    "FIRST",
    "Background",
    "Change",
    "Ended",
    "Found",
    "Place",
    "Rereading",
    "Search",
    "Shelf",
    "Wish",
    "Wording",
]
