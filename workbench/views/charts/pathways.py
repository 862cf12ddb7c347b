"""Pathways: what the lab gets out of what it studies, technology by technology."""

from __future__ import annotations

from html import escape

from workbench.views.charts.card import card, chart_head, empty
from workbench.views.snapshot import Snapshot

_MOST = 10
_GOAL = 1.0


def pathways(snapshot: Snapshot) -> str:
    """HTML: by technology, exam score for each unit of what was studied; at the line all that was studied was found again."""
    figure = snapshot.figure("pathway_efficiency")
    head = chart_head("Learning pathways", figure)
    if not figure.parts:
        nothing = empty(
            "No exam was taken yet.", "An exam shows what studying brought:", 'lab.agent("Ada").examine("asyncio")'
        )
        return card("pathways", f"{head}{nothing}")
    ranked = sorted(figure.parts.items(), key=lambda part: (-part[1], part[0]))
    shown = ranked[:_MOST]
    widest = max(_GOAL, shown[0][1])
    bars = "".join(_bar(technology, gained, widest) for technology, gained in shown)
    rest = f"<p>{len(ranked) - len(shown)} more bring less.</p>" if len(ranked) > len(shown) else ""
    said = "Exam score ÷ share studied, over the latest exam of each agent."
    key = '<div class="key"><span><i class="goal"></i>1: all that was studied was found again</span></div>'
    return card("pathways", f'{head}<p>{said}</p>{key}<ol class="ranks">{bars}</ol>{rest}')


def _bar(technology: str, gained: float, widest: float) -> str:
    name = escape(technology)
    return (
        f'<li class="rank" data-key="{name}"><span title="{name}"><bdi>{name}</bdi></span>'
        f'<span class="track goal"><i style="width:{gained / widest:.1%}"></i><b style="left:{_GOAL / widest:.1%}"></b></span>'
        f'<span class="n">{gained:.2f}</span></li>'
    )
