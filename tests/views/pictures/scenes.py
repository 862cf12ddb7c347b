"""Labs to take pictures of."""

from __future__ import annotations

from tests.views.conftest import exam, memory, say
from workbench.app import Lab, Past
from workbench.views.pictures import Scene

LONG = "Wolfeschlegelsteinhausenbergerdorff von der Beschaulichkeit am See"
RTL = "عائشة بنت محمد"
EAST = "名前 太郎"
RISKY = "$x_1$ <b>&amp;</b>"
PICTURES = ("level", "growth_rate", "agents", "load", "concepts", "pathways", "states", "exams")


def scene(lab: Lab, past: Past | None = None) -> Scene:
    if past is None:
        return Scene(lab.name, lab.observatory, lab.members, lab.log)
    return Scene(lab.name, past.observatory, past.members, lab.log)


def busy(lab: Lab, *names: str) -> None:
    """Let agents of these names remember and sit exams."""
    for number, name in enumerate(names):
        say(lab, name, memory("json"), memory(f"concept {number % 7}"), exam(number % 11, predicted=0.4))
