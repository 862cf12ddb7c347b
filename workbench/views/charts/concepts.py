"""Concepts: what the lab is occupied with."""

from __future__ import annotations

from html import escape

from workbench.views.charts.card import card, chart_head, empty
from workbench.views.snapshot import Snapshot

_MOST = 10


def concepts(snapshot: Snapshot) -> str:
    """HTML: the concepts of the lab's last memories, ranked by their share."""
    figure = snapshot.figure("concept_importance")
    head = chart_head("Concepts that matter now", figure)
    if not figure.parts:
        nothing = empty(
            "Nothing is remembered yet.", "Concepts appear as agents study:", 'lab.agent("Ada").study("asyncio")'
        )
        return card("concepts", f"{head}{nothing}")
    ranked = sorted(figure.parts.items(), key=lambda part: (-part[1], part[0]))
    most = ranked[0][1]
    bars = "".join(_bar(concept, share, share / most) for concept, share in ranked[:_MOST])
    others = 1.0 - sum(share for _, share in ranked[:_MOST])
    rest = f"<p>All others together {others:.0%}.</p>" if others >= 0.005 else ""
    return card("concepts", f'{head}<p>Share of the last memories in the lab.</p><ol class="ranks">{bars}</ol>{rest}')


def _bar(concept: str, share: float, width: float) -> str:
    name = escape(concept)
    return (
        f'<li class="rank" data-key="{name}"><span title="{name}"><bdi>{name}</bdi></span>'
        f'<span class="track"><i style="width:{width:.1%}"></i></span><span class="n">{share:.1%}</span></li>'
    )
