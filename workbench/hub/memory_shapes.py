"""What the REST side reads and answers about memories and sessions, as types; the OpenAPI page is made from them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from workbench.core.events import Name, Share, Tags, Text
from workbench.hub.answers import AsOf
from workbench.memory import Hit, Memory, SessionState
from workbench.memory.conflicts import Conflict
from workbench.memory.events import Links, Moment, Values
from workbench.memory.twins import Twins

Kinds = Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Place = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Content = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000)]


class _Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class NewMemory(_Body, kw_only=True):
    """Something to be remembered.

    Attributes:
        text: what.
        agent: whose memory it is to be, by name or id; None for whoever asks.
        kind, concept, about, tags, when, importance, session, links: as in `memory.created`.
    """

    text: Content
    agent: Name | None = None
    kind: Name = "observation"
    concept: Name | None = None
    about: Name | None = None
    tags: Tags = ()
    when: Moment | None = None
    importance: Share = 0.5
    session: Name | None = None
    links: Links = ()


class MemoryChange(_Body, kw_only=True):
    """What is to be changed of a memory; what is null stays as it was."""

    text: Content | None = None
    tags: Tags | None = None
    importance: Share | None = None


class Question(_Body, kw_only=True):
    """What is looked for.

    Attributes:
        query: in words.
        k: at most so many hits.
        agent: whose memories, by name or id; None for everybody's that the asker may see.
        kinds: of one of these sorts; none for any.
        tags: with all of these tags.
        since, until: of what happened from and before these moments: ISO 8601, or words such as “10 minutes ago”.
        session: of what was remembered in this session.
        explain: whether each hit comes with what was remembered right before and after it.
        at: as of which moment: a position, ISO 8601 or words; None for now.
    """

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    k: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 10
    agent: Name | None = None
    kinds: Kinds = ()
    tags: Tags = ()
    since: Words | None = None
    until: Words | None = None
    session: Name | None = None
    explain: bool = False
    at: Words | Place | None = None


class RecallAnswer(AsOf, kw_only=True):
    """The memories that answer a question best, best first."""

    hits: list[Hit]


class MemoryAnswer(AsOf, kw_only=True):
    """One memory."""

    memory: Memory


class TwinsAnswer(AsOf, kw_only=True):
    """Memories that say nearly the same: the pairs that were asked for, how many there are, among how many memories."""

    pairs: tuple[Twins, ...]
    count: int
    compared: int


class ConflictsAnswer(AsOf, kw_only=True):
    """Memories that may contradict each other: the pairs that were asked for, how many there are, among how many memories."""

    pairs: tuple[Conflict, ...]
    count: int
    compared: int


class SessionAnswer(AsOf, kw_only=True):
    """One session."""

    session: SessionState


class SessionsAnswer(AsOf, kw_only=True):
    """Open sessions, in the order in which they were started."""

    sessions: list[SessionState]


class NewSession(_Body, kw_only=True):
    """A session to be started.

    Attributes:
        goal: what the work is for.
        state: the working state it begins with, named texts.
        by: who starts it, by name or id; None for whoever asks. The same in all that is said of sessions.
    """

    goal: Content
    state: Values = {}
    by: Name | None = None


class SessionChange(_Body, kw_only=True):
    """What is to be saved: texts replace those of the same name, and the names in `dropped` go."""

    state: Values = {}
    dropped: Links = ()
    by: Name | None = None


class HandOff(_Body, kw_only=True):
    """To whom a session is handed: an agent by name or id, or a person as `person/eve`; with a note, and texts to be saved."""

    to: Name
    note: Text = ""
    state: Values = {}
    by: Name | None = None


class Taking(_Body, kw_only=True):
    """That a member goes on with a session that was handed to it."""

    note: Text = ""
    by: Name | None = None


class Ending(_Body, kw_only=True):
    """That the work is over, and what came of it."""

    outcome: Text = ""
    by: Name | None = None


SHAPES = (
    ConflictsAnswer,
    Ending,
    HandOff,
    MemoryAnswer,
    MemoryChange,
    NewMemory,
    NewSession,
    Question,
    RecallAnswer,
    SessionAnswer,
    SessionChange,
    SessionsAnswer,
    Taking,
    TwinsAnswer,
)
