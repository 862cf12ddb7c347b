"""Metrics of the stream “performance”: how work goes."""

from __future__ import annotations

from workbench.observatory.metric import UNKNOWN, Measure
from workbench.observatory.signals import Signals
from workbench.observatory.state import ObservatoryState
from workbench.observatory.trace import listed
from workbench.stats import gini

_OUTCOMES = ("task.completed", "task.failed", "exam.completed", "decision.resolved")
_PACES = ("task.progressed", "task.completed")
_TASKS = ("task.started", "task.progressed")


def performance_trend(agent: Signals) -> Measure:
    """The least-squares slope over hours of the last 32 outcomes: 1 a task done, 0 one failed, an exam its score, a decision 1 or 0."""
    return Measure(agent.work.outcomes.get(), {}, agent.work.outcome_trace.basis(_OUTCOMES, agent.source))


def efficiency_volatility(agent: Signals) -> Measure:
    """The coefficient of variation (standard deviation ÷ mean) of the last 32 paces, in steps a second between two reports of a task."""
    return Measure(agent.work.pace.get(), {}, agent.work.pace_trace.listed(_PACES))


def adaptation_velocity(agent: Signals) -> Measure:
    """The mean change of score per hour from one exam to the next in the same technology, over the last 16 such pairs."""
    return Measure(agent.exams.gains.get(), {}, agent.exams.gain_trace.listed(("exam.completed",)))


def cognitive_load(state: ObservatoryState, now: int) -> Measure:
    """How unequally the load is spread: the Gini coefficient over agents of the tasks under way, each counted by the share left to do.

    0 is the same load for all, towards 1 all of it on one agent. The parts are the loads.
    """
    loads = {source: signals.work.load for source, signals in state.agents.items()}
    tasks = [task for signals in state.agents.values() for task in signals.work.open.values()]
    if not tasks:
        return UNKNOWN._replace(parts=loads)
    seen = max(signals.seen for signals in state.agents.values() if signals.work.open)
    return Measure(gini(list(loads.values())), loads, listed(_TASKS, tuple(task.position for task in tasks), seen))
