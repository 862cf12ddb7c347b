"""Floor 1: incremental statistics, the ground of every metric.

A statistic takes one value at a time (`update`) and says what it knows now (`get`; None while it has too few values).
It is a plain msgspec struct, so a state that holds it can be written as a snapshot and go on from there, exactly as if
it had never stopped.
"""

from workbench.stats.counts import RollingCounts
from workbench.stats.proportion import posterior_mean, wilson
from workbench.stats.rate import RollingRate
from workbench.stats.ring import Ring
from workbench.stats.rolling import RollingDeviation, RollingMean, RollingSlope, RollingVariation, SecondDifference
from workbench.stats.spread import evenness, gini, quantile

__all__ = [
    "Ring",
    "RollingCounts",
    "RollingDeviation",
    "RollingMean",
    "RollingRate",
    "RollingSlope",
    "RollingVariation",
    "SecondDifference",
    "evenness",
    "gini",
    "posterior_mean",
    "quantile",
    "wilson",
]
