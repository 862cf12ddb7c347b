"""Asking: what is answered, from what, how sure, by whom; and what happens when who writes fails."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import workbench
from tests.chat.conftest import write_by
from tests.chat.writers import Scripted
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound
from workbench.models.files import ModelFiles

BEES = "Why do bees dance to each other about flowers?"


def test_an_answer_cites_the_very_passage(lab: Lab) -> None:
    answer = lab.ask(BEES, agent="Ada")
    best = answer.citations[0]
    assert (best.number, best.title, best.source) == (1, "bees.dance", "agent/ada")
    assert lab.memory.get(best.id).text[best.start :].startswith(best.quote)
    assert answer.kind in ("answered", "tentative") and "[1]" in answer.text
    assert best.relevance == pytest.approx(lab.memory.recall(BEES, 1, agent="Ada")[0].similarity)
    assert (answer.position, answer.generator, answer.understood) == (lab.log.head, "extractive", BEES)
    assert 0.0 < answer.confidence < 1.0


def test_pieces_make_the_text_for_everybody_who_looks(lab: Lab) -> None:
    write_by(lab, Scripted(["Flowers", " [", "1", "]", "."]))
    answer = lab.ask(BEES, agent="Ada", k=1)
    first = iter(answer)
    begun = next(first)
    assert not answer.complete
    whole = list(answer)
    assert [begun, *first] == whole
    assert "".join(whole) == answer.text
    assert answer.text.endswith("Flowers [1].")


def test_an_agent_answers_from_its_own_memories_alone(lab: Lab) -> None:
    question = "Where does the spare key lie, under which pot?"
    assert lab.ask(question, agent="Boris").citations[0].title == "house.key"
    assert all(passage.source == "agent/ada" for passage in lab.ask(question, agent="Ada").passages)


def test_collections_answer_where_no_agent_is_named(lab: Lab) -> None:
    with pytest.raises(NotFound, match="nothing to answer from"):
        lab.ask(BEES)
    lab.collections.ingest(b"The gate is closed at nine in the evening.", "house", name="rules.txt", show=False)
    question = "When is the gate closed in the evening?"
    assert {passage.source for passage in lab.ask(question).passages} == {"collection/house"}
    assert {passage.source for passage in lab.ask(question, agent="Ada").passages} == {"agent/ada"}
    both = lab.ask(question, agent="Ada", collections=["house"])
    assert both.passages[0].source == "collection/house" and "agent/ada" in {one.source for one in both.passages}
    with pytest.raises(NotFound):
        lab.ask(question, collections=["cellar"])


def test_what_the_material_does_not_answer_is_refused(lab: Lab) -> None:
    writer = Scripted(["I make it up."])
    write_by(lab, writer)
    answer = lab.ask("Who won the chess championship in Reykjavik?", agent="Ada")
    assert (answer.kind, answer.citations) == ("refused", ())
    assert answer.text.startswith("The material does not answer this.")
    assert writer.prompts == []


def test_a_past_moment_is_answered_from_what_was_known(lab: Lab) -> None:
    before = lab.log.head
    lab.agent("Ada").remember("Bees dance to each other about flowers, mostly in the morning.")
    then = lab.at(before).ask(BEES, agent="Ada")
    assert then.position == before
    assert all("morning" not in passage.text for passage in then.passages)
    assert any("morning" in passage.text for passage in lab.ask(BEES, agent="Ada").passages)
    assert then.text and lab.log.head == before + 1


@pytest.mark.parametrize("pieces", [(), ("Flowers are ", "told of")])
def test_what_was_written_stays_when_who_writes_fails(lab: Lab, pieces: tuple[str, ...]) -> None:
    write_by(lab, Scripted(pieces, failure="The model went away."))
    answer = lab.ask(BEES, agent="Ada")
    assert answer.kind == "fallback"
    assert "".join(pieces) in answer.text and "The model went away." in answer.text
    assert "Bees dance to tell each other where flowers are." in answer.text
    assert answer.citations[0].title == "bees.dance"


def test_silence_is_a_failure(lab: Lab) -> None:
    write_by(lab, Scripted(["", " "]))
    assert lab.ask(BEES, agent="Ada").kind == "fallback"


def test_stopping_keeps_what_was_written(lab: Lab) -> None:
    write_by(lab, Scripted(["Flowers", " [1] and", " more"]))
    answer = lab.ask(BEES, agent="Ada")
    pieces = iter(answer)
    while "Flowers" not in next(pieces):
        pass
    answer.stop()
    assert answer.complete and answer.stopped
    assert answer.text.endswith("Flowers") and answer.kind != "fallback"
    assert list(pieces) == []
    answer.stop()
    assert answer.reply.text == answer.text


def test_another_thread_can_stop_it(lab: Lab) -> None:
    waiting = threading.Event()

    class Slow(Scripted):
        def stream(self, prompt, cancel=None):  # type: ignore[no-untyped-def]
            ended = threading.Event()
            cancel.then(ended.set)
            yield "Flowers"
            waiting.set()
            ended.wait()

    write_by(lab, Slow([]))
    answer = lab.ask(BEES, agent="Ada")
    reader = threading.Thread(target=lambda: list(answer))
    reader.start()
    waiting.wait()
    answer.stop()
    reader.join()
    assert answer.stopped and answer.text.endswith("Flowers")


def test_a_line_names_what_the_text_does_not_cite(lab: Lab) -> None:
    write_by(lab, Scripted(["It is the second [2]. And the ninth [9]."]))
    answer = lab.ask(BEES, agent="Ada", k=3)
    assert "[9]" not in answer.text
    assert answer.text.endswith("See also [1] [3]")
    assert [citation.number for citation in answer.citations] == [2, 1, 3]
    assert next(one for one in answer.citations if one.number == 1).quote.startswith("Bees dance")


@pytest.mark.parametrize("question", ["", "  \n", "x" * 10_001, None])
def test_bad_questions_are_refused(lab: Lab, question: str) -> None:
    with pytest.raises(BadInput):
        lab.ask(question, agent="Ada")


def test_bad_numbers_and_names_are_refused(lab: Lab) -> None:
    for k in (0, 6):
        with pytest.raises(BadInput):
            lab.ask(BEES, agent="Ada", k=k)
    with pytest.raises(BadInput):
        lab.ask(BEES, collections="house")
    with pytest.raises(NotFound):
        lab.ask(BEES, agent="Nobody")


def test_warming_up_loads_the_model_though_a_file_knows_the_vectors(tmp_path: Path) -> None:
    # One model in two places: its vectors are known in the lab's file by its name, its weights in a process by its place.
    first, second = (tmp_path / place / "own-model" for place in ("first", "second"))
    for own in (first, second):
        own.mkdir(parents=True)
        for file in ModelFiles.find("all-MiniLM-L6-v2").folder.iterdir():
            (own / file.name).symlink_to(file)
    with workbench.open(tmp_path / "lab", model=str(first)) as lab:
        lab.collections.ingest(b"The gate is closed at nine.", "house", name="rules.txt", show=False)
        lab.collections.find("Warm up.")
    with workbench.open(tmp_path / "lab", model=str(second)) as lab:
        lab.collections.find("Warm up.")
        assert not lab.embedder.describe().loaded
        lab.warm_up()
        assert lab.embedder.describe().loaded
    with workbench.open("memory:", model="no/such-model") as lab, pytest.raises(NotFound, match="hf download"):
        lab.warm_up()


def test_a_notebook_shows_text_confidence_and_passages(lab: Lab) -> None:
    lab.agent("Eve").remember("Wasps <b>build</b> paper nests in attics.", about="<i>wasps</i>")
    shown = lab.ask("Where do wasps build paper nests?", agent="Eve")._repr_mimebundle_()
    assert "[1]" in shown["text/plain"] and "%" in shown["text/plain"] and "extractive" in shown["text/plain"]
    assert "<i>" not in shown["text/html"] and "<b>" not in shown["text/html"] and "wasps" in shown["text/html"]
