"""Conversations: what is asked and answered is kept as a tree, by each member for themselves, and can be forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench
from tests.chat.conftest import write_by
from tests.chat.writers import Scripted
from workbench.app import Lab
from workbench.chat import ConversationsState
from workbench.chat.events import (
    AnswerGiven,
    ConversationForgotten,
    ConversationRenamed,
    ConversationStarted,
    QuestionAsked,
)
from workbench.core.clock import WallClock
from workbench.core.errors import BadInput, Conflict, NotFound
from workbench.core.events import Event, Payload, Record

START = "How is a task started?"
STOP = "And how do I stop it?"
EVE, BOB = "person/eve", "person/bob"


def test_question_and_answer_are_kept(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    reply = lab.conversations.ask(conversation, START, EVE).reply
    kept = lab.conversations.get(conversation.id, EVE)
    ((exchange, given_reply),) = kept.branch(kept.latest)
    assert (exchange.text, exchange.parent, given_reply) == (START, None, reply)
    assert (kept.title, kept.owner, kept.agent) == (START, EVE, "agent/ada")
    assert given_reply.position < kept.position == lab.log.head


def test_a_follow_up_is_understood_by_what_was_said_before(lab: Lab) -> None:
    conversation = lab.conversations.start(agent="agent/ada")
    lab.ask(START, conversation=conversation).reply  # noqa: B018 — complete
    answer = lab.ask(STOP, conversation=conversation)
    assert answer.question == STOP
    assert answer.understood.startswith(STOP) and "task" in answer.understood
    assert "asyncio.Task.cancel" in {citation.title for citation in answer.citations}


def test_editing_branches_and_asking_again_adds_an_answer(lab: Lab) -> None:
    conversations = lab.conversations
    conversation = conversations.start(EVE, agent="agent/ada")
    first = conversations.ask(conversation, START, EVE).reply
    second = conversations.ask(conversation, STOP, EVE).reply
    question = conversations.get(conversation.id, EVE).exchanges[1]
    edited = conversations.edit(conversation, question.id, "How does a kettle boil faster?", EVE).reply
    again = conversations.regenerate(conversation, question.id, EVE).reply
    kept = conversations.get(conversation.id, EVE)
    assert [one.parent for one in kept.exchanges] == [None, first.id, first.id]
    assert [one.edits for one in kept.exchanges] == [None, None, question.id]
    assert [[reply.id for reply in one.answers] for one in kept.exchanges] == [
        [first.id],
        [second.id, again.id],
        [edited.id],
    ]
    assert [reply.id for _, reply in kept.branch(second.id)] == [first.id, second.id]
    assert kept.latest == edited.id
    after = conversations.ask(conversation, "Why does it stop?", EVE, after=second.id).reply
    assert [reply.id for _, reply in conversations.get(conversation.id, EVE).branch(after.id)] == [
        first.id,
        second.id,
        after.id,
    ]


def test_each_member_sees_their_own(lab: Lab) -> None:
    hers, his = (lab.conversations.start(who, agent="agent/ada") for who in (EVE, BOB))
    assert [one.id for one in lab.conversations.list(EVE)] == [hers.id]
    for act in (
        lambda: lab.conversations.get(his.id, EVE),
        lambda: lab.conversations.ask(his, START, EVE),
        lambda: lab.conversations.rename(his, "Mine", EVE),
        lambda: lab.conversations.stop(his, EVE),
        lambda: lab.conversations.forget(his, EVE),
        lambda: lab.conversations.ask(hers, START, EVE, after="answer/none"),
        lambda: lab.conversations.edit(hers, "none", START, EVE),
        lambda: lab.conversations.regenerate(hers, None, EVE),
    ):
        with pytest.raises(NotFound):
            act()
    assert lab.conversations.list(BOB)[0].title == ""


def test_the_one_spoken_in_last_is_listed_first(lab: Lab) -> None:
    first, second = lab.conversations.start(EVE, title="One"), lab.conversations.start(EVE, title="Two")
    assert [one.title for one in lab.conversations.list(EVE)] == ["Two", "One"]
    assert lab.conversations.rename(first, "Uno", EVE).title == "Uno"
    assert [one.id for one in lab.conversations.list(EVE, limit=1)] == [first.id]
    with pytest.raises(BadInput):
        lab.conversations.rename(second, " ", EVE)


def test_stopping_keeps_what_was_written_and_says_so(lab: Lab) -> None:
    write_by(lab, Scripted(["Start ", "it [1]", " and wait."]))
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    pieces = iter(lab.conversations.ask(conversation, START, EVE))
    while "Start" not in next(pieces):
        pass
    assert lab.conversations.stop(conversation, EVE) == 1
    (exchange,) = lab.conversations.get(conversation.id, EVE).exchanges
    assert exchange.answers[0].stopped and exchange.answers[0].text.endswith("Start ")
    assert lab.conversations.stop(conversation, EVE) == 0


def test_a_question_waits_for_an_answer_that_nobody_read(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    lab.conversations.ask(conversation, START, EVE)
    assert lab.conversations.get(conversation.id, EVE).exchanges[0].answers == ()
    assert lab.conversations.regenerate(conversation, None, EVE).text
    assert len(lab.conversations.get(conversation.id, EVE).exchanges[0].answers) == 1


def test_a_past_moment_shows_the_conversation_as_it_was(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    lab.conversations.ask(conversation, START, EVE).reply  # noqa: B018 — complete
    then = lab.log.head
    lab.conversations.ask(conversation, STOP, EVE).reply  # noqa: B018 — complete
    assert [one.text for one in lab.at(then).conversations.get(conversation.id, EVE).exchanges] == [START]


def test_forgetting_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada").remember("A task is started by asyncio.create_task.")
        conversation = lab.conversations.start(EVE, agent="agent/ada", title="Zanzibar plans")
        lab.conversations.ask(conversation, "How is a task started in Zanzibar?", EVE).reply  # noqa: B018 — complete
        running = lab.conversations.ask(conversation, "And in Zanzibar?", EVE)
        lab.conversations.forget(conversation, EVE)
        assert running.complete
        with pytest.raises(NotFound):
            lab.conversations.get(conversation.id, EVE)
        said = [
            record.event.data for record in lab.log.read() if isinstance(record.event.data, QuestionAsked | AnswerGiven)
        ]
        assert said and all(one.text == "" and one.sealed for one in said)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "lab").rglob("*") if path.is_file())
    assert b"Zanzibar" not in kept


def test_forgetting_a_passage_reaches_the_answers_that_quote_it(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    reply = lab.conversations.ask(conversation, "Why do bees dance to each other about flowers?", EVE).reply
    lab.agent("Ada").forget(reply.citations[0].id)
    (exchange,) = lab.conversations.get(conversation.id, EVE).exchanges
    assert exchange.text and (exchange.answers[0].text, exchange.answers[0].citations) == ("", ())


def test_removing_a_document_reaches_the_answers_that_quote_it(tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        said = b"# Keys\n\nThe spare key of the house lies under the Zanzibar pot beside the door."
        (taken,) = lab.collections.ingest(said, "house", name="keys.md", show=False).documents
        conversation = lab.conversations.start(EVE, collections=["house"])
        reply = lab.conversations.ask(conversation, "Where does the spare key of the house lie?", EVE).reply
        assert "Zanzibar" in reply.text and reply.citations
        lab.collections.remove(taken.document)
        (exchange,) = lab.conversations.get(conversation.id, EVE).exchanges
        assert exchange.text and (exchange.answers[0].text, exchange.answers[0].citations) == ("", ())
    kept = b"".join(path.read_bytes() for path in (tmp_path / "lab").rglob("*") if path.is_file())
    assert b"Zanzibar" not in kept


def test_a_conversation_names_its_own_material(lab: Lab) -> None:
    conversation = lab.conversations.start(agent="agent/ada")
    with pytest.raises(BadInput):
        lab.ask(START, conversation=conversation, agent="Boris")
    with pytest.raises(BadInput):
        lab.conversations.start(collections="house")


def test_nobody_speaks_in_anothers_conversation_from_outside(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE, agent="agent/ada")
    lab.conversations.ask(conversation, START, EVE).reply  # noqa: B018 — complete
    before = lab.conversations.get(conversation.id, EVE)
    question = before.exchanges[0].id
    forged: list[tuple[str, str, Payload]] = [
        (BOB, conversation.id, QuestionAsked(text="Mine now")),
        (BOB, conversation.id, ConversationRenamed(title="Mine")),
        (BOB, conversation.id, ConversationForgotten()),
        (EVE, conversation.id, QuestionAsked(text="To what?", parent="answer/none")),
        (EVE, "answer/forged", answer_to(conversation.id, question)),
    ]
    lab.log.append([lab.scribe.event(*one) for one in forged])
    assert lab.conversations.get(conversation.id, EVE) == before


def answer_to(conversation: str, question: str) -> AnswerGiven:
    return AnswerGiven(
        conversation=conversation,
        question=question,
        kind="answered",
        confidence=1.0,
        generator="x",
        rests_on=0,
        text="x",
    )


SOURCES = st.sampled_from(["person/eve", "person/bob", "lab"])
SUBJECTS = st.sampled_from(["conversation/1", "conversation/2", "answer/1", "answer/2"])
IDS = st.sampled_from(["a", "b", "c", "d", "e"])
SAID: st.SearchStrategy[Payload] = st.one_of(
    st.builds(ConversationStarted),
    st.builds(ConversationRenamed),
    st.builds(ConversationForgotten),
    st.builds(QuestionAsked, text=st.just("x"), parent=st.sampled_from([None, "answer/1", "answer/2"])),
    st.builds(answer_to, st.sampled_from(["conversation/1", "conversation/2"]), IDS),
)


@given(st.lists(st.tuples(SOURCES, SUBJECTS, IDS, SAID), max_size=30))
def test_any_events_fold_and_every_answer_leads_back_to_a_beginning(said: list[tuple[str, str, str, Payload]]) -> None:
    state, now = ConversationsState(), WallClock().now()
    for position, (source, subject, id_, data) in enumerate(said, 1):
        state.apply(Record(position, now, b"", Event(id=id_, time=now, source=source, subject=subject, data=data)))
    assert not state.threads.keys() & state.forgotten
    for thread in state.threads.values():
        for question in thread.questions.values():
            seen = set()
            parent = question.parent
            while parent is not None:
                assert parent not in seen
                seen.add(parent)
                asked = thread.asked(parent)
                assert asked is not None
                parent = thread.questions[asked].parent


def test_a_conversation_cannot_be_started_twice(lab: Lab) -> None:
    conversation = lab.conversations.start(EVE)
    with pytest.raises(Conflict):
        lab.log.append([lab.scribe.event(EVE, conversation.id, ConversationStarted())], expected=0)
