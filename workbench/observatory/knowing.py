"""Metrics of the stream “knowledge”: what the lab knows, and how it comes to know it."""

from __future__ import annotations

from workbench.core.figure import Basis
from workbench.observatory.metric import UNKNOWN, Measure
from workbench.observatory.state import HORIZON_S, ObservatoryState
from workbench.observatory.trace import listed

_MEMORIES = ("memory.created",)
_MICROS = 1_000_000
_TOP_CONCEPTS = 20
_LEAST_COVERAGE = 1e-6


def growth_rate(state: ObservatoryState, now: int) -> Measure:
    """How fast the lab's memories become more.

    Formula: memories made ÷ minutes, over the last 10 minutes, begun at a full 10 seconds: so over at least 10 minutes
        and at most 10 seconds more.
    Range: from 0.
    Unit: 1/min.
    Source: every `memory.created` that the log took in this time.
    """
    growth = state.knowledge.growth
    rate, span = growth.get(now), growth.span(now)
    if rate is None or span is None:
        return Measure(rate, {}, ())
    first, last, events = span
    recorded = state.knowledge.attention.trace.recorded
    basis = Basis(kinds=_MEMORIES, source=None, first=first, last=last, events=events, recorded=recorded)
    return Measure(rate * 60, {}, (basis,))


def concept_emergence_rate(state: ObservatoryState, now: int) -> Measure:
    """How fast the lab meets new concepts.

    Formula: concepts met for the first time ÷ minutes, over the last 10 minutes; at most the last 512 are counted.
    Range: 0 to 51.2.
    Unit: 1/min.
    Source: `concept`, or `kind` where there is none, of every `memory.created` that was the first with it.
    """
    if not state.knowledge.concepts:
        return UNKNOWN
    fresh = [new for new in state.knowledge.emerged if now - new.recorded <= HORIZON_S * _MICROS]
    newest = max((new.recorded for new in fresh), default=0)
    return Measure(len(fresh) * 60 / HORIZON_S, {}, listed(_MEMORIES, (new.position for new in fresh), newest))


def pathway_efficiency(state: ObservatoryState, now: int) -> Measure:
    """How much exam score the lab gains from what it studies: 1 means that what was studied was also found again.

    Formula: Σ score ÷ Σ coverage over the latest exam of each agent in each technology; the parts are the same by
        technology. Unknown while less than a millionth is covered.
    Range: from 0.
    Unit: 1.
    Source: `score` and `coverage` of the latest `exam.completed` of each agent in each technology.
    """
    sums: dict[str, tuple[float, float]] = {}
    exams = [item for signals in state.agents.values() for item in signals.exams.latest.items()]
    for technology, exam in exams:
        score, coverage = sums.get(technology, (0.0, 0.0))
        sums[technology] = score + exam.score, coverage + exam.coverage
    gained, covered = sum(score for score, _ in sums.values()), sum(coverage for _, coverage in sums.values())
    if covered < _LEAST_COVERAGE:
        return UNKNOWN
    parts = {name: score / coverage for name, (score, coverage) in sums.items() if coverage >= _LEAST_COVERAGE}
    newest = max(exam.recorded for _, exam in exams)
    basis = listed(("exam.completed",), (exam.position for _, exam in exams), newest)
    return Measure(gained / covered, dict(sorted(parts.items())), basis)


def consciousness_integration(state: ObservatoryState, now: int) -> Measure:
    """How much of the lab's knowledge is joined to earlier knowledge.

    Formula: memories with at least one link ÷ memories.
    Range: 0 to 1.
    Unit: 1.
    Source: `links` of the last 512 `memory.created` in the lab.
    """
    attention = state.knowledge.attention
    return Measure(attention.integration, {}, attention.trace.basis(_MEMORIES, None))


def concept_importance(state: ObservatoryState, now: int) -> Measure:
    """Which concepts the lab is occupied with, and how diverse they are.

    Formula: 1 − Σ p², with p the share of each concept (Gini–Simpson index); the parts are the 20 largest shares, ranked.
    Range: 0 to 1.
    Unit: 1.
    Source: `concept`, or `kind` where there is none, of the last 512 `memory.created` in the lab.
    """
    attention = state.knowledge.attention
    memories = len(attention.topics)
    top = {concept: count / memories for concept, count in attention.topics.ranking(_TOP_CONCEPTS)}
    return Measure(attention.breadth, top, attention.trace.basis(_MEMORIES, None))
