"""Learners: queries about what agents have studied and how they were examined."""

from __future__ import annotations

from workbench.core.show import many
from workbench.learning.state import Learner, LearningState
from workbench.log import View


class Learners:
    """What each agent learned, as of one view: the present, or a past moment."""

    def __init__(self, view: View[LearningState]) -> None:
        self._view = view

    def __repr__(self) -> str:
        learners = self.all().values()
        exams = sum(taken for learner in learners for taken, _ in learner.exams.values())
        return f"<Learners: {many(len(learners), 'agent')}, {many(exams, 'exam')}; get(agent), studied(agent, technology), exams(agent)>"

    def all(self) -> dict[str, Learner]:
        """Every agent that learned anything, by id."""
        with self._view.hold() as (state, _):
            return {agent: _copy(learner) for agent, learner in state.learners.items()}

    def get(self, agent: str) -> Learner:
        """One agent, by id; an empty record before it learned anything."""
        with self._view.hold() as (state, _):
            return _copy(state.learner(agent))

    def studied(self, agent: str, technology: str) -> dict[str, str]:
        """The memories that an agent has of a technology's objects, by path."""
        with self._view.hold() as (state, _):
            return dict(state.learner(agent).studied.get(technology, {}))

    def exams(self, agent: str) -> dict[str, tuple[int, float]]:
        """How many exams an agent took in each technology, and the coverage at the last."""
        with self._view.hold() as (state, _):
            return dict(state.learner(agent).exams)


def _copy(learner: Learner) -> Learner:
    # The state goes on changing once it is no longer held.
    return Learner(
        studied={technology: dict(paths) for technology, paths in learner.studied.items()},
        open=dict(learner.open),
        asked=learner.asked,
        right=learner.right,
        exams=dict(learner.exams),
    )
