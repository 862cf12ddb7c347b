"""What is seen: all memories that there are at one moment, in columns."""

from __future__ import annotations

from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from workbench.core.ports import Vectors


class Seen(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The memories that there are at one moment, in the order in which they were made; the columns are equally long.

    Attributes:
        version: the same for two moments between which no memory changed.
        memories, agents, kinds: of each its subject, whose it is, what sort it is.
        positions: the event that made each.
        worded: the event since which each says what it says.
        vectors: of each, of length 1; a copy.
    """

    version: tuple[int, ...]
    memories: list[str]
    agents: NDArray[np.str_]
    kinds: list[str]
    positions: list[int]
    worded: NDArray[np.int64]
    vectors: Vectors


class SeenPort(Protocol):
    """Gives all memories of a moment."""

    def seen(self, position: int | None = None, agent: str | None = None) -> Seen: ...

    def version(self, position: int | None = None) -> tuple[int, ...]: ...
