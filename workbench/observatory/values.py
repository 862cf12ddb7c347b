"""Values: every metric as a bare number, for samples of how they went. NaN is what cannot be known yet.

The catalogue reads the same numbers with their parts and the events they rest on; a test holds the two together.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from workbench.observatory.signals import Signals

COURSE_OF_AGENT = ("level", "breadth", "integration", "self_knowledge", "learning")
OF_AGENT = (
    "level",
    "volatility",
    "momentum",
    "emotional_stability",
    "learning_acceleration",
    "breadth",
    "integration",
    "self_knowledge",
    "learning",
    "performance_trend",
    "efficiency_volatility",
    "adaptation_velocity",
)
OF_LAB = (
    "cognitive_load",
    "growth_rate",
    "concept_emergence_rate",
    "pathway_efficiency",
    "consciousness_integration",
    "concept_importance",
)
COURSE_OF_LAB = (*OF_AGENT, *(f"{name}_low" for name in OF_AGENT), *(f"{name}_high" for name in OF_AGENT), *OF_LAB)
_LOAD, _SCORE, _COVERAGE = range(len(OF_AGENT), len(OF_AGENT) + 3)
WIDTH = len(OF_AGENT) + 3
_LEAST_COVERAGE = 1e-6
_SHARES = np.array([[0.1], [0.9]])
_COLUMNS = np.arange(len(OF_AGENT))


def values_of(agent: Signals) -> tuple[float, ...]:
    """Every metric of an agent, in the order of `OF_AGENT`, then its load, and score and coverage of its latest exams."""
    exams, levels, work = agent.exams, agent.levels, agent.work
    surprise = exams.surprise.get()
    known = (
        levels.newest,
        levels.deviation.get(),
        levels.trend.get(),
        None if surprise is None else 1.0 - surprise,
        exams.learning.get(),
        agent.attention.breadth,
        agent.attention.integration,
        exams.self_knowledge,
        exams.proficiency,
        work.outcomes.get(),
        work.pace.get(),
        exams.gains.get(),
    )
    latest = exams.latest.values()
    sums = work.load, sum(exam.score for exam in latest), sum(exam.coverage for exam in latest)
    return (*(math.nan if value is None else value for value in known), *sums)


def over_agents(table: NDArray[np.float64]) -> list[float]:
    """Mean, 10th and 90th percentile over agents of each metric, from a table with `values_of` each agent as its rows.

    The percentiles are those of `stats.quantile`.
    """
    ordered = np.sort(table[:, : len(OF_AGENT)], axis=0)  # what is not known comes last
    unknown = np.isnan(ordered)
    known = len(table) - unknown.sum(axis=0)
    last = np.maximum(known - 1, 0)
    place = _SHARES * last
    below = place.astype(np.intp)
    low, high = ordered[below, _COLUMNS], ordered[np.minimum(below + 1, last), _COLUMNS]
    ordered[unknown] = 0.0
    with np.errstate(all="ignore"):  # a slope may be as large as a float can be
        means = ordered.sum(axis=0) / np.maximum(known, 1)
        between = low + (high - low) * (place - below)
    means[known == 0] = np.nan
    found: list[float] = [*means.tolist(), *between.ravel().tolist()]
    return found


def load_inequality(table: NDArray[np.float64]) -> float:
    """The Gini coefficient of the agents' loads."""
    loads = np.sort(table[:, _LOAD])
    total = float(loads.sum())
    if not total:
        return math.nan
    ranks = 2 * np.arange(len(loads)) + 1 - len(loads)
    return max(0.0, float(ranks @ loads) / (len(loads) * total))


def pathway_efficiency(table: NDArray[np.float64]) -> float:
    """Score gained by what was covered, over all agents."""
    covered = float(table[:, _COVERAGE].sum())
    return math.nan if covered < _LEAST_COVERAGE else float(table[:, _SCORE].sum()) / covered
