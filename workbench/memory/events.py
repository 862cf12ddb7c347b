"""What can happen to memories and to sessions, the working state that is handed from one member to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from workbench.core.events import Name, Payload, Seal, Share, Tags, Text

Values = Annotated[dict[Name, Text], msgspec.Meta(max_length=200)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Links = Annotated[tuple[Name, ...], msgspec.Meta(max_length=1_000)]


class MemoryCreated(Payload, tag="memory.created", frozen=True, kw_only=True):
    """An agent remembered something. The subject is ``memory/<id>``, the source is whose memory it is.

    Attributes:
        text: what is remembered.
        kind: what sort of memory: ``documentation``, ``observation``, ``episode``, … free to choose.
        concept: the topic it belongs to, as ``asyncio.tasks``.
        about: the one thing it describes, as ``asyncio.tasks.wait_for``.
        origin: where it comes from, as ``technology/asyncio``.
        links: earlier memories of the same agent that it refers to, by their subjects.
        tags: words to find it by.
        importance: 0 to 1, as judged by the agent when it was made.
        when: when that happened which it tells of, where this is not when it was made.
        session: the session it was made in, as ``session/<id>`` or any name; its neighbours are found by it.
        sealed: not empty where text and tags were forgotten: what the log's chain has of them. Only the log says this.
    """

    seals: ClassVar[Mapping[str, Any]] = {"text": "", "tags": ()}
    kind: Name = "observation"
    concept: Name | None = None
    about: Name | None = None
    origin: Name | None = None
    links: Links = ()
    importance: Share = 0.5
    when: Moment | None = None
    session: Name | None = None
    text: Text
    tags: Tags = ()
    sealed: Seal = ""


class MemoryUpdated(Payload, tag="memory.updated", frozen=True, kw_only=True):
    """A memory was revised. What is None stays as it was.

    Attributes:
        text, tags, importance, sealed: as in `MemoryCreated`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"text": None, "tags": None}
    importance: Share | None = None
    text: Text | None = None
    tags: Tags | None = None
    sealed: Seal = ""


class MemoryForgotten(Payload, tag="memory.forgotten", frozen=True, kw_only=True):
    """A memory is to be found no more, and its text to be read no more. By whose memory it is, by a person, or by the lab.

    Attributes:
        reason: why, in words.
    """

    reason: Text = ""


class SessionStarted(Payload, tag="session.started", frozen=True, kw_only=True):
    """A member began a stretch of work. The subject is ``session/<id>``.

    Attributes:
        goal: what the work is for.
        state: the working state, named texts.
        sealed: not empty where goal and state were forgotten, as in `MemoryCreated`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"goal": "", "state": {}}
    goal: Text
    state: Values = {}
    sealed: Seal = ""


class SessionHandedOff(Payload, tag="session.handed_off", frozen=True, kw_only=True):
    """A session was handed to another member, who has it once it takes it. By who holds it.

    Attributes:
        to: who is to go on, as ``agent/ada`` or ``person/eve``.
        note: what they should know.
        state: changes of the working state that go with it: named texts, which replace those of the same name.
        sealed: not empty where this was forgotten, as in `MemoryCreated`.
    """

    notify: ClassVar[bool] = True
    seals: ClassVar[Mapping[str, Any]] = {"note": "", "state": {}}
    to: Name
    note: Text = ""
    state: Values = {}
    sealed: Seal = ""


class SessionTaken(Payload, tag="session.taken", frozen=True, kw_only=True):
    """The member to whom a session was handed says that it goes on with it. By that member.

    Attributes:
        note: what it says to that.
        sealed: not empty where this was forgotten, as in `MemoryCreated`.
    """

    notify: ClassVar[bool] = True
    seals: ClassVar[Mapping[str, Any]] = {"note": ""}
    note: Text = ""
    sealed: Seal = ""


class SessionSaved(Payload, tag="session.saved", frozen=True, kw_only=True):
    """The working state of a session changed. By who holds it.

    Attributes:
        state: named texts, which replace those of the same name.
        dropped: names that are no longer part of it.
        sealed: not empty where this was forgotten, as in `MemoryCreated`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"state": {}, "dropped": ()}
    state: Values = {}
    dropped: Links = ()
    sealed: Seal = ""


class SessionEnded(Payload, tag="session.ended", frozen=True, kw_only=True):
    """A stretch of work is over. By who held it.

    Attributes:
        outcome: what came of it, in words.
        sealed: not empty where this was forgotten, as in `MemoryCreated`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"outcome": ""}
    outcome: Text = ""
    sealed: Seal = ""


class SessionForgotten(Payload, tag="session.forgotten", frozen=True, kw_only=True):
    """What was said in a session is to be read no more. By who holds or started it, by a person, or by the lab.

    Attributes:
        reason: why, in words.
    """

    reason: Text = ""


EVENTS = (
    MemoryCreated,
    MemoryUpdated,
    MemoryForgotten,
    SessionStarted,
    SessionHandedOff,
    SessionTaken,
    SessionSaved,
    SessionEnded,
    SessionForgotten,
)
