"""Metrics of the stream “knowledge”: what the lab knows, and how it comes to know it."""

from __future__ import annotations

from workbench.core.figure import Basis
from workbench.observatory.metric import UNKNOWN, Measure
from workbench.observatory.state import HORIZON_S, ObservatoryState
from workbench.observatory.trace import listed

_MEMORIES = ("memory.created",)
_MICROS = 1_000_000
TOP_CONCEPTS = 20


def growth_rate(state: ObservatoryState, now: int) -> Measure:
    """Memories made a minute, over the last 10 minutes (in buckets of 10 s: at least 10 minutes, at most 10 s more)."""
    rate = state.knowledge.growth.get(now)
    if rate is None:
        return UNKNOWN
    span = state.knowledge.growth.span(now)
    if span is None:
        return Measure(0.0, {}, ())
    first, last, events = span
    recorded = state.knowledge.trace.recorded
    return Measure(
        rate * 60,
        {},
        (Basis(kinds=_MEMORIES, source=None, first=first, last=last, events=events, recorded=recorded),),
    )


def concept_emergence_rate(state: ObservatoryState, now: int) -> Measure:
    """Concepts met for the first time a minute, over the last 10 minutes (of the last 512 such concepts)."""
    if not state.knowledge.concepts:
        return UNKNOWN
    fresh = [new for new in state.knowledge.emerged if now - new.recorded <= HORIZON_S * _MICROS]
    positions = tuple(new.position for new in fresh)
    newest = max((new.recorded for new in fresh), default=0)
    return Measure(len(fresh) * 60 / HORIZON_S, {}, listed(_MEMORIES, positions, newest))


def pathway_efficiency(state: ObservatoryState, now: int) -> Measure:
    """Σ score ÷ Σ coverage over the latest exam of each agent in each technology: exam score gained by share of material studied.

    1 means that what was studied was also found again. Parts are the same by technology.
    """
    exams = [
        (technology, exam) for signals in state.agents.values() for technology, exam in signals.exams.latest.items()
    ]
    covered = sum(exam.coverage for _, exam in exams)
    if not covered:
        return UNKNOWN
    parts = {}
    for technology in sorted({technology for technology, _ in exams}):
        mine = [exam for name, exam in exams if name == technology]
        if coverage := sum(exam.coverage for exam in mine):
            parts[technology] = sum(exam.score for exam in mine) / coverage
    basis = listed(("exam.completed",), tuple(exam.position for _, exam in exams), max(e.recorded for _, e in exams))
    return Measure(sum(exam.score for _, exam in exams) / covered, parts, basis)


def consciousness_integration(state: ObservatoryState, now: int) -> Measure:
    """The share of the lab's last 512 memories that refer to an earlier memory of the same agent: knowledge that was joined to knowledge."""
    return Measure(state.knowledge.linked.get(), {}, state.knowledge.trace.basis(_MEMORIES, None))


def concept_importance(state: ObservatoryState, now: int) -> Measure:
    """The share of each concept in the lab's last 512 memories, the 20 largest as parts; the value is their diversity 1 − Σ p²."""
    shares = state.knowledge.attention.shares()
    if not shares:
        return UNKNOWN
    top = {concept: shares[concept] for concept, _ in state.knowledge.attention.ranking(TOP_CONCEPTS)}
    return Measure(state.knowledge.attention.diversity(), top, state.knowledge.trace.basis(_MEMORIES, None))
