"""Metrics of the stream “consciousness”: an index of measured signals, which claims nothing about sentience."""

from __future__ import annotations

from workbench.core.figure import Basis
from workbench.observatory.metric import Measure
from workbench.observatory.signals import Signals
from workbench.observatory.trace import listed

_MOVES_LEVEL = ("memory.created", "exam.completed")


def level(agent: Signals) -> Measure:
    """The mean of four signals, each 0 to 1, equally weighted; a signal that was not shown yet counts 0.

    breadth = 1 − Σ p², the Gini–Simpson index of the concepts of the last 64 memories;
    integration = the share of these memories that refer to an earlier one;
    self-knowledge = 1 − the mean of |score − predicted| over the last 16 exams;
    learning = the mean of the latest exam scores over technologies.
    It is an index of what was measured, and no claim about sentience.
    """
    return Measure(agent.level(), agent.level_parts(), _attention(agent) + _exams(agent))


def breadth(agent: Signals) -> Measure:
    """1 − Σ p² over the concepts of the last 64 memories (Gini–Simpson): the chance that two of them differ in concept."""
    return Measure(agent.attention.topics.diversity(), {}, _attention(agent))


def integration(agent: Signals) -> Measure:
    """The share of the last 64 memories that refer to an earlier memory of the agent."""
    return Measure(agent.attention.linked.get(), {}, _attention(agent))


def self_knowledge(agent: Signals) -> Measure:
    """1 − the mean of |score − predicted| over the last 16 exams: how well the agent knows what it knows."""
    error = agent.exams.errors.get()
    return Measure(None if error is None else 1.0 - error, {}, _last_exams(agent))


def learning(agent: Signals) -> Measure:
    """The mean of the latest exam score in each technology."""
    scores = {technology: exam.score for technology, exam in agent.exams.latest.items()}
    return Measure(agent.exams.proficiency, scores, _latest_exams(agent))


def volatility(agent: Signals) -> Measure:
    """The population standard deviation of the last 64 values of the level, one for each memory and exam."""
    return Measure(agent.levels.deviation.get(), {}, agent.levels.trace.basis(_MOVES_LEVEL, agent.source))


def momentum(agent: Signals) -> Measure:
    """The least-squares slope of the last 64 values of the level over the hours at which they came."""
    return Measure(agent.levels.slope.get(), {}, agent.levels.trace.basis(_MOVES_LEVEL, agent.source))


def emotional_stability(agent: Signals) -> Measure:
    """1 − the population standard deviation of score − predicted over the last 16 exams.

    Affect is taken to be outcome against prediction: an exam that goes better than predicted lifts, one that goes worse
    depresses. An agent whose exams go as predicted, or always off by as much, is stable.
    """
    deviation = agent.exams.surprise.get()
    return Measure(None if deviation is None else 1.0 - deviation, {}, _last_exams(agent))


def learning_acceleration(agent: Signals) -> Measure:
    """The second difference, l(n) − 2 l(n−1) + l(n−2), of the learning signal l after the last three exams."""
    trace = agent.exams.learning_trace
    return Measure(agent.exams.learning.get(), {}, trace.basis(("exam.completed",), agent.source))


def _attention(agent: Signals) -> tuple[Basis, ...]:
    return agent.attention.trace.basis(("memory.created",), agent.source)


def _last_exams(agent: Signals) -> tuple[Basis, ...]:
    return agent.exams.trace.basis(("exam.completed",), agent.source)


def _latest_exams(agent: Signals) -> tuple[Basis, ...]:
    positions = tuple(exam.position for exam in agent.exams.latest.values())
    return listed(("exam.completed",), positions, agent.exams.trace.recorded)


def _exams(agent: Signals) -> tuple[Basis, ...]:
    positions = {exam.position for exam in agent.exams.latest.values()} | set(agent.exams.trace.positions)
    return listed(("exam.completed",), tuple(positions), agent.exams.trace.recorded)
