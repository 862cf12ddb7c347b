"""The look: what somebody looks at, and so what a snapshot has to hold for them."""

from __future__ import annotations

import msgspec

from workbench.observatory.course import Window
from workbench.observatory.metric import Stream
from workbench.observatory.values import OF_AGENT

Tab = Stream

TILES: dict[Tab, tuple[str, ...]] = {
    "consciousness": ("level", "volatility", "emotional_stability", "self_knowledge"),
    "performance": ("learning", "performance_trend", "adaptation_velocity", "cognitive_load"),
    "knowledge": ("growth_rate", "concept_emergence_rate", "pathway_efficiency", "consciousness_integration"),
}
_MORE: dict[Tab, tuple[str, ...]] = {
    "consciousness": (),
    "performance": ("efficiency_volatility",),
    "knowledge": ("concept_importance",),
}


class Look(msgspec.Struct, frozen=True):
    """What one viewer looks at.

    Attributes:
        tab: the stream whose figures are shown.
        window: the window of time that ends at the moment shown.
        agent: the agent whose page it is, as ``agent/<slug>``; None for the lab.
    """

    tab: Tab = "consciousness"
    window: Window = "1 h"
    agent: str | None = None

    @property
    def figures(self) -> frozenset[tuple[str, str]]:
        """The figures that are shown, as (metric, subject)."""
        if self.agent is not None:
            return frozenset((name, self.agent) for name in OF_AGENT)
        return frozenset((name, "lab") for name in (*TILES[self.tab], *_MORE[self.tab]))

    @property
    def histories(self) -> frozenset[tuple[Window, str]]:
        """The histories that are shown, as (window, subject); the lab's whole life is the axis of the transport bar."""
        return frozenset(((self.window, self.agent or "lab"), ("all", "lab")))
