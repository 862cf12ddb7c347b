"""The catalogue: every metric there is. docs/metrics.md is made from it."""

from __future__ import annotations

import math

from workbench.observatory import consciousness as c
from workbench.observatory import knowing as k
from workbench.observatory import performance as p
from workbench.observatory.metric import Metric, Stream
from workbench.observatory.state import HORIZON_S, WINDOW
from workbench.observatory.work import PACES

_C: Stream = "consciousness"
_P: Stream = "performance"
_K: Stream = "knowledge"

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("level", "Level", _C, "1", 0, 1, 0.005, "more", of_agent=c.level),
        Metric("volatility", "Volatility", _C, "1", 0, 0.5, 0.005, "neither", of_agent=c.volatility),
        Metric("momentum", "Momentum", _C, "1/h", None, None, 0.05, "more", of_agent=c.momentum),
        Metric(
            "emotional_stability", "Emotional stability", _C, "1", 0, 1, 0.01, "more", of_agent=c.emotional_stability
        ),
        Metric(
            "learning_acceleration",
            "Learning acceleration",
            _C,
            "1",
            -2,
            2,
            0.01,
            "more",
            of_agent=c.learning_acceleration,
        ),
        Metric("breadth", "Breadth of attention", _C, "1", 0, 1, 0.01, "neither", of_agent=c.breadth),
        Metric("integration", "Integration of memory", _C, "1", 0, 1, 0.01, "more", of_agent=c.integration),
        Metric("self_knowledge", "Self-knowledge", _C, "1", 0, 1, 0.01, "more", of_agent=c.self_knowledge),
        Metric("learning", "Learning", _C, "1", 0, 1, 0.01, "more", of_agent=c.learning),
        Metric(
            "performance_trend", "Performance trend", _P, "1/h", None, None, 0.05, "more", of_agent=p.performance_trend
        ),
        Metric(
            "efficiency_volatility",
            "Efficiency volatility",
            _P,
            "1",
            0,
            math.sqrt(PACES - 1),
            0.02,
            "less",
            of_agent=p.efficiency_volatility,
        ),
        Metric(
            "adaptation_velocity",
            "Adaptation velocity",
            _P,
            "1/h",
            None,
            None,
            0.05,
            "more",
            of_agent=p.adaptation_velocity,
        ),
        Metric("cognitive_load", "Cognitive-load inequality", _P, "1", 0, 1, 0.02, "less", of_lab=p.cognitive_load),
        Metric("growth_rate", "Knowledge growth", _K, "1/min", 0, None, 1.0, "more", of_lab=k.growth_rate),
        Metric(
            "concept_emergence_rate",
            "Concept emergence",
            _K,
            "1/min",
            0,
            WINDOW * 60 / HORIZON_S,
            0.1,
            "more",
            of_lab=k.concept_emergence_rate,
        ),
        Metric(
            "pathway_efficiency",
            "Learning-pathway efficiency",
            _K,
            "1",
            0,
            None,
            0.01,
            "more",
            of_lab=k.pathway_efficiency,
        ),
        Metric(
            "consciousness_integration",
            "Consciousness integration",
            _K,
            "1",
            0,
            1,
            0.01,
            "more",
            of_lab=k.consciousness_integration,
        ),
        Metric("concept_importance", "Concept diversity", _K, "1", 0, 1, 0.01, "neither", of_lab=k.concept_importance),
    )
}
