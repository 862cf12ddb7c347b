"""The tabs: one for each stream of figures."""

from __future__ import annotations

from typing import get_args

from workbench.views.look import Look, Tab


def tabs(look: Look) -> str:
    """HTML: the choice of the stream. The arrow keys move along it, as in every list of tabs."""
    inner = "".join(
        f'<button role="tab" id="tab-{tab}" data-do="tab:{tab}" aria-selected="{str(tab == look.tab).lower()}" '
        f'tabindex="{0 if tab == look.tab else -1}">{tab.capitalize()}</button>'
        for tab in get_args(Tab)
    )
    return f'<div class="tabs" role="tablist" aria-label="Streams">{inner}</div>'
