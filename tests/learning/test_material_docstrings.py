"""Docstrings in the styles that are met, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.learning.docstring import LONGEST, split
from workbench.learning.markup import plain
from workbench.learning.withholding import Withheld, words_of


@pytest.mark.parametrize(
    ("documentation", "name", "summary"),
    [
        ("Wait for it. Then go.", "f", "Wait for it."),
        ("Wait for\n    all of it.\n\nThen go.", "f", "Wait for all of it."),
        (
            "Take some, e.g. Foo, i.e. Bar, cf. Baz et al. Again. Then go.",
            "f",
            "Take some, e.g. Foo, i.e. Bar, cf. Baz et al. Again.",
        ),
        ("Take apples, pears etc. Then go.", "f", "Take apples, pears etc."),
        ("Add a and b. Then go.", "f", "Add a and b."),
        ("The nodes of G. Then go.", "f", "The nodes of G."),
        ("Needs version 2.5 of a.b.c or later. Then go.", "f", "Needs version 2.5 of a.b.c or later."),
        ("Is it there? Say so.", "f", "Is it there?"),
        ('It says "stop." Then go.', "f", 'It says "stop."'),
        ("No stop at the end\n\nMore.", "f", "No stop at the end"),
        (
            "Wrap :py:func:`~asyncio.wait` in ``x = 1``, *not* `here <https://a.b>`_ [1]_.",
            "f",
            "Wrap wait in x = 1, not here.",
        ),
        ("Takes ``*args`` and \\*\\*kwargs, 2 * 3 * 4.", "f", "Takes *args and **kwargs, 2 * 3 * 4."),
        ("sin(x)\n\nReturn the sine.", "sin", "Return the sine."),
        ("math.sin(x, /) -> float\n\nReturn the sine.", "sin", "Return the sine."),
        ("f(a,\n  b=(1, 2),\n  c=None)\n\nDo it.", "f", "Do it."),
        ("f(a) -> x object\nf(a, b) --> x object\n\nDo it.", "f", "Do it."),
        ("f(a) -> None. Do it well. More.", "f", "Do it well."),
        ("f(a) -> make a thing that\nworks. More.", "f", "make a thing that works."),
        ("wait_for(fut): Wait for it.", "wait_for", "Wait for it."),
        ("json -- Encode and decode.", "json", "Encode and decode."),
        ("f(x) opens a door. More.", "f", "f(x) opens a door."),
        ("======\nTitle\n======\n\nText.", "m", "Title"),
        ("Title\n-----\n\nText.", "m", "Title"),
        ("Do it.\n\nParameters\n----------\nx : int\n", "f", "Do it."),
        ("Do it\nArgs:\n    x: What.", "f", "Do it"),
        ("Do it\n:param x: what", "f", "Do it"),
        ("Parameters\n----------\nx : int\n", "f", ""),
        ("Args:\n    x: What.", "f", ""),
        (">>> f()\n1", "f", ""),
        (".. deprecated:: 1.0\n\nDo it.", "f", ""),
        ("", "f", ""),
        (" \n\t\n", "f", ""),
        ("f(((", "f", "f((("),
    ],
)
def test_the_first_sentence(documentation: str, name: str, summary: str) -> None:
    assert split(documentation, name).summary == summary


def test_the_rest_keeps_its_layout_and_shows_code_in_backticks() -> None:
    parts = split(
        "Do it. More of ``x``.\n\n.. versionadded:: 3.1\n.. [1] A book.\n\nExamples\n--------\n::\n\n    f(1)\n", "f"
    )
    assert parts.body == "More of `x`.\n\nversionadded: 3.1\nA book.\n\nExamples\n:\n\n    f(1)"


@given(st.text(max_size=300), st.sampled_from(["f", "wait_for", "x"]))
def test_anything_can_be_taken_apart(text: str, name: str) -> None:
    parts = split(text, name)
    assert parts.summary == " ".join(parts.summary.split())
    assert not parts.summary or any(character.isalnum() or character == "_" for character in parts.summary)
    assert len(parts.body) <= LONGEST
    assert parts == split(text, name)


@given(st.text(alphabet="`:*_<>[]()\\ab \n", max_size=200))
def test_markup_is_only_taken_away(text: str) -> None:
    letters = [character for character in plain(text) if character in "ab"]
    assert len(letters) <= sum(character in "ab" for character in text)


def test_long_runs_of_markup_take_no_time() -> None:
    for run in ("`", "*", "[", "(", "a.", "f(", ":a:`", "\n", " ", "``a", "<"):
        split(run * 20_000, "f")


WORDS = st.lists(st.sampled_from(["sum", "of", "all", "nodes", "edges"]), min_size=4, max_size=9)


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, max_size=5))
@example([["sum"] * 4, ["sum"] * 5], [])
def test_no_withheld_sentence_is_left(sentences: list[list[str]], others: list[list[str]]) -> None:
    said = [" ".join(words).capitalize() + "." for words in sentences]
    kept = [" ".join(words).capitalize() + "." for words in others]
    withheld = Withheld(said)
    # With something between them, as two sentences in a row may together be a third.
    left = withheld.clear(" Also x. ".join([*kept, *said, *kept]))
    assert not {words_of(sentence) for sentence in said} & {words_of(sentence) for sentence in left.split(".")}
    assert withheld.clear(left) == left or len(withheld.clear(left)) < len(left)
    free = [sentence for sentence in kept if words_of(sentence) not in {words_of(each) for each in said}]
    assert all(left.count(sentence) >= 1 for sentence in free)


def test_words_inside_a_longer_sentence_stay() -> None:
    withheld = Withheld(["Return the number of nodes."])
    assert (
        withheld.clear("They return the number of nodes in a graph.") == "They return the number of nodes in a graph."
    )
    assert withheld.clear("Note: return the *number*\n  of nodes. Else 0.") == "Note: Else 0."
    assert Withheld(["Do it."]).clear("Do it. Now.") == "Do it. Now."
