"""The composer pane: where one asks, and whom; or why one cannot."""

from __future__ import annotations

from html import escape, unescape
from re import sub

from workbench.views.chat.parts import asked, avatar
from workbench.views.chat.scene import Scene
from workbench.views.words import name_of, pressed


def composer(scene: Scene) -> str:
    """HTML: where one asks."""
    if not scene.live:
        back = (
            f" {pressed('Go to the present', 'live:', 'Show the lab as it is now')} to go on with it."
            if scene.page
            else ""
        )
        return _note(f"A conversation is shown as it stood.{back}")
    if not scene.acts:
        return _note(
            "You may look, but not ask: that takes a person with the role researcher (<code>workbench token --role researcher</code>)."
        )
    if scene.lost is not None:
        return _note(pressed("Begin a new conversation", "talk:", "Leave this one"))
    state = "writing" if scene.writing else "idle"
    edited = _edited(scene)
    label = (
        "Put the question in other words"
        if edited
        else f"Ask {_plain(asked(scene.agent, scene.collections, scene.names))}"
    )
    cancel = (
        '<div class="c-editing">Asking in other words makes a branch; the first wording stays. <button class="link" data-do="edit:">Leave it as it was</button></div>'
        if edited
        else ""
    )
    return (
        f'{cancel}{"" if scene.conversation else _to(scene)}<wb-composer data-key="composer" sent="{scene.sent}" state="{state}" edit="{escape(scene.editing or "")}" text="{escape(edited)}" '
        f'label="{escape(label)}"></wb-composer>'
    )


def _edited(scene: Scene) -> str:
    exchange = scene.conversation.exchange(scene.editing) if scene.conversation and scene.editing else None
    return exchange.text if exchange else ""


def _to(scene: Scene) -> str:
    """Whom a new conversation asks: collections, an agent, or both."""
    collections = scene.state.collections.list()
    agents = scene.state.memory.counts().agents
    if not collections and not agents:
        return ""
    every = (
        [_choice("to:all", not scene.agent and not scene.collections, avatar(None, scene.names), "All collections")]
        if collections
        else []
    )
    some = [
        _choice(
            f"to:{each.id}",
            each.id in scene.collections,
            avatar(None, scene.names),
            f"<bdi>{escape(each.name)}</bdi> <small>{each.passages:,}</small>",
        )
        for each in collections
    ]
    ranked = sorted(agents, key=lambda agent: name_of(agent, scene.names).casefold())
    people = [
        _choice(
            f"to:{agent}",
            agent == scene.agent,
            avatar(agent, scene.names),
            f"<bdi>{escape(name_of(agent, scene.names))}</bdi> <small>{agents[agent]:,}</small>",
        )
        for agent in ranked
    ]
    groups = _group("Collections", every + (some if len(some) > 1 else [])) + _group(
        "Agents, from their own memories", people
    )
    return (
        f'<details class="c-to"><summary>{avatar(scene.agent, scene.names)}<span><span class="soft">Ask</span> {asked(scene.agent, scene.collections, scene.names)}</span></summary>'
        f'<div class="c-choices">{groups}</div></details>'
    )


def _group(title: str, choices: list[str]) -> str:
    return f'<div role="group" aria-label="{title}"><h3>{title}</h3>{"".join(choices)}</div>' if choices else ""


def _choice(do: str, chosen: bool, face: str, inner: str) -> str:
    return f'<button data-do="{escape(do)}" aria-pressed="{str(chosen).lower()}">{face}<span>{inner}</span></button>'


def _note(inner: str) -> str:
    return f'<p class="c-shut">{inner}</p>'


def _plain(html: str) -> str:
    """The words of a piece of HTML of ours."""
    return unescape(sub(r"<[^>]*>", "", html))
