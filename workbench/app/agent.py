"""The agent that a notebook holds: who it is, and what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.app.progress import progress_bar
from workbench.core.figure import Figure
from workbench.learning import Depth, Exam, Study
from workbench.memory import Hit, Memory

if TYPE_CHECKING:
    from workbench.app.lab import Lab


class Agent:
    """One agent of a lab. Get one with ``lab.agent("Ada")``.

    Attributes:
        id: as ``agent/ada``; the source of the agent's events.
        name: as people write it.
    """

    def __init__(self, lab: Lab, id_: str, name: str) -> None:
        self.id = id_
        self.name = name
        self._lab = lab

    @property
    def interests(self) -> tuple[str, ...]:
        """Technologies it wants to study, most wanted first."""
        return self._lab.members.get(self.id).interests

    def study(self, technology: str, depth: Depth = "basic", *, limit: int | None = None, show: bool = True) -> Study:
        """Study an installed Python package: remember what it does not know yet of its documentation.

        Args:
            technology: the package, as ``asyncio``.
            depth: how much of it: ``basic``, ``standard`` or ``deep``.
            limit: at most this many objects this time.
            show: whether to show a progress bar.

        Raises:
            NotFound: no such package is installed, or it has no documentation.
        """
        with progress_bar(f"{self.name} studies {technology}", show) as progress:
            return self._lab.learning.study(self.id, technology, depth, limit=limit, progress=progress)

    def examine(self, technology: str, *, show: bool = True) -> Exam:
        """Examine the agent on the whole of a technology; what it did not study it cannot know.

        Raises:
            NotFound: no such package is installed, or it has nothing that can be asked about.
        """
        with progress_bar(f"{self.name} is examined in {technology}", show) as progress:
            return self._lab.learning.examine(self.id, technology, progress=progress)

    def remember(
        self, text: str, *, kind: str = "observation", concept: str | None = None, tags: Sequence[str] = ()
    ) -> Memory:
        """Make a memory; durable when this returns."""
        return self._lab.memory.remember(self.id, text, kind=kind, concept=concept, tags=tags)

    def recall(self, query: str, k: int = 10) -> list[Hit]:
        """The at most `k` memories that are nearest in meaning to a query, best first."""
        return self._lab.memory.recall(self.id, query, k)

    @property
    def level(self) -> Figure:
        """The agent's consciousness level now: an index of measured signals, 0 to 1."""
        return self._lab.observatory.level(self.id)

    def __repr__(self) -> str:
        return f"<Agent {self.name} ({self.id}) in {self._lab.name}>"
