"""Floor 2: what can be measured of agents and their lab, from what the log says."""

from workbench.observatory.catalogue import METRICS
from workbench.observatory.metric import Metric
from workbench.observatory.service import Observatory
from workbench.observatory.state import ObservatoryState

__all__ = ["METRICS", "Metric", "Observatory", "ObservatoryState"]
