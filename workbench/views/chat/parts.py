"""Parts of what is shown of a chat: signs, who is asked, how sure an answer is, ways between branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from workbench.chat.events import Kind
from workbench.core.errors import WorkbenchError
from workbench.views.memories.parts import COLOURS
from workbench.views.words import name_of

_SIGNS = {
    "book": '<path d="M4 5a2 2 0 0 1 2-2h13v18H6a2 2 0 0 1-2-2Zm0 14a2 2 0 0 1 2-2h13"></path>',
    "yes": '<path d="M5 12.5l4.5 4.5L19 7.5"></path>',
    "maybe": '<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18.5v.01"></path>',
    "no": '<circle cx="12" cy="12" r="8"></circle><path d="M6.5 6.5l11 11"></path>',
    "quote": '<path d="M10 7H6v5h4v1c0 2-1 3-3 4M18 7h-4v5h4v1c0 2-1 3-3 4"></path>',
    "again": '<path d="M19 8a8 8 0 1 0 1 5M20 4v5h-5"></path>',
    "pencil": '<path d="M5 19l1-4L16 5l3 3L9 18Z"></path>',
    "stop": '<rect x="7" y="7" width="10" height="10" rx="1.5"></rect>',
    "plus": '<path d="M12 5v14M5 12h14"></path>',
    "bin": '<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"></path>',
    "left": '<path d="M14 6l-6 6 6 6"></path>',
    "right": '<path d="M10 6l6 6-6 6"></path>',
}
KINDS: dict[Kind, tuple[str, str, str]] = {
    "answered": ("yes", "good", "Answered"),
    "tentative": ("maybe", "warn", "Tentative"),
    "refused": ("no", "bad", "Refused: the material does not answer it"),
    "fallback": ("quote", "warn", "Quoted instead: who writes failed"),
}
_SURE = ((0.8, "high"), (0.5, "fair"), (0.0, "low"))


def sign(name: str, size: int = 16) -> str:
    """SVG: a sign that stands beside words."""
    return (
        f'<svg viewBox="0 0 24 24" width="{size}" height="{size}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round" aria-hidden="true">{_SIGNS[name]}</svg>'
    )


def icon(name: str, do: str, said: str) -> str:
    """HTML: a button that is a sign."""
    return f'<button class="c-icon" data-do="{escape(do)}" aria-label="{escape(said)}" title="{escape(said)}">{sign(name)}</button>'


def avatar(agent: str | None, names: Mapping[str, str]) -> str:
    """HTML: who is asked, as letters on a colour that stays theirs; a book for collections."""
    if agent is None:
        return f'<span class="c-face book" aria-hidden="true">{sign("book")}</span>'
    words = name_of(agent, names).split()
    letters = "".join(word[0] for word in words[:2]).upper() or "?"
    colour = sum(agent.encode()) % COLOURS + 1
    return (
        f'<span class="c-face" style="--c:var(--wb-c{colour})" aria-hidden="true"><bdi>{escape(letters)}</bdi></span>'
    )


def asked(agent: str | None, collections: Sequence[str], names: Mapping[str, str]) -> str:
    """HTML: who is asked and from what is answered, in words."""
    from_ = ", ".join(f"<bdi>{escape(each.partition('/')[2] or each)}</bdi>" for each in collections)
    if agent is None:
        return from_ or '<span class="c-all">all collections</span>'
    who = f"<bdi>{escape(name_of(agent, names))}</bdi>"
    return f"{who} and {from_}" if from_ else who


def sure(confidence: float) -> str:
    """How sure that makes, in one word.

    >>> sure(0.9), sure(0.5), sure(0.1)
    ('high', 'fair', 'low')
    """
    return next(word for least, word in _SURE if confidence >= least)


def ways(what: str, ids: Sequence[str], here: str) -> str:
    """HTML: ‹ 2/3 ›, the way to what lies beside; nothing where it is alone."""
    if len(ids) < 2 or here not in ids:
        return ""
    at = ids.index(here)
    back = _way("left", ids[at - 1] if at else "", f"{what} before this one")
    on = _way("right", ids[at + 1] if at + 1 < len(ids) else "", f"{what} after this one")
    said = f'<span class="sr">{what} {at + 1} of {len(ids)}</span><span aria-hidden="true">{at + 1}/{len(ids)}</span>'
    return f'<span class="c-ways" role="group" aria-label="{what}s beside each other">{back}{said}{on}</span>'


def problem(error: WorkbenchError, more: str = "") -> str:
    """HTML: what is wrong, and what helps."""
    return f'<div class="c-wrong" role="alert"><strong>{escape(error.problem)}</strong> <span>{escape(error.remedy)}</span>{more}</div>'


def _way(name: str, to: str, said: str) -> str:
    off = "" if to else " disabled"
    return f'<button class="c-icon" data-do="branch:{escape(to)}" aria-label="{said}" title="{said}"{off}>{sign(name, 14)}</button>'
