"""Confidence: the probability that the passages of an answer hold what was asked for, and the class that follows from it.

A logistic regression over `Evidence`: p = 1 / (1 + e^−(b + Σ w·x)). docs/answers.md says which material its few numbers were fitted on;
`python -m benchmarks.answers_fit` fits them anew.
"""

from __future__ import annotations

import math

import msgspec

from workbench.chat.events import Kind
from workbench.chat.evidence import Evidence

BIAS = -2.6
WEIGHTS = Evidence(closest=6.9, lacking=-2.4, unknown=-0.8)

REFUSED_BELOW = 0.3
TENTATIVE_BELOW = 0.5


def confidence(evidence: Evidence) -> float:
    """How probable it is that the passages hold what was asked for, 0 to 1."""
    weights = msgspec.structs.asdict(WEIGHTS)
    total = BIAS + sum(weights[name] * value for name, value in msgspec.structs.asdict(evidence).items())
    return 1 / (1 + math.exp(-total))


def outlook(share: float) -> Kind:
    """The class of an answer of some confidence, as long as who writes it does not fail."""
    if share < REFUSED_BELOW:
        return "refused"
    return "tentative" if share < TENTATIVE_BELOW else "answered"
