"""How numbers, times and events are said to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from urllib.parse import quote

import msgspec

from workbench.chat.events import (
    AnswerGiven,
    ConversationForgotten,
    ConversationRenamed,
    ConversationStarted,
    QuestionAsked,
)
from workbench.core.clock import to_micros
from workbench.core.events import Record, kind_of
from workbench.core.figure import Figure
from workbench.core.show import ago
from workbench.intelligence.events import (
    DecisionRecorded,
    DecisionResolved,
    ErrorLearned,
    ErrorRecorded,
    InsightRaised,
    PatternFound,
    TaskCompleted,
    TaskFailed,
    TaskProgressed,
    TaskStarted,
)
from workbench.knowledge.events import (
    DocumentAdded,
    DocumentIngested,
    DocumentRemoved,
    KnowledgeShared,
    PassageAdded,
)
from workbench.learning.events import ExamCompleted, ExamPredicted
from workbench.members.events import AgentRegistered, AgentUpdated
from workbench.memory.events import (
    MemoryCreated,
    MemoryForgotten,
    MemoryUpdated,
    SessionEnded,
    SessionForgotten,
    SessionHandedOff,
    SessionSaved,
    SessionStarted,
    SessionTaken,
)

_LONGEST = 240
_UNITS = {
    "growth_rate": "memories per minute",
    "concept_emergence_rate": "concepts per minute",
    "1": "",
    "1/h": "per hour",
    "1/min": "per minute",
}


class Line(msgspec.Struct, frozen=True):
    """One thing that happened, in words: who did what, and at which position of the log."""

    position: int
    recorded: datetime
    source: str
    said: str


def lines(records: Iterable[Record], most: int) -> list[Line]:
    """What happened, the newest first. A run of memories by one agent is one line; steps of a task and passages of a
    document say nothing new.
    """
    found: list[Line] = []
    run: tuple[str, int] | None = None
    for record in sorted(records, key=lambda record: -record.position):
        event = record.event
        if isinstance(event.data, TaskProgressed | PassageAdded):
            continue
        if isinstance(event.data, MemoryCreated) and run is not None and run[0] == event.source:
            run = event.source, run[1] + 1
            found[-1] = msgspec.structs.replace(found[-1], said=f"remembered {run[1]} things, last {_last(found[-1])}")
            continue
        if len(found) == most:
            break
        run = (event.source, 1) if isinstance(event.data, MemoryCreated) else None
        found.append(Line(record.position, record.recorded, event.source, sentence(record)))
    return found


def sentence(record: Record) -> str:
    """What an event says, without who said it: “answered 31 of 60 in asyncio, had predicted 29”."""
    match record.event.data:
        case AgentRegistered(interests=interests):
            said = f"joined, interested in {', '.join(interests)}" if interests else "joined"
        case AgentUpdated(interests=interests):
            said = f"is now interested in {', '.join(interests) or 'nothing in particular'}"
        case MemoryCreated() as memory:
            said = f"remembered {memory.about or memory.text or 'what was forgotten since'}"
        case MemoryUpdated():
            said = "revised a memory"
        case MemoryForgotten(reason=reason):
            said = f"had a memory forgotten: {reason}" if reason else "had a memory forgotten"
        case SessionStarted(goal=goal):
            said = f"began a session: {goal or 'what was forgotten since'}"
        case SessionHandedOff(to=to):
            said = f"handed a session to {to.removeprefix('agent/')}"
        case SessionTaken():
            said = "took a session over"
        case SessionSaved():
            said = "saved the state of a session"
        case SessionEnded(outcome=outcome):
            said = f"ended a session: {outcome}" if outcome else "ended a session"
        case SessionForgotten(reason=reason):
            said = f"had a session forgotten: {reason}" if reason else "had a session forgotten"
        case TaskStarted(title=title):
            said = f"began: {title}"
        case TaskProgressed(done=done, total=total):
            said = f"did {done:,} of {total:,} steps" if total else f"did {done:,} steps"
        case TaskCompleted(result=result):
            said = f"finished a task: {result}" if result else "finished a task"
        case TaskFailed(reason=reason):
            said = f"failed a task: {reason}"
        case ExamPredicted(technology=technology, score=score):
            said = f"goes into an exam in {technology}, expects {score:.0%}"
        case ExamCompleted() as exam:
            expected = round(exam.predicted * exam.questions)
            said = f"answered {exam.right} of {exam.questions} in {exam.technology}, had predicted {expected}"
        case ErrorRecorded(message=message):
            said = f"met an error: {message}"
        case ErrorLearned(fix=fix):
            said = f"learned a fix: {fix}"
        case DecisionRecorded(choice=choice):
            said = f"decided: {choice}"
        case DecisionResolved(good=good, outcome=outcome):
            said = f"saw a decision turn out {'well' if good else 'badly'}" + (f": {outcome}" if outcome else "")
        case PatternFound(pattern=pattern):
            said = f"found a pattern: {pattern}"
        case KnowledgeShared(title=title):
            said = f"shared: {title}"
        case DocumentAdded(name=name):
            said = f"began to read {name or 'a document that was removed since'}"
        case PassageAdded(title=title):
            said = f"read a passage: {title}" if title else "read a passage"
        case DocumentIngested():
            said = "took a document in"
        case DocumentRemoved(reason=reason):
            said = f"removed a document: {reason}" if reason else "removed a document"
        # What is said in a conversation is for those who are in it.
        case ConversationStarted():
            said = "began a conversation"
        case ConversationRenamed():
            said = "renamed a conversation"
        case QuestionAsked():
            said = "asked a question"
        case AnswerGiven():
            said = "answered a question"
        case ConversationForgotten():
            said = "had a conversation forgotten"
        case InsightRaised(text=text):
            said = f"raises an insight: {text}"
        case data:
            said = kind_of(data)
    return " ".join(said.split())[:_LONGEST]


def name_of(source: str, names: Mapping[str, str]) -> str:
    """Who, as people write it."""
    return names.get(source) or ("The lab" if source == "lab" else source.partition("/")[2])


def signed(value: float, digits: int) -> str:
    """A change with its sign, which is a minus and not a hyphen.

    >>> signed(0.042, 2), signed(-0.5, 1), signed(0.001, 2)
    ('+0.04', '−0.5', '±0.00')
    """
    shown = f"{abs(value):,.{digits}f}"
    return f"{'±' if not float(shown.replace(',', '')) else '+' if value > 0 else '−'}{shown}"


def unit_of(name: str, unit: str) -> str:
    """A figure's unit in words, by its metric and its unit; nothing for a plain number.

    >>> unit_of("momentum", "1/h"), unit_of("level", "1"), unit_of("growth_rate", "1/min")
    ('per hour', '', 'memories per minute')
    """
    return _UNITS.get(name) or _UNITS.get(unit, unit)


def age(recorded: datetime, now: datetime, *, live: bool = True) -> str:
    """HTML: how long ago something was. Where `now` is the present the page's script goes on counting."""
    if not live:
        return ago((now - recorded).total_seconds())
    return f'<wb-age at="{to_micros(recorded) // 1_000}">{ago((now - recorded).total_seconds())}</wb-age>'


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """HTML: a time of day in local time; the page's script knows the reader's zone, the server's stands in for it."""
    kind = "s" if seconds else "m"
    shown = moment.astimezone().strftime("%H:%M:%S" if seconds else "%H:%M")
    return f'<wb-time at="{to_micros(moment) // 1_000}" kind="{kind}">{shown}</wb-time>'


def agent_link(agent: str, name: str) -> str:
    """HTML: an agent's name as a way to its page. An id is percent-encoded already, so its own signs are encoded again.

    >>> agent_link("agent/ada", "Ada")
    '<a href="agent?id=agent/ada"><bdi>Ada</bdi></a>'
    """
    return f'<a href="agent?id={quote(agent, safe="/")}"><bdi>{escape(name)}</bdi></a>'


def pressed(inner: str, do: str, title: str) -> str:
    """HTML: something that can be pressed, with what then is done (see `Session.do`)."""
    return f'<button class="link" data-do="{escape(do)}" title="{escape(title)}">{inner}</button>'


def basis(figure: Figure) -> str:
    """HTML: on how many events a figure rests, as a way to them."""
    if not figure.events:
        return "no events yet" if figure.value is None else "no events in its time"
    events = f"{figure.events:,}".replace(",", "\u202f")
    return pressed(
        f"{events} event{'s' * (figure.events > 1)}", f"explain:{figure.id}", "The events behind this figure"
    )


def badge(figure: Figure) -> str:
    """HTML: how a figure is meant: live, replayed, forecast, fallback."""
    return f'<span class="q">{figure.status}</span>'


def _last(line: Line) -> str:
    return line.said.removeprefix("remembered ").partition("things, last ")[2] or line.said.removeprefix("remembered ")
