"""Which questions an exam asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.errors import NotFound
from workbench.learning.material import Material, Piece, read_material
from workbench.learning.questions import Question, ask, question_text

BODY = "More than forty characters of material to study it by."


def piece(path: str, summary: str, body: str = BODY, kind: str = "function") -> Piece:
    name = path.rpartition(".")[2]
    concept = path.rpartition(".")[0]
    return Piece(
        path=path,
        name=name,
        kind=kind,  # type: ignore[arg-type]
        signature=f"{name}()",
        summary=summary,
        body=body,
        concept=concept,
        depth="basic",
    )


def material(*pieces: Piece, version: str = "1") -> Material:
    return Material(technology="t", version=version, objects=pieces, left_out={})


def test_what_cannot_be_asked_is_counted_by_reason() -> None:
    questions = ask(
        material(
            piece("t.good", "Find the shortest way home."),
            piece("t.mute", ""),
            piece("t.brief", "Find a way."),
            piece("t.bare", "Find the longest way home.", body=""),
            piece("t.twin", "Find some other way home."),
            piece("t.twin_two", "Find SOME other way, home"),
            piece("t.wait_for", "wait_for runs t.wait_for over again"),
        )
    )
    assert questions.asked == (Question("Find the shortest way home.", "t.good"),)
    assert questions.candidates == 1
    assert questions.left_out == {
        "no summary": 2,
        "no material": 1,
        "question not unique": 2,
        "gives itself away": 1,
    }


@pytest.mark.parametrize(
    ("path", "kind", "summary", "text"),
    [
        ("t.wait_for", "function", "Like wait, wait_for waits.", "Like wait, it waits."),
        ("t.wait_for", "function", "Not wait_for_all or await_for.", "Not wait_for_all or await_for."),
        ("t.wait", "function", "Then wait a bit.", "Then wait a bit."),
        ("t.wait", "function", "Calls wait(1) and x.wait and wait().", "Calls it and it and it."),
        ("t.log1p", "function", "The log1p of x.", "The it of x."),
        ("t.DiGraph", "class", "Base of DiGraph objects.", "Base of it objects."),
        ("t.Card", "class", "A Card lays cards out.", "A it lays cards out."),
        ("t.a.c++", "function", "Odd names do no harm.", "Odd names do no harm."),
    ],
)
def test_a_question_does_not_name_its_answer(path: str, kind: str, summary: str, text: str) -> None:
    assert question_text(piece(path, summary, kind=kind)) == text


def test_no_question_is_a_clear_error() -> None:
    with pytest.raises(NotFound, match="can be asked about"):
        ask(material(piece("t.mute", "")))
    with pytest.raises(ValueError, match="at least one"):
        ask(material(piece("t.good", "Find the shortest way home.")), 0)


@given(st.permutations(range(30)), st.integers(1, 40))
def test_the_sample_depends_on_nothing_but_what_is_asked_about(order: list[int], size: int) -> None:
    pieces = [piece(f"t.f{number}", f"This is the number {number} of them.") for number in range(30)]
    expected = ask(material(*pieces), 30).asked[:size]
    questions = ask(material(*(pieces[number] for number in order)), size)
    assert questions.asked == expected
    assert questions.candidates == 30


def test_another_version_is_another_exam() -> None:
    pieces = [piece(f"t.f{number}", f"This is the number {number} of them.") for number in range(30)]
    assert ask(material(*pieces), 5).asked != ask(material(*pieces, version="2"), 5).asked


@pytest.mark.parametrize("technology", ["asyncio", "email"])
def test_an_exam_on_a_real_package(technology: str) -> None:
    found = read_material(technology)
    questions = ask(found)
    by_path = {each.path: each for each in found.objects}
    assert questions.candidates + sum(questions.left_out.values()) == len(found.objects)
    assert len(questions.asked) == min(60, questions.candidates)
    assert len({question.text for question in questions.asked}) == len(questions.asked)
    assert all(question.text not in by_path[question.answer].text for question in questions.asked)
    assert len({by_path[question.answer].concept for question in questions.asked}) > 5
