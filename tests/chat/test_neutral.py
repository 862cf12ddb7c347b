"""Neutral text: nothing in it acts on whoever shows it, however it was cut into pieces."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from workbench.chat.neutral import neutral, neutral_pieces, one_line

AWKWARD = st.text(
    st.one_of(st.sampled_from("[]()<>!/ab19 \n\r\t\u200b\u202e\u2066\x1b\x00\ufeff\u00ad"), st.characters())
)


@given(AWKWARD)
def test_what_is_neutral_stays_as_it_is(text: str) -> None:
    assert neutral(neutral(text)) == neutral(text)


@given(AWKWARD)
def test_nothing_unseen_no_link_no_tag_is_left(text: str) -> None:
    said = neutral(text)
    assert all(one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co") for one in said)
    assert "](" not in said and "][" not in said
    assert not re.search(r"<[A-Za-z/!?]", said)


@given(st.lists(AWKWARD), st.integers(1, 5))
def test_pieces_say_the_same_however_they_are_cut(pieces: list[str], most: int) -> None:
    whole = "".join(pieces)
    said = "".join(neutral_pieces(pieces, most))
    assert said == "".join(neutral_pieces([whole], most)) == "".join(neutral_pieces(whole, most))
    assert "](" not in said and not re.search(r"<[A-Za-z/!?]", said)


@given(st.integers(0, 9_999), st.integers(1, 5))
def test_citations_of_what_there_is_not_are_dropped(number: int, most: int) -> None:
    said = "".join(neutral_pieces(["so it is [", str(number), "]", "."], most))
    assert (f"[{number}]" in said) is (1 <= number <= most)


def test_one_line_is_one_line_and_not_too_long() -> None:
    assert one_line("a\n\u202eb  c", 10) == "a b c"
    assert one_line("abcdef", 4) == "abc…"
