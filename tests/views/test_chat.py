"""The chat's panes: what is asked, written, cited, branched and forgotten, as functions of a lab."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat.conftest import write_by
from tests.chat.writers import Scripted
from tests.views.seeing import until
from workbench.app import Lab
from workbench.chat import Answer
from workbench.core.errors import BadInput
from workbench.core.generation import Cancel, Prompt
from workbench.views.chat import Place, Talk
from workbench.views.chat.path import end_of, path_of
from workbench.views.chat.pens import Pen, pens_of
from workbench.views.chat.written import written
from workbench.views.wish import Stand, live

EVE = "person/eve"
BEES = "Why do bees dance to each other about flowers?"
NASTY = "<img src=x onerror=alert(1)> [it](javascript:alert(1)) & “ليلى”"


@pytest.fixture
def told(lab: Lab) -> Lab:
    """A lab whose Ada remembers a few things."""
    ada = lab.agent("Ada")
    ada.remember("Flowers open in the morning.", session="session/meadow")
    ada.remember("Bees dance to tell each other where flowers are.", about="bees.dance", session="session/meadow")
    ada.remember("A kettle boils faster with its lid on.", about="kitchen.kettle")
    write_by(lab, Scripted(["Bees dance ", "for flowers [1]."]))
    return lab


def window(lab: Lab, by: str = EVE, *, acts: bool = True, **place: str) -> Talk:
    return Talk(lab, by, lambda now: acts, Place(**place), page=True)  # type: ignore[arg-type]


def do(talk: Talk, said: str) -> None:
    verb, _, rest = said.partition(":")
    talk.do(verb, rest, live=True)


def ask(talk: Talk, said: str) -> None:
    """Ask, and wait for the answer."""
    do(talk, f"ask:{said}")
    done(talk)


def done(talk: Talk) -> None:
    until(lambda: talk.pens.of(talk.place.conversation) is None)


def shown(talk: Talk, lab: Lab) -> str:
    regions = talk.draw(live(lab)).regions
    return "".join(regions[name] for name in ("headings", "thread", "composer", "passage"))


def id_of(talk: Talk) -> str:
    assert talk.place.conversation is not None
    return talk.place.conversation


class Held:
    """Writes one piece, and the rest when it is let."""

    name = "held"

    def __init__(self) -> None:
        self.rest = threading.Event()

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        yield "Bees dance "
        if cancel is not None:
            cancel.then(self.rest.set)
        assert self.rest.wait(20)
        if not cancel:
            yield "for flowers [1]."

    def close(self) -> None:
        """Nothing is held."""


def test_before_anything_can_be_asked_it_says_what_to_do(lab: Lab) -> None:
    html = shown(window(lab), lab)
    assert "workbench ingest" in html
    assert "There is nothing to answer from yet." in html


def test_without_collections_somebody_who_remembers_is_asked(told: Lab) -> None:
    talk = window(told)
    assert "Ask Ada" in shown(talk, told)
    assert talk.place.agent == "agent/ada"


def test_an_answer_says_its_kind_confidence_writer_and_sources(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    html = shown(talk, told)
    (exchange,) = told.conversations.get(id_of(talk), EVE).exchanges
    reply = exchange.answers[0]
    assert f"Confidence {reply.confidence:.0%}" in html
    assert "Written by <bdi>scripted</bdi>" in html
    assert f'data-do="cite:{reply.id}:1"' in html
    assert ("Answered" in html) or ("Tentative" in html)
    assert BEES in html and "1 question" in html


def test_a_citation_opens_the_passage_with_its_neighbours(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    reply = told.conversations.get(id_of(talk), EVE).exchanges[0].answers[0]
    do(talk, f"cite:{reply.id}:1")
    passage = talk.draw(live(told)).regions["passage"]
    assert "<mark>Bees dance to tell each other where flowers are.</mark>" in passage
    assert f'href="memory?id={reply.citations[0].id}"' in passage
    assert "Right before it" in passage and "Flowers open in the morning." in passage
    score = float(re.findall(r"Score <b>([\d.]+)", passage)[0])
    parts = [float(said) for said in re.findall(r"</i>\w+ <b>([\d.]+)", passage)]
    assert parts and abs(sum(parts) - score) <= 0.011
    do(talk, "shut:")
    assert talk.draw(live(told)).regions["passage"] == ""
    do(talk, "cite:answer/none:1")
    assert "There is no such citation." in talk.draw(live(told)).regions["passage"]


def test_pieces_are_told_by_themselves_until_the_answer_stands(told: Lab) -> None:
    held = Held()
    write_by(told, held)
    talk, other = window(told), window(told)
    do(talk, f"ask:{BEES}")
    other.do("talk", id_of(talk), live=True)
    until(lambda: (pen := talk.pens.of(id_of(talk))) is not None and "Bees dance" in pen.written)
    for each in (talk, other):
        drawn = each.draw(live(told)).regions["thread"]
        assert 'data-region="writing"' in drawn and "Bees dance" in drawn
        assert "Ada is writing an answer." in drawn
        piece = each.glance()
        assert piece is not None and set(piece.regions) == {"writing"}
    do(other, f"ask:{BEES}")
    assert "still being written here" in shown(other, told)
    held.rest.set()
    done(talk)
    assert talk.glance() is None
    for each in (talk, other):
        drawn = each.draw(live(told)).regions["thread"]
        assert 'data-region="writing"' not in drawn and "for flowers" in drawn


def test_stop_keeps_what_was_written(told: Lab) -> None:
    write_by(told, Held())
    talk = window(told)
    do(talk, f"ask:{BEES}")
    until(lambda: (pen := talk.pens.of(id_of(talk))) is not None and "Bees" in pen.written)
    do(talk, "stop:")
    done(talk)
    reply = told.conversations.get(id_of(talk), EVE).exchanges[0].answers[0]
    assert reply.stopped and "Bees dance" in reply.text
    assert "Stopped" in shown(talk, told)


def test_answers_and_wordings_lie_beside_each_other(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    conversation = id_of(talk)
    first = told.conversations.get(conversation, EVE).exchanges[0]
    do(talk, f"again:{first.id}")
    done(talk)
    assert "Answer 2 of 2" in shown(talk, told)
    do(talk, f"branch:{first.answers[0].id}")
    assert "Answer 1 of 2" in shown(talk, told)
    do(talk, f"edit:{first.id}")
    assert f'edit="{first.id}"' in talk.draw(live(told)).regions["composer"]
    ask(talk, "Why do bees dance at all?")
    html = shown(talk, told)
    assert "Question 2 of 2" in html and "Why do bees dance at all?" in html
    assert talk.place.branch is None, "what was asked last is the usual path"
    do(talk, f"branch:{first.id}")
    assert BEES in talk.draw(live(told)).regions["thread"]


def test_a_path_leads_through_each_branch(told: Lab) -> None:
    conversation = told.conversations.start(EVE, agent="agent/ada")
    one = told.conversations.ask(conversation.id, BEES, EVE).reply
    two = told.conversations.ask(conversation.id, "And where do they dance?", EVE, after=one.id).reply
    found = told.conversations.get(conversation.id, EVE)
    told.conversations.edit(conversation.id, found.exchanges[0].id, "Do kettles boil?", EVE).reply  # noqa: B018
    found = told.conversations.get(conversation.id, EVE)
    assert [turn.exchange.text for turn in path_of(found)] == ["Do kettles boil?"]
    for through in (one.id, two.id, found.exchanges[0].id, found.exchanges[1].id):
        path = path_of(found, through)
        assert [turn.exchange.text for turn in path] == [BEES, "And where do they dance?"]
        assert end_of(path) == two.id
    assert [turn.exchange.id for turn in path_of(found, "answer/none")] == [found.exchanges[-1].id]


def test_a_question_whose_answer_was_lost_can_be_answered_again(told: Lab) -> None:
    conversation = told.conversations.start(EVE, agent="agent/ada")
    told.conversations.ask(conversation.id, BEES, EVE)  # nobody reads it: as when a process is killed
    talk = window(told, conversation=conversation.id)
    html = shown(talk, told)
    assert "This question has no answer." in html
    (again,) = set(re.findall(r'data-do="(again:[^"]+)"', html))
    do(talk, again)
    done(talk)
    assert "for flowers" in shown(talk, told)


def test_what_cannot_be_answered_says_why(lab: Lab) -> None:
    talk = window(lab)
    do(talk, f"ask:{BEES}")
    until(lambda: (pen := talk.pens.of(id_of(talk))) is not None and pen.error is not None)
    html = shown(talk, lab)
    assert "There is nothing to answer from." in html and "Answer again" in html
    do(talk, "ask:  ")
    assert "There is no question." in shown(talk, lab)


def test_nobody_sees_or_changes_what_is_anothers(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    stranger = window(told, "person/mallory", conversation=id_of(talk))
    for said in (f"ask:{BEES}", f"drop:{id_of(talk)}", f"drop:yes {id_of(talk)}", f"rename:{id_of(talk)}", "name:mine"):
        do(stranger, said)
    html = shown(stranger, told)
    assert "There is no such conversation of yours." in html
    assert BEES not in html and "for flowers" not in html
    assert told.conversations.get(id_of(talk), EVE).title == BEES


def test_who_may_not_act_sees_why_and_changes_nothing(told: Lab) -> None:
    talk = window(told, acts=False)
    before = told.log.head
    do(talk, f"ask:{BEES}")
    html = shown(talk, told)
    assert "role researcher" in html and "wb-composer" not in html
    assert told.log.head == before


def test_the_past_is_shown_as_it_stood_and_not_gone_on_with(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    then = told.log.head
    ask(talk, "And where do they dance?")
    stand = Stand(then, told.clock.now())
    regions = talk.draw(stand).regions
    assert "And where do they dance?" not in "".join(regions.values())
    assert BEES in regions["thread"]
    assert "wb-composer" not in regions["composer"] and "as it stood" in regions["composer"]
    assert "again:" not in regions["thread"] and "drop:" not in regions["headings"]
    before = told.log.head
    talk.do("ask", "Anything?", live=False)
    assert told.log.head == before
    begin = talk.draw(Stand(1, told.clock.now())).regions
    assert "There is no such conversation of yours." in begin["thread"]


def test_a_conversation_is_renamed_and_forgotten_for_good(told: Lab) -> None:
    talk = window(told)
    ask(talk, BEES)
    conversation = id_of(talk)
    do(talk, f"rename:{conversation}")
    assert "<wb-rename" in shown(talk, told)
    do(talk, "name:Of bees")
    assert told.conversations.get(conversation, EVE).title == "Of bees"
    do(talk, f"drop:{conversation}")
    assert "Forget this for good?" in shown(talk, told)
    do(talk, f"drop:yes {conversation}")
    html = shown(talk, told)
    assert "Forgotten." in html and "Of bees" not in html
    assert told.conversations.headings(EVE) == ()


def test_collections_and_agents_are_chosen(told: Lab) -> None:
    for name in ("house", "garden"):
        told.collections.ingest(b"The gate is closed at nine in the evening.", name, name="rules.txt", show=False)
    talk = window(told)
    assert talk.place == Place() and "Ask all collections" in shown(talk, told)
    do(talk, "to:collection/garden")
    do(talk, "to:agent/ada")
    ask(talk, "When is the gate closed in the evening?")
    found = told.conversations.get(id_of(talk), EVE)
    assert (found.agent, found.collections) == ("agent/ada", ("collection/garden",))
    reply = found.exchanges[0].answers[0]
    do(talk, f"cite:{reply.id}:1")
    passage = talk.draw(live(told)).regions["passage"]
    assert "rules.txt" in passage and "1 of 1" in passage and "<mark>The gate is closed" in passage
    told.collections.drop("garden")
    regions = talk.draw(live(told)).regions
    assert "There is no such citation." in regions["passage"] and "<mark>" not in regions["passage"]
    assert "This answer was forgotten" in regions["thread"], "with the document goes what quotes it"


def test_what_people_and_passages_say_is_only_text(told: Lab) -> None:
    told.agent("Ada").remember(f"Bees dance for each other about flowers {NASTY}", about=NASTY)
    write_by(told, Scripted([f"Bees {NASTY} [1] [2]"], name="<b>model</b>"))
    talk = window(told)
    ask(talk, f"{BEES} {NASTY}")
    do(talk, f"cite:{told.conversations.get(id_of(talk), EVE).exchanges[0].answers[0].id}:1")
    html = shown(talk, told)
    assert "<img" not in html and "<b>model" not in html
    assert 'href="javascript' not in html
    assert "&lt;img" in html


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_what_is_written_makes_no_element_but_ours(text: str) -> None:
    html = written(text, lambda number: None)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z][\w-]*)", html))
    assert tags <= {"p", "br", "ul", "ol", "li", "pre", "code", "a"}
    for href in re.findall(r'href="([^"]*)"', html):
        assert href.startswith(("http://", "https://"))


def test_the_little_of_markdown_that_is_needed() -> None:
    html = written("One `<x>`:\n\n- a\n- b [1]\n\n```python\nx = [1]\n```\n\n# no heading ![i](http://h/x)", str)
    assert "<code>&lt;x&gt;</code>" in html and "<li>a</li>" in html
    assert "<li>b 1</li>" in html and "x = [1]" in html, "in code a number is no citation"
    assert "<h1>" not in html and "<img" not in html
    assert '<a href="http://h/x"' in html and ">http://h/x</a>" in html


def test_one_pen_writes_in_a_conversation_at_a_time(told: Lab) -> None:
    pens = pens_of(told)
    let = threading.Event()

    def waits() -> Answer:
        assert let.wait(20)
        raise BadInput("No.", "Never.")

    pens.begin(Pen(EVE, "conversation/x", "?", None), waits)
    with pytest.raises(BadInput, match="still being written"):
        pens.begin(Pen(EVE, "conversation/x", "?", None), waits)
    assert pens_of(told) is pens
    let.set()
    until(lambda: (pen := pens.of("conversation/x")) is not None and pen.error is not None)


def test_a_widget_asks_streams_and_shows_passages(told: Lab) -> None:
    held = Held()
    write_by(told, held)
    pane = told.chat(agent="Ada")
    pane.hear(f"ask:{BEES}")
    until(lambda: "Bees dance" in pane.html and "Writing …" in pane.html)
    assert 'data-region="writing"' not in pane.html
    held.rest.set()
    until(lambda: "for flowers" in pane.html and "Writing …" not in pane.html)
    (cite,) = set(re.findall(r'data-do="(cite:[^"]+:1)"', pane.html))
    pane.hear(cite)
    until(lambda: "<mark>" in pane.html)
    assert 'href="memory' not in pane.html, "in a notebook there is no memory page beside it"
    assert "1 conversation" in repr(pane) and BEES in repr(pane)
    (found,) = told.conversations.headings()
    assert (found.agent, found.questions) == ("agent/ada", 1)
    past = told.chat(at=3)
    assert "wb-composer" not in past.html
    pane.close()
    past.close()
