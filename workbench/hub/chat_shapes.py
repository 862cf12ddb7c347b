"""What the REST side reads and answers about questions and conversations, as types; the OpenAPI page is made from them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from workbench.chat import MOST_CITED, Conversation, Reply
from workbench.chat.events import Collections, Kind
from workbench.core.events import Name
from workbench.hub.answers import AsOf
from workbench.hub.memory_shapes import Place, Words

Asked = Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
Title = Annotated[str, msgspec.Meta(max_length=1_000)]


class _Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class RagQuery(_Body, kw_only=True):
    """A question that stands alone.

    Attributes:
        question: in words.
        collections: what it is answered from; null for every collection, or for none where an agent is named.
        agent: from whose memories, by name or id; null for nobody's. A token of the role agent that names neither asks its own
            memories and every collection.
        k: the number of passages that may be cited.
        at: as of which moment: a position, ISO 8601 or words; null for now.
    """

    question: Asked
    collections: Collections | None = None
    agent: Name | None = None
    k: Annotated[int, msgspec.Meta(ge=1, le=MOST_CITED)] = MOST_CITED
    at: Words | Place | None = None


class NewConversation(_Body, kw_only=True):
    """A conversation to be started; `collections` and `agent` as in a `RagQuery`."""

    title: Title = ""
    collections: Collections | None = None
    agent: Name | None = None


class ConversationChange(_Body, kw_only=True):
    """What a conversation is to be called."""

    title: Title


class NextQuestion(_Body, kw_only=True):
    """A question in a conversation, and the answer that it follows; null for the latest."""

    question: Asked
    after: Name | None = None


class EditedQuestion(_Body, kw_only=True):
    """A question by its id, and what is asked in its place."""

    question: Name
    text: Asked


class Again(_Body, kw_only=True):
    """A question by its id that is to be answered once more; null for the one that was asked last."""

    question: Name | None = None


class Stopped(msgspec.Struct, kw_only=True):
    """How many answers were stopped."""

    stopped: int


class SourceAnswer(msgspec.Struct, kw_only=True):
    """A passage that an answer may cite.

    Attributes:
        number: how the text names it, as 1 for `[1]`.
        id, title, source, place, text: the passage.
        relevance: its cosine similarity to the question, none below 0.
    """

    number: int
    id: str
    title: str
    source: str
    place: str
    text: str
    relevance: float


class SourcesAnswer(msgspec.Struct, kw_only=True):
    """What an answer may cite, before it is written: the event `sources` of a stream.

    Attributes:
        id: the answer's, as `answer/<id>`; null outside of a conversation.
        understood: the question with what a follow-up left out.
        confidence: the probability that one of the sources holds the answer.
        outlook: the kind of answer that follows from that.
        generator: who writes it.
        position: the last event of the log that it rests on.
    """

    id: str | None
    understood: str
    confidence: float
    outlook: Kind
    generator: str
    position: int
    sources: list[SourceAnswer]


class Token(msgspec.Struct, kw_only=True):
    """The next piece of an answer: the event `token` of a stream."""

    text: str


class ConversationAnswer(AsOf, kw_only=True):
    """One conversation."""

    conversation: Conversation


class ConversationsAnswer(AsOf, kw_only=True):
    """Conversations of whoever asks, the one that was spoken in last first."""

    conversations: list[Conversation]


SHAPES = (
    Again,
    Conversation,
    ConversationAnswer,
    ConversationChange,
    ConversationsAnswer,
    EditedQuestion,
    NewConversation,
    NextQuestion,
    RagQuery,
    Reply,
    SourcesAnswer,
    Stopped,
    Token,
)
