"""Reading: what a document says, block by block, and its passages."""

from workbench.knowledge.reading.block import At, Block
from workbench.knowledge.reading.passages import Cutting, Piece, cut_passages
from workbench.knowledge.reading.source import Read

__all__ = ["At", "Block", "Cutting", "Piece", "Read", "cut_passages"]
