"""Terms: what keyword search compares."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from workbench.retrieval.terms import day_terms, terms, words


def test_forms_of_a_word_are_one_term() -> None:
    assert terms("dancing") == terms("danced") == terms("Dances")
    assert terms("the of and") == []
    assert words("Don't panic: naïve “quotes”, 3.14") == ["don", "t", "panic", "naïve", "quotes", "3", "14"]


def test_other_scripts_are_words_too() -> None:
    assert terms("ذاكرة طويلة") == words("ذاكرة طويلة")
    assert len(terms("Ёлка 名前")) == 2


def test_a_day_is_found_as_people_say_it() -> None:
    assert set(terms("on 8 May, 2023")) == set(day_terms(datetime(2023, 5, 8, tzinfo=UTC)))


@given(st.text(), st.text())
def test_terms_of_two_texts_are_those_of_each(one: str, other: str) -> None:
    assert terms(f"{one} {other}") == terms(one) + terms(other)
