"""What can happen in a conversation: who asks, what, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from workbench.core.events import Count, Name, Payload, Seal, Share, Text

Kind = Literal["answered", "tentative", "refused", "fallback"]
"""What sort of answer: one that the material gives; one that it may give; none; passages quoted because who writes failed."""
Collections = Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]
Number = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that an answer rests on.

    Attributes:
        number: how the text names it, as 1 for ``[1]``.
        id: the passage's subject, as ``passage/<id>`` or ``memory/<id>``.
        title: what it is called; may be empty.
        source: what it stands in, as ``collection/handbook`` or ``agent/ada``.
        place: where in it, for people.
        quote: the span of it that answers.
        start: where in the passage's text the span begins, in characters.
        relevance: the cosine similarity of the passage to the question, none below 0.
    """

    number: Number
    id: Name
    title: Text = ""
    source: Text = ""
    place: Text = ""
    quote: Text
    start: Count = 0
    relevance: Share


Citations = Annotated[tuple[Citation, ...], msgspec.Meta(max_length=100)]


class ConversationStarted(Payload, tag="conversation.started", frozen=True, kw_only=True):
    """A member began to ask. The subject is ``conversation/<id>``, the source is whose it is.

    Attributes:
        collections: what is answered from; none for every collection there is, empty for no collection.
        agent: from whose memories, too; none for nobody's.
        title: what it is called; may be empty.
        sealed: not empty where the title was forgotten.
    """

    seals: ClassVar[Mapping[str, Any]] = {"title": ""}
    collections: Collections | None = None
    agent: Name | None = None
    title: Text = ""
    sealed: Seal = ""


class ConversationRenamed(Payload, tag="conversation.renamed", frozen=True, kw_only=True):
    """A conversation is called something else. By whose it is.

    Attributes:
        title, sealed: as in `ConversationStarted`.
    """

    seals: ClassVar[Mapping[str, Any]] = {"title": ""}
    title: Text = ""
    sealed: Seal = ""


class QuestionAsked(Payload, tag="question.asked", frozen=True, kw_only=True):
    """A question in a conversation. The subject is ``conversation/<id>``; the event's id is the question's. By whose it is.

    Attributes:
        parent: the answer that it follows, as ``answer/<id>``; none at the beginning. Two with one parent are branches.
        edits: the question that it replaces, by its event's id.
        text: what is asked.
        sealed: not empty where the text was forgotten.
    """

    seals: ClassVar[Mapping[str, Any]] = {"text": ""}
    parent: Name | None = None
    edits: Name | None = None
    text: Text
    sealed: Seal = ""


class AnswerGiven(Payload, tag="answer.given", frozen=True, kw_only=True):
    """A question was answered. The subject is ``answer/<id>``, the source is the lab. A second one to a question is another version.

    Attributes:
        conversation: where, as ``conversation/<id>``.
        question: the question, by its event's id.
        kind: what sort of answer.
        confidence: the probability that a passage that it offers holds the answer.
        generator: who wrote it, as ``extractive``, or a model's name.
        stopped: whether somebody did not want the rest.
        rests_on: the position of the log that it rests on.
        text: what is answered.
        understood: the question as it was understood, with what a follow-up left out.
        citations: what it rests on.
        sealed: not empty where text, question and citations were forgotten.
    """

    seals: ClassVar[Mapping[str, Any]] = {"text": "", "understood": "", "citations": ()}
    conversation: Name
    question: Name
    kind: Kind
    confidence: Share
    generator: Name
    stopped: bool = False
    rests_on: Count
    text: Text
    understood: Text = ""
    citations: Citations = ()
    sealed: Seal = ""


class ConversationForgotten(Payload, tag="conversation.forgotten", frozen=True, kw_only=True):
    """A conversation is to be read no more: what was asked and answered in it is gone. By whose it is.

    Attributes:
        reason: why, in words.
    """

    reason: Text = ""


EVENTS = (
    ConversationStarted,
    ConversationRenamed,
    QuestionAsked,
    AnswerGiven,
    ConversationForgotten,
)
