"""What two texts say against each other, as far as words and numbers show it: signals, never a verdict."""

from workbench.memory.contradiction.claims import Reading, read_claims
from workbench.memory.contradiction.signal import Signal
from workbench.memory.contradiction.signals import compare

__all__ = ["Reading", "Signal", "compare", "read_claims"]
