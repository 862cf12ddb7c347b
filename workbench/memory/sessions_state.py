"""Who holds which session, folded from the log, and the rules of handing one over, which are all here.

The state holds no texts: it knows which event said each of them, so that snapshots stay small however much is saved.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from workbench.core.events import Payload, Record
from workbench.memory.events import SessionEnded, SessionHandedOff, SessionSaved, SessionStarted, SessionTaken

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
        said: which event says each text of the working state, by the text's name.
        started: the event that started it.
        handed: the event that handed it off last, 0 for none.
        ended: the event that ended it, 0 while it is open.
        position: the last event that counted.
    """

    holders: tuple[Holding, ...]
    waiting: str | None = None
    said: dict[str, int]
    started: int
    handed: int = 0
    ended: int = 0
    position: int

    @property
    def holder(self) -> str:
        """Who has it, or had it at its end."""
        return self.holders[-1].member


class SessionsState(msgspec.Struct):
    """Sessions by id, as ``session/<id>``, in the order in which they were started; those that ended apart."""

    open: dict[str, Standing] = {}
    ended: dict[str, Standing] = {}

    def apply(self, record: Record) -> None:
        session = record.event.subject
        if not session.startswith(_PREFIX) or session in self.ended:
            return
        standing = advance(self.open.get(session), record)
        if standing is None:
            return
        if standing.ended:
            self.open.pop(session)
            self.ended[session] = standing
        else:
            self.open[session] = standing

    def find(self, session: str) -> Standing | None:
        """How a session stands; None where it was never started."""
        return self.open.get(session) or self.ended.get(session)


def advance(standing: Standing | None, record: Record) -> Standing | None:
    """How a session stands after a record about it; None where the record does not count, for it breaks a rule.

    Whoever starts a session holds it. Its holder alone saves, hands off and ends it; whoever it was handed to alone takes it, and
    until then the holder holds it and may hand it to somebody else instead. After its end nothing happens to it any more.
    """
    source, data, position = record.event.source, record.event.data, record.position
    if isinstance(data, SessionStarted):
        if standing is not None:
            return None
        return Standing(
            holders=(Holding(source, record.recorded),),
            said=dict.fromkeys(data.state, position),
            started=position,
            position=position,
        )
    if standing is None or standing.ended or not may(standing, source, data):
        return None
    said = _said(standing, data, position)
    if said is None:
        return None
    changed: dict[str, object] = {}
    match data:
        case SessionHandedOff():
            changed = {"waiting": data.to, "handed": position}
        case SessionTaken():
            changed = {"waiting": None, "holders": (*standing.holders, Holding(source, record.recorded))}
        case SessionEnded():
            changed = {"waiting": None, "ended": position}
    return msgspec.structs.replace(standing, said=said, position=position, **changed)


def may(standing: Standing, source: str, data: Payload) -> bool:
    """Whether it is for a source to say this of an open session."""
    match data:
        case SessionSaved() | SessionEnded():
            return source == standing.holder
        case SessionHandedOff(to=to):
            return source == standing.holder and may_hold(to) and to != source
        case SessionTaken():
            return source == standing.waiting
    return False


def may_hold(member: str) -> bool:
    """Whether a session can be handed to a member: an agent or a person."""
    return member.startswith(_MEMBERS)


def names_after(standing: Standing, data: Payload) -> set[str]:
    """The names of the working state after something was said of a session."""
    names = set(standing.said)
    if isinstance(data, SessionSaved):
        names -= set(data.dropped)
    if isinstance(data, SessionSaved | SessionHandedOff):
        names |= set(data.state)
    return names


def _said(standing: Standing, data: Payload, position: int) -> dict[str, int] | None:
    """Which event says each text afterwards; None where there would be too many."""
    names = names_after(standing, data)
    if len(names) > MOST_NAMES:
        return None
    fresh = data.state if isinstance(data, SessionSaved | SessionHandedOff) else {}
    kept = {name: at for name, at in standing.said.items() if name in names}
    return {**kept, **dict.fromkeys(fresh, position)}
