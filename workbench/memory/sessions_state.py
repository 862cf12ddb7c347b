"""Who holds which session, folded from the log, and the rules of handing one over, which are all here.

The state holds no texts: it knows which event said each of them, so that snapshots stay small however much is saved, and have
nothing to forget. Of a text's name it holds a hash, and what is forgotten never decides who holds a session: replayed without
the texts, a session stands as it stood with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import msgspec

from workbench.core.events import Payload, Record
from workbench.memory.events import (
    SessionEnded,
    SessionForgotten,
    SessionHandedOff,
    SessionSaved,
    SessionStarted,
    SessionTaken,
)
from workbench.memory.memory import may_forget

MOST_NAMES = 200
_PREFIX = "session/"
_MEMBERS = ("agent/", "person/")


class Holding(msgspec.Struct, frozen=True):
    """That a member had a session, from a moment on."""

    member: str
    since: datetime


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a session stands.

    Attributes:
        holders: who had it, the present or last holder at the end.
        waiting: to whom it was handed and who has not taken it yet; None for nobody.
        said: which event says each text of the working state, by the `mark` of the text's name.
        started: the event that started it.
        handed: the event that handed it off last, 0 for none.
        ended: the event that ended it, 0 while it is open.
        forgotten: the event that had what was said in it forgotten, 0 for none.
        position: the last event that counted.
    """

    holders: tuple[Holding, ...]
    waiting: str | None = None
    said: dict[str, int]
    started: int
    handed: int = 0
    ended: int = 0
    forgotten: int = 0
    position: int

    @property
    def holder(self) -> str:
        """Who has it, or had it at its end."""
        return self.holders[-1].member


class SessionsState(msgspec.Struct):
    """Sessions by id, as ``session/<id>``, in the order in which they were started; those that ended or were forgotten apart."""

    open: dict[str, Standing] = {}
    ended: dict[str, Standing] = {}

    def apply(self, record: Record) -> None:
        session = record.event.subject
        if not session.startswith(_PREFIX):
            return
        standing = advance(self.find(session), record)
        if standing is None:
            return
        if standing.ended or standing.forgotten:
            self.open.pop(session, None)
            self.ended[session] = standing
        else:
            self.open[session] = standing

    def find(self, session: str) -> Standing | None:
        """How a session stands; None where it was never started."""
        return self.open.get(session) or self.ended.get(session)


def advance(standing: Standing | None, record: Record) -> Standing | None:
    """How a session stands after a record about it; None where the record does not count, for it breaks a rule.

    Whoever starts a session holds it. Its holder alone saves, hands off and ends it; whoever it was handed to alone takes it, and
    until then the holder holds it and may hand it to somebody else instead. After its end it can be forgotten, and nothing else
    happens to it any more.
    """
    source, data, position = record.event.source, record.event.data, record.position
    if isinstance(data, SessionStarted):
        if standing is not None:
            return None
        return Standing(
            holders=(Holding(source, record.recorded),),
            said=dict.fromkeys(marks(data.state), position),
            started=position,
            position=position,
        )
    if standing is None or is_over(standing, data) or not may(standing, source, data):
        return None
    changed: dict[str, object] = {"said": _said(standing, data, position)}
    match data:
        case SessionHandedOff():
            changed |= {"waiting": data.to, "handed": position}
        case SessionTaken():
            changed |= {"waiting": None, "holders": (*standing.holders, Holding(source, record.recorded))}
        case SessionEnded():
            changed |= {"waiting": None, "ended": position}
        case SessionForgotten():
            changed = {"waiting": None, "said": {}, "forgotten": position}
    return msgspec.structs.replace(standing, position=position, **changed)


def is_over(standing: Standing, data: Payload) -> bool:
    """Whether a session is past that something like this can happen to it."""
    return bool(standing.forgotten or (standing.ended and not isinstance(data, SessionForgotten)))


def may(standing: Standing, source: str, data: Payload) -> bool:
    """Whether it is for a source to say this of a session."""
    match data:
        case SessionSaved() | SessionEnded():
            return source == standing.holder
        case SessionHandedOff(to=to):
            return source == standing.holder and may_hold(to) and to != source
        case SessionTaken():
            return source == standing.waiting
        case SessionForgotten():
            return any(may_forget(source, member) for member in (standing.holder, standing.holders[0].member))
    return False


def may_hold(member: str) -> bool:
    """Whether a session can be handed to a member: an agent or a person."""
    return member.startswith(_MEMBERS)


def mark(name: str) -> str:
    """What the state knows of a text's name."""
    return sha256(name.encode()).hexdigest()[:32]


def marks(names: Iterable[str]) -> list[str]:
    """The marks of some names."""
    return [mark(name) for name in names]


def marks_after(standing: Standing, data: Payload) -> set[str]:
    """The marks of all names in the working state after something was said of a session."""
    known = set(standing.said)
    if isinstance(data, SessionSaved):
        known.difference_update(marks(data.dropped))
    if isinstance(data, SessionSaved | SessionHandedOff):
        known.update(marks(data.state))
    return known


def _said(standing: Standing, data: Payload, position: int) -> dict[str, int]:
    """Which event says each text afterwards; as before, where there would be too many."""
    known = marks_after(standing, data)
    if len(known) > MOST_NAMES:
        return standing.said
    fresh = marks(data.state) if isinstance(data, SessionSaved | SessionHandedOff) else []
    kept = {name: at for name, at in standing.said.items() if name in known}
    return {**kept, **dict.fromkeys(fresh, position)}
