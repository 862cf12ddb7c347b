"""Ids are UUIDv7, slugs are one path segment."""

from __future__ import annotations

import uuid
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words import NOON
from workbench.core.clock import StepClock, to_micros
from workbench.core.errors import BadInput
from workbench.core.ids import Ids, slug


def test_ids_are_uuids_of_version_7() -> None:
    clock = StepClock(NOON)
    made = uuid.UUID(Ids(clock).new())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == to_micros(NOON) // 1000


@pytest.mark.parametrize("bits", [0, 2**74 - 1])
def test_random_bits_stay_in_their_places(bits: int) -> None:
    made = uuid.UUID(Ids(StepClock(NOON), lambda count: bits).new())
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, to_micros(NOON) // 1000)
    assert made.int & ((1 << 62) - 1) == bits & ((1 << 62) - 1)
    assert (made.int >> 64) & 0xFFF == bits >> 62


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    clock = StepClock(NOON)
    ids = Ids(clock)
    made = []
    for _ in range(200):
        made.append(ids.new())
        clock.advance(0.001)
    assert made == sorted(made)
    assert len({Ids(clock).new() for _ in range(2_000)}) == 2_000


def test_seeded_ids_repeat() -> None:
    one, two, other = (Ids.seeded(StepClock(NOON), seed) for seed in (1, 1, 2))
    made = [one.new() for _ in range(5)]
    assert made == [two.new() for _ in range(5)]
    assert made != [other.new() for _ in range(5)]


@pytest.mark.parametrize(
    "same", [("Ada Lovelace", " ada\tlovelace\n"), ("É", "e\u0301"), ("STRASSE", "straße"), ("ﬁ", "fi")]
)
def test_names_that_people_call_the_same_have_one_slug(same: tuple[str, str]) -> None:
    assert slug(same[0]) == slug(same[1])


@pytest.mark.parametrize("name", ["", " ", "\n", "a\x00b", "\ud800", "x" * 121, "a\x7fb"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        slug(name)


@pytest.mark.parametrize("hidden", ["\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2066", "\u00ad", "\ufeff"])
def test_names_do_not_differ_by_what_nobody_sees(hidden: str) -> None:
    for name in (f"{hidden}Ada", f"A{hidden}da", f"Ada{hidden}", hidden):
        with pytest.raises(BadInput, match="invisible"):
            slug(name)


@pytest.mark.parametrize(
    "name", ["می\u200cخواهم", "ශ්\u200dරී", "क्\u200cष", "👩\u200d💻", "👩🏽\u200d🚀", "❤\ufe0f\u200d🔥"]
)
def test_joiners_stay_where_they_change_what_is_seen(name: str) -> None:
    assert unquote(slug(name)) == name


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]), min_size=1, max_size=120).filter(str.strip))
def test_a_slug_is_one_segment_and_its_own_slug(name: str) -> None:
    made = slug(name)
    assert made.isascii() and made.isprintable() and "/" not in made and " " not in made and made
    assert quote(unquote(made), safe="") == made
