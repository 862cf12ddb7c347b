"""Metrics of the stream “consciousness”: an index of measured signals, which claims nothing about sentience."""

from __future__ import annotations

from workbench.core.figure import Basis
from workbench.observatory.metric import Measure
from workbench.observatory.signals import Signals
from workbench.observatory.trace import listed

_MEMORIES = ("memory.created",)
_EXAMS = ("exam.completed",)
_MOVES_LEVEL = (*_MEMORIES, *_EXAMS)


def level(agent: Signals) -> Measure:
    """How much of four signals an agent shows: an index of what was measured, and no claim about sentience.

    Formula: (breadth + integration + self-knowledge + learning) ÷ 4, each as defined below and shown as a part; a signal
        that was not shown yet counts 0.
    Range: 0 to 1.
    Unit: 1.
    Source: the last 64 `memory.created` of the agent, its last 16 `exam.completed`, and the latest one in each technology.
    """
    return Measure(agent.level, agent.level_parts(), _attention(agent) + _exams(agent))


def breadth(agent: Signals) -> Measure:
    """Breadth of attention: the chance that two of the agent's last memories, drawn with replacement, differ in concept.

    Formula: 1 − Σ p², with p the share of each concept (Gini–Simpson index); a memory without concept counts under its kind.
    Range: 0 to 1.
    Unit: 1.
    Source: `concept` and `kind` of the last 64 `memory.created` of the agent.
    """
    return Measure(agent.attention.breadth, {}, _attention(agent))


def integration(agent: Signals) -> Measure:
    """How much of what the agent remembers is joined to what it knew.

    Formula: memories with at least one link ÷ memories.
    Range: 0 to 1.
    Unit: 1.
    Source: `links` of the last 64 `memory.created` of the agent.
    """
    return Measure(agent.attention.integration, {}, _attention(agent))


def self_knowledge(agent: Signals) -> Measure:
    """How well the agent knows what it knows.

    Formula: 1 − mean |score − predicted|.
    Range: 0 to 1.
    Unit: 1.
    Source: `score` and `predicted` of the last 16 `exam.completed` of the agent.
    """
    return Measure(agent.exams.self_knowledge, {}, _last_exams(agent))


def learning(agent: Signals) -> Measure:
    """What the agent can do now.

    Formula: mean over technologies of the score of its latest exam, each shown as a part.
    Range: 0 to 1.
    Unit: 1.
    Source: `score` of the latest `exam.completed` of the agent in each technology; in the last 200, if they are more.
    """
    scores = {technology: exam.score for technology, exam in agent.exams.latest.items()}
    positions = (exam.position for exam in agent.exams.latest.values())
    return Measure(agent.exams.proficiency, scores, listed(_EXAMS, positions, agent.exams.trace.recorded))


def volatility(agent: Signals) -> Measure:
    """How restless the level is.

    Neither more nor less is better: a society that learns fast is as restless as one that forgets.

    Formula: √(mean (level − mean level)²), the population standard deviation of the last 64 values of the level.
    Range: 0 to 0.5.
    Unit: 1.
    Source: the level after each of the last 64 `memory.created` and `exam.completed` of the agent; needs two.
    """
    return Measure(agent.levels.deviation.get(), {}, _moves(agent))


def momentum(agent: Signals) -> Measure:
    """Where the level is going.

    Formula: Σ (t − mean t)(level − mean level) ÷ Σ (t − mean t)², the least-squares slope of the last 64 values of the
        level over t, the hours at which the log took them.
    Range: any.
    Unit: 1/h.
    Source: the level after each of the last 64 `memory.created` and `exam.completed` of the agent; needs two times.
    """
    return Measure(agent.levels.trend.get(), {}, _moves(agent))


def emotional_stability(agent: Signals) -> Measure:
    """How even the agent's affect is, where affect is taken to be outcome against prediction.

    An exam that goes better than predicted lifts, one that goes worse depresses. An agent whose exams go as predicted,
    or always off by as much, is stable.

    Formula: 1 − √(mean (s − mean s)²) with s = score − predicted: 1 − the population standard deviation of the surprise.
    Range: 0 to 1.
    Unit: 1.
    Source: `score` and `predicted` of the last 16 `exam.completed` of the agent; needs two.
    """
    deviation = agent.exams.surprise.get()
    return Measure(None if deviation is None else 1.0 - deviation, {}, _last_exams(agent))


def learning_acceleration(agent: Signals) -> Measure:
    """Whether learning speeds up, exam by exam.

    Formula: l(n) − 2 l(n−1) + l(n−2), the second difference, with l(n) the metric `learning` after exam n.
    Range: -2 to 2.
    Unit: 1.
    Source: `learning` after each of the last three `exam.completed` of the agent; needs three.
    """
    return Measure(agent.exams.learning.get(), {}, agent.exams.learning_trace.basis(_EXAMS, agent.source))


def _attention(agent: Signals) -> tuple[Basis, ...]:
    return agent.attention.trace.basis(_MEMORIES, agent.source)


def _moves(agent: Signals) -> tuple[Basis, ...]:
    return agent.levels.trace.basis(_MOVES_LEVEL, agent.source)


def _last_exams(agent: Signals) -> tuple[Basis, ...]:
    return agent.exams.trace.basis(_EXAMS, agent.source)


def _exams(agent: Signals) -> tuple[Basis, ...]:
    latest = {exam.position for exam in agent.exams.latest.values()}
    return listed(_EXAMS, latest.union(agent.exams.trace.positions), agent.exams.trace.recorded)
