"""The thread pane: questions and answers of one conversation, along one path. And what stands there while there are none."""

from __future__ import annotations

from html import escape

from workbench.core.show import many
from workbench.views.charts.card import empty
from workbench.views.chat.parts import asked, avatar, icon, problem, sign, ways
from workbench.views.chat.path import Turn, end_of
from workbench.views.chat.pens import Pen
from workbench.views.chat.reply import coming, given, told
from workbench.views.chat.scene import Scene
from workbench.views.words import clock, name_of, pressed


def thread(scene: Scene) -> str:
    """HTML: the conversation that is open, or the way into a new one."""
    if scene.lost is not None:
        inner, title = problem(scene.lost), "Not there"
    elif not scene.path and scene.pen is None:
        inner, title = _welcome(scene), scene.conversation.title if scene.conversation else "New conversation"
    else:
        inner, title = _turns(scene), scene.conversation.title if scene.conversation else ""
    note = ""
    if scene.note is not None:
        role = "alert" if scene.note.bad else "status"
        note = f'<p class="m-said{" bad" if scene.note.bad else ""}" role="{role}">{escape(scene.note.said)}</p>'
    key = scene.conversation.id if scene.conversation else ""
    return (
        f'<div class="c-head" data-open="{escape(scene.place.conversation or "")}"><button class="seg-one c-back" data-do="talk:">‹ All</button>'
        f'<h2><bdi>{escape(title) or "Conversation"}</bdi></h2><span class="q c-whom">{asked(scene.agent, scene.collections, scene.names)}</span></div>'
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="Questions and answers"><div class="c-column">{note}{inner}</div><wb-tail of="{escape(key)}" sent="{scene.sent}"></wb-tail></div>'
        f'<p class="sr" role="status">{_status(scene)}</p>'
    )


def _turns(scene: Scene) -> str:
    turns = list(scene.path)
    pen = scene.pen
    lines = [_turn(turn, scene, number) for number, turn in enumerate(turns)]
    if pen is not None:
        lines.append(_pending(pen, scene, len(turns)))
    return f'<ol class="c-turns">{"".join(lines)}</ol>'


def _turn(turn: Turn, scene: Scene, number: int) -> str:
    exchange = turn.exchange
    edit = ""
    if scene.live and scene.acts and not scene.writing and exchange.text:
        edit = icon("pencil", f"edit:{exchange.id}", "Ask in other words")
    beside = ways("Question", turn.beside, exchange.id)
    foot = f'<div class="c-foot">{clock(exchange.since)}{beside}{edit}</div>'
    inner = given(turn, turn.reply, scene) if turn.reply is not None else _unanswered(turn, scene)
    return f'<li class="c-turn" data-key="turn-{number}">{_question(exchange.text, foot)}{_answer(inner, scene)}</li>'


def _pending(pen: Pen, scene: Scene, number: int) -> str:
    """The question whose answer is on its way, or did not come."""
    if pen.error is None:
        inner = coming(pen, scene)
    else:
        again = (
            f'<button class="plain" data-do="again:{escape(pen.question)}">{sign("again")} Answer again</button>'
            if pen.question
            else ""
        )
        inner = problem(pen.error, again if scene.acts and scene.live else "")
    return f'<li class="c-turn" data-key="turn-{number}">{_question(pen.text, "")}{_answer(inner, scene)}</li>'


def _question(text: str, foot: str) -> str:
    said = escape(text) if text else '<em class="soft">This question was forgotten.</em>'
    return f'<div class="c-q"><div class="c-bubble"><span class="sr">You asked: </span><div class="c-asked" dir="auto">{said}</div></div>{foot}</div>'


def _answer(inner: str, scene: Scene) -> str:
    who = name_of(scene.agent, scene.names) if scene.agent else "The lab"
    return f'<div class="c-a">{avatar(scene.agent, scene.names)}<article aria-label="Answer of {escape(who)}">{inner}</article></div>'


def _unanswered(turn: Turn, scene: Scene) -> str:
    if not scene.live:
        return '<p class="soft">It had no answer yet at this moment.</p>'
    again = ""
    if scene.acts and turn.exchange.text:
        again = (
            f'<button class="plain" data-do="again:{escape(turn.exchange.id)}">{sign("again")} Answer again</button>'
        )
    return f'<div class="c-wrong"><strong>This question has no answer.</strong> <span>Whoever wrote it was interrupted, or still writes in another process.</span>{again}</div>'


def _welcome(scene: Scene) -> str:
    if not scene.live:
        back = (
            f"{pressed('Go to the present', 'live:', 'Show the lab as it is now')}, or choose"
            if scene.page
            else "Choose"
        )
        return f'<div class="empty"><strong>Nothing was asked here yet, at this moment.</strong><p>{back} a conversation.</p></div>'
    collections, agents = scene.state.collections.list(), scene.state.memory.counts().agents
    if not collections and not agents:
        said = "Documents are taken in by a command; an agent remembers what it studies or is told."
        code = "workbench ingest package:asyncio --collection python\nworkbench demo"
        return empty("There is nothing to answer from yet.", said, code)
    if not scene.acts:
        return ""
    documents = many(sum(each.documents for each in collections), "document")
    held = [f"{documents} in {many(len(collections), 'collection')}"] if collections else []
    remembered = [f"what {many(len(agents), 'agent')} remember{'s' * (len(agents) == 1)}"] if agents else []
    have = " and ".join(held + remembered)
    return (
        f'<div class="c-welcome">{avatar(scene.agent, scene.names)}<strong>Ask {asked(scene.agent, scene.collections, scene.names)}.</strong>'
        f"<p>Here is {have}. An answer cites the passages that it rests on; press a number to read them. "
        "It says how sure it is, and refuses where the material has no answer.</p></div>"
    )


def _status(scene: Scene) -> str:
    """What a screen reader says: that an answer comes, and how it turned out; never each word of it."""
    if scene.writing:
        return f"{escape(name_of(scene.agent, scene.names)) if scene.agent else 'The lab'} is writing an answer."
    last = scene.path[-1].reply if scene.path else None
    return told(last) if last is not None and end_of(scene.path) == last.id else ""
