"""The headings pane: somebody's conversations, the one that was spoken in last first."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from workbench.chat import Heading
from workbench.core.show import many
from workbench.views.chat.parts import asked, avatar, icon, sign
from workbench.views.chat.scene import Scene
from workbench.views.words import clock


def headings(scene: Scene) -> str:
    """HTML: the conversations, with a way to a new one."""
    new = f'<button class="plain c-new" data-do="talk:">{sign("plus")} New conversation</button>' if scene.acts else ""
    listed = "".join(_heading(each, scene) for each in scene.headings)
    none = '<p class="m-note">What you ask is kept here, and only you see it.</p>'
    if not scene.live:
        none = '<p class="m-note">You had asked nothing at this moment.</p>'
    return (
        f'<section class="c-list" aria-label="Your conversations"><div class="head"><h2>Conversations</h2><span class="q">{len(scene.headings)}</span></div>'
        f"{new if scene.live else ''}{f'<ol>{listed}</ol>' if listed else none}</section>"
    )


def _heading(one: Heading, scene: Scene) -> str:
    here = scene.conversation is not None and scene.conversation.id == one.id
    if scene.live and one.id == scene.doubt:
        inner = _doubt(one)
    elif scene.live and one.id == scene.naming:
        inner = f'<wb-rename value="{escape(one.title)}"></wb-rename>'
    else:
        inner = _entry(one, scene, here)
    return f'<li data-key="{escape(one.id)}"{" class=here" if here else ""}>{inner}</li>'


def _entry(one: Heading, scene: Scene, here: bool) -> str:
    title = escape(one.title) or ("Nothing was asked yet" if not one.questions else "Untitled")
    current = ' aria-current="true"' if here else ""
    acts = ""
    if scene.live and scene.acts:
        said = f"“{one.title[:40]}”" if one.title else "this conversation"
        acts = f'<span class="c-acts">{icon("pencil", f"rename:{one.id}", f"Rename {said}")}{icon("bin", f"drop:{one.id}", f"Forget {said}")}</span>'
    return (
        f'<a class="c-entry" href="chat?id={quote(one.id, safe="/")}" data-do="talk:{escape(one.id)}"{current}>{avatar(one.agent, scene.names)}'
        f'<span class="c-names"><bdi class="c-title">{title}</bdi><small class="c-whom">{asked(one.agent, one.collections or (), scene.names)} · {clock(one.spoken)} · '
        f"{many(one.questions, 'question')}</small></span></a>{acts}"
    )


def _doubt(one: Heading) -> str:
    return (
        '<div class="c-doubt" role="alertdialog" aria-labelledby="c-doubt" aria-describedby="c-doubt-what"><wb-arrive></wb-arrive>'
        f'<h2 id="c-doubt" tabindex="-1">Forget this for good?</h2><p id="c-doubt-what">What was asked and answered in <bdi>“{escape(one.title)}”</bdi> '
        "can be read by nobody any more, at no moment of the past either. That there was a conversation stays in the log.</p>"
        f'<div class="m-acts"><button class="plain danger" data-do="drop:yes {escape(one.id)}">Forget it</button>'
        '<button class="plain" data-do="drop:no">Keep it</button></div></div>'
    )
