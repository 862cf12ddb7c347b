"""A society that studies by itself, one step at a time."""

from __future__ import annotations

import random

import msgspec

from workbench.core.clock import Clock, StepClock
from workbench.core.errors import BadInput, NotFound
from workbench.core.show import many
from workbench.learning.depth import DEPTHS
from workbench.learning.exam import Exam
from workbench.learning.ports import Roll
from workbench.learning.service import Learning, is_examinable
from workbench.learning.study import Studying

STEP_SECONDS = 1.0
_EXAM_EVERY = 0.1


class Step(msgspec.Struct, frozen=True):
    """What one agent did in one step; `exam` when it was examined."""

    agent: str
    action: str
    exam: Exam | None = None


class Society:
    """The agents of a lab, taking turns. In its turn an agent studies one batch of one of its interests, or is examined
    when it has covered a tenth more of a technology than at its last exam in it, or all of it. What has too little
    documentation to be asked about is studied without an exam.

    The choice among several unfinished interests is drawn from the seed. In a stepped lab each step takes one second of
    the lab's own time; in a live one a step takes as long as it takes.

    Args:
        learning: what studies and examines.
        members: whose interests count; asked again at every turn.
        clock: the lab's.
        seed: of the choices.
    """

    def __init__(self, learning: Learning, members: Roll, clock: Clock, seed: int) -> None:
        self._learning = learning
        self._members = members
        self._clock = clock
        self._choice = random.Random(seed)
        self._turn = 0
        self._under_way: dict[str, tuple[str, Studying]] = {}
        self._unreadable: set[str] = set()

    def __repr__(self) -> str:
        return f"<Society of {many(len(self._members.all()), 'agent')}: step(), run(steps)>"

    def step(self) -> Step | None:
        """Let the next agent that has something to do take its turn; None when all have learned all they want."""
        if isinstance(self._clock, StepClock):
            self._clock.advance(STEP_SECONDS)
        members = self._members.all()
        for _ in members:
            member = members[self._turn % len(members)]
            self._turn += 1
            if step := self._act(member.id, member.interests):
                return step
        return None

    def run(self, steps: int) -> list[Step]:
        """At most so many steps; fewer when everybody is done."""
        done: list[Step] = []
        while len(done) < steps and (step := self.step()):
            done.append(step)
        return done

    def _act(self, agent: str, interests: tuple[str, ...]) -> Step | None:
        technology, studying = self._under_way.get(agent) or self._choose(agent, interests) or (None, None)
        if technology is None or studying is None:
            return None
        if studying.done and self._exam_due(agent, technology, studying):
            if studying.finished:
                del self._under_way[agent]
            exam = self._learning.examine(agent, technology)
            return Step(agent, f"was examined in {technology}", exam)
        studying.batch()
        if studying.finished:
            studying.complete()
            if not is_examinable(technology):
                del self._under_way[agent]
        return Step(agent, f"studied {technology}")

    def _choose(self, agent: str, interests: tuple[str, ...]) -> tuple[str, Studying] | None:
        # In a drawn order, and no further than needed: telling whether one is unfinished means reading all of it.
        for technology in self._choice.sample(interests, len(interests)):
            if technology not in self._unreadable and self._unfinished(agent, technology):
                studying = self._learning.begin(agent, technology, DEPTHS[-1])
                studying.start()
                self._under_way[agent] = technology, studying
                return technology, studying
        return None

    def _unfinished(self, agent: str, technology: str) -> bool:
        try:
            return self._learning.coverage(agent, technology) < 1.0
        except (NotFound, BadInput):
            self._unreadable.add(technology)
            return False

    def _exam_due(self, agent: str, technology: str, studying: Studying) -> bool:
        if not is_examinable(technology):
            return False
        if studying.finished:
            return True
        before = self._learning.examined_at(agent, technology) or 0.0
        return self._learning.coverage(agent, technology) - before >= _EXAM_EVERY
