"""Reading: what a document says, block by block, and its passages."""

from workbench.knowledge.reading.block import Block
from workbench.knowledge.reading.passages import Cutting, Piece, cut_passages

__all__ = ["Block", "Cutting", "Piece", "cut_passages"]
