"""Signals of a contradiction: one thing differs in what is otherwise the same claim; what only looks like it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.memory.conflicts import LEAST
from workbench.memory.contradiction import Signal, compare, read_claims


def between(first: str, second: str) -> Signal | None:
    return compare(read_claims(first), read_claims(second), LEAST)


@pytest.mark.parametrize(
    ("first", "second", "kind", "words"),
    [
        ("The kettle has a lid.", "The kettle has no lid.", "negation", ("", "")),
        ("We no longer sell green tea.", "We sell green tea.", "negation", ("", "")),
        ("The kettle is open at the top.", "At the top the kettle is closed.", "opposite", ("open", "closed")),
        (
            "The front door was locked at night.",
            "The front door was unlocked at night.",
            "opposite",
            ("locked", "unlocked"),
        ),
        ("Black tea takes 3 minutes.", "Black tea takes 3 hours.", "number", ("3 minutes", "3 hours")),
        ("The kettle holds two litres of water.", "The kettle holds 4 litres of water.", "number", ("two", "4")),
        ("The tea party is on 3 May.", "The tea party is on 4 May 2026.", "date", ("3 May", "4 May 2026")),
        ("Tea is served at 4 pm in the garden.", "Tea is served at 16:30 in the garden.", "date", ("4 pm", "16:30")),
        ("The kettle of the office is red.", "The kettle of the office is grey.", "value", ("red", "grey")),
        ("Eve lives in Rome.", "Eve has moved to Paris.", "change", ("lives", "moved")),
        ("Eve quit the choir after ten years.", "Eve works for the choir.", "change", ("quit", "works")),
    ],
)
def test_a_signal_says_what_differs(first: str, second: str, kind: str, words: tuple[str, str]) -> None:
    found = between(first, second)
    assert found is not None
    assert (found.kind, (found.first, found.second)) == (kind, words)
    turned = between(second, first)
    assert turned is not None
    assert (turned.kind, (turned.second, turned.first)) == (kind, words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The kettle is not closed.", "The kettle is open."),  # denied twice
        ("The kettle takes 180 seconds to boil.", "The kettle takes three minutes to boil."),
        ("The tea party is in May.", "The tea party is on 4 May."),  # more is said
        ("On Monday the tea took 3 minutes.", "On Tuesday the tea took 4 minutes."),  # of another time
        ("Table 3 has two chairs.", "Table 4 has six chairs."),  # of another thing
        ("The red kettle costs 20 euros.", "The blue kettle costs 40 euros."),
        ("No more than four cups fit.", "At most four cups fit."),
        ("Ada doesn't mind the noise, she drinks tea.", "Ada drinks tea."),  # what is denied is not spoken of
        ("Eve lives in Paris.", "Eve has moved to Paris."),
        (">>> boil(kettle, minutes=3)", ">>> boil(kettle, minutes=4)"),
        ("", "The kettle boils."),
    ],
)
def test_what_only_looks_like_one_is_none(first: str, second: str) -> None:
    assert between(first, second) is None
    assert between(second, first) is None


def test_in_a_longer_text_the_sentence_counts() -> None:
    first = "Ada keeps the kettle in the kitchen. It holds 2 litres of water, and it is green."
    second = "It holds 3 litres of water. Ada keeps the kettle in the kitchen."
    found = between(first, second)
    assert found is not None
    assert (found.kind, found.first, found.second) == ("number", "2", "3")
    assert (
        between(first, "It holds 3 litres of water. That is what the manual says of the boiler downstairs at work.")
        is None
    )


_PIECES = st.sampled_from(
    [*"³½٣ .,:-'’#%", "no ", "3 May ", "2026-99-99", "99:99", "isn't ", "kettle ", "1,000 ", "5th ", "may ", "Ada "]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=20).map("".join), st.text(max_size=40))
def test_whatever_is_said_can_be_compared_and_nothing_contradicts_itself(first: str, second: str) -> None:
    assert between(first, first) is None
    found, turned = between(first, second), between(second, first)
    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert found.score == pytest.approx(turned.score)
        assert LEAST <= found.score <= 1
