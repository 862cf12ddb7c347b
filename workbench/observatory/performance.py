"""Metrics of the stream “performance”: how work goes."""

from __future__ import annotations

from workbench.observatory.metric import UNKNOWN, Measure
from workbench.observatory.signals import Signals
from workbench.observatory.state import ObservatoryState
from workbench.observatory.trace import listed
from workbench.stats import gini

_OUTCOMES = ("task.completed", "task.failed", "exam.completed", "decision.resolved")
_PACES = ("task.started", "task.progressed", "task.completed")
_TASKS = ("task.started", "task.progressed")


def performance_trend(agent: Signals) -> Measure:
    """Whether the agent's work ends better or worse than before.

    Formula: Σ (t − mean t)(o − mean o) ÷ Σ (t − mean t)², the least-squares slope of the last 32 outcomes o over t, the
        hours at which the log took them. An outcome is 1 for a task completed and 0 for one failed, 1 for a decision that
        turned out good and 0 for one that did not, and the score of an exam.
    Range: any.
    Unit: 1/h.
    Source: the last 32 of `task.completed`, `task.failed`, `exam.completed`, `decision.resolved` of the agent; needs two
        times.
    """
    return Measure(agent.work.outcomes.get(), {}, agent.work.outcome_trace.basis(_OUTCOMES, agent.source))


def efficiency_volatility(agent: Signals) -> Measure:
    """How unevenly the agent's tasks advance.

    Formula: √(mean (v − mean v)²) ÷ mean v, the coefficient of variation of the last 32 paces v. A pace is the steps done
        from one report of further steps in a task to the next ÷ the seconds between, by the agent's clock; where that clock
        did not advance there is none.
    Range: 0 to 5.568.
    Unit: 1.
    Source: `time` and `done` of `task.started`, `task.progressed`, `task.completed` of the agent; needs two paces. The
        upper end is √31, which 32 amounts cannot exceed.
    """
    return Measure(agent.work.pace.get(), {}, agent.work.pace_trace.basis(_PACES))


def adaptation_velocity(agent: Signals) -> Measure:
    """How fast the agent gets better at what it was examined in before.

    Formula: mean of (score − score before) ÷ hours between, over the last 16 pairs of successive exams in one technology.
    Range: any.
    Unit: 1/h.
    Source: `score` of the `exam.completed` of the agent in these pairs, at the times at which the log took them.
    """
    return Measure(agent.exams.gains.get(), {}, agent.exams.gain_trace.basis(("exam.completed",)))


def cognitive_load(state: ObservatoryState, now: int) -> Measure:
    """How unequally the load is spread over the agents: 0 is the same load for all, towards 1 all of it on one.

    Formula: Σᵢ Σⱼ |xᵢ − xⱼ| ÷ (2 n² mean x), the Gini coefficient of the loads x of n agents, each shown as a part. A load
        is the sum of 1 − done ÷ total over the agent's tasks under way, 1 for a task of unknown length.
    Range: 0 to 1.
    Unit: 1.
    Source: `done` and `total` of `task.started` and `task.progressed` of tasks that have not ended, of each agent the 200
        last touched.
    """
    loads = {source: signals.work.load for source, signals in state.agents.items()}
    tasks = [task for signals in state.agents.values() for task in signals.work.open.values()]
    if not tasks:
        return UNKNOWN._replace(parts=loads)
    positions = (position for task in tasks for position in (task.started, task.moved, task.sized))
    newest = max(task.recorded for task in tasks)
    return Measure(gini(list(loads.values())), loads, listed(_TASKS, positions, newest))
