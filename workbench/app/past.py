"""The past: a lab as it was at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.app import pictures
from workbench.app.asks import answer
from workbench.app.show import show_past
from workbench.chat import MOST_CITED, Answer, Conversations
from workbench.knowledge import Collections, DocumentsState
from workbench.learning import Learners, LearningState
from workbench.log import Fold, Log
from workbench.members import Members, MembersState
from workbench.memory import Graph, GraphIndex, Memories, Recall, Sessions, SessionsState
from workbench.observatory import Observatory, ObservatoryState
from workbench.retrieval import Search

if TYPE_CHECKING:
    from workbench.app.agent import Agent
    from workbench.app.lab import Lab
    from workbench.views.pictures import Picture

States = tuple[
    Fold[ObservatoryState], Fold[MembersState], Fold[LearningState], Fold[SessionsState], Fold[DocumentsState]
]


class Past:
    """A lab as it was at one moment. It answers the same questions and never changes.

    Attributes:
        name: the lab's name.
        log: all that happened in it, also since.
        position: the last event that had been recorded.
        moment: the moment it is as of.
        memory: what its agents remembered.
        graph: how that hung together, in Cypher too.
    """

    def __init__(
        self,
        name: str,
        log: Log,
        states: States,
        recall: Recall,
        passages: Search,
        graph: GraphIndex,
        position: int,
        moment: datetime,
        lab: Lab,
    ) -> None:
        self._lab = lab
        self.name = name
        self.log = log
        self.position = position
        self.moment = moment
        self.memory = Memories(recall, position)
        self.graph = Graph(log, graph, position)
        self._passages = passages
        self._observatory, self._members, self._learning, self._sessions, self._documents = states

    # Each is folded when it is first asked for: a dashboard that is scrubbed needs few of them, many times a second.
    @cached_property
    def observatory(self) -> Observatory:
        """What was measured."""
        return Observatory(self._observatory.at(self.position, self.moment))

    @cached_property
    def members(self) -> Members:
        """Who belonged to it."""
        return Members(self._members.at(self.position, self.moment))

    @cached_property
    def learners(self) -> Learners:
        """What agents had studied."""
        return Learners(self._learning.at(self.position, self.moment))

    @cached_property
    def sessions(self) -> Sessions:
        """Who worked at what."""
        return Sessions(self.log, self._sessions.at(self.position, self.moment))

    @cached_property
    def collections(self) -> Collections:
        """Which documents it kept."""
        return Collections(self.log, self._documents.at(self.position, self.moment), self._passages, self.position)

    @cached_property
    def conversations(self) -> Conversations:
        """What had been asked and answered."""
        return self._lab.conversations_at(self.position, self.moment)

    def ask(
        self,
        question: str,
        *,
        collections: Sequence[str] | None = None,
        agent: Agent | str | None = None,
        k: int = MOST_CITED,
    ) -> Answer:
        """An answer from what was known at that moment; nothing is written to the log. See `Lab.ask`."""
        return answer(self._lab, self, self.position, question, collections=collections, agent=agent, k=k)

    def picture(self, name: str, **how: Any) -> Picture:
        """A picture of how things were; see `Lab.picture`."""
        return pictures.picture(self, name, **how)

    def __repr__(self) -> str:
        return f"<Past lab at event {self.position}, {self.moment:%Y-%m-%d %H:%M:%S %Z}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return show_past(self)
