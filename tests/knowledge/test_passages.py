"""Cutting documents into passages: nothing is lost, and the same document gives the same passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.knowledge.reading import At, Block, Cutting, cut_passages
from workbench.knowledge.reading.passages import count

TEXTS = st.text(st.sampled_from("ab.! \n。蜂é\"'"), max_size=200) | st.text(max_size=80)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from([(), ("Top",), ("Top", "Inner")]),
        TEXTS,
        st.sampled_from(["prose", "code", "row"]),
        st.none() | st.builds(At, st.just("page"), st.just(3), st.just(3)),
    ),
    max_size=12,
)
CUTTINGS = st.builds(Cutting, st.integers(1, 12), st.integers(0, 4))


@given(BLOCKS, CUTTINGS)
def test_every_word_is_in_a_passage_in_order_and_once(blocks: list[Block], cutting: Cutting) -> None:
    said = "".join("".join(block.text.split()) for block in blocks)
    assert "".join("".join(piece.text.split()) for piece in cut_passages(blocks, cutting)) == said


@given(BLOCKS, CUTTINGS)
def test_the_same_blocks_give_the_same_passages_none_of_them_empty(blocks: list[Block], cutting: Cutting) -> None:
    pieces = cut_passages(blocks, cutting)
    assert pieces == cut_passages(list(blocks), cutting)
    assert all(piece.text.strip() for piece in pieces)


@given(BLOCKS, st.integers(1, 12), st.integers(0, 4))
def test_a_passage_is_hardly_longer_than_it_may_be(blocks: list[Block], most: int, least: int) -> None:
    longest_word = max((count(word) for block in blocks for word in block.text.split()), default=0)
    for piece in cut_passages(blocks, Cutting(most, least)):
        # What is left over joins the passage before it; counts of parts may add up to one more each than that of the whole.
        assert len(piece.text.split()) <= max(most, longest_word) + least + 1


def test_no_passage_goes_over_a_heading() -> None:
    blocks = [Block(("A",), "one"), Block(("A",), "two"), Block(("B",), "three"), Block(("A",), "four")]
    assert [(piece.path, piece.text) for piece in cut_passages(blocks)] == [
        (("A",), "one\n\ntwo"),
        (("B",), "three"),
        (("A",), "four"),
    ]


def test_prose_is_cut_between_sentences_and_code_between_lines() -> None:
    prose = Block((), "One two three. Four five six! Seven eight nine.")
    assert [piece.text for piece in cut_passages([prose], Cutting(6, 0))] == [
        "One two three. Four five six!",
        "Seven eight nine.",
    ]
    code = Block((), "a = 1.\nb = 2.\nc = 3.", "code")
    assert [piece.text for piece in cut_passages([code], Cutting(6, 0))] == ["a = 1.\nb = 2.", "c = 3."]


def test_code_that_fits_stands_whole_in_one_passage() -> None:
    code = Block((), "def f():\n    return 1.  # two. three", "code")
    pieces = cut_passages([Block((), "word " * 8), code], Cutting(10, 0))
    assert [code.text in piece.text for piece in pieces] == [False, True]


def test_the_columns_of_a_table_are_named_in_every_passage() -> None:
    rows = [Block((), f"| {n} | x |", "row", head="| n | m |\n|---|---|") for n in range(6)]
    pieces = cut_passages(rows, Cutting(15, 0))
    assert len(pieces) == 2
    assert all(piece.text.startswith("| n | m |\n|---|---|\n| ") for piece in pieces)


def test_what_is_left_over_joins_the_passage_before_it() -> None:
    blocks = [Block((), "word " * 10), Block((), "word " * 10), Block((), "tail end")]
    assert [len(piece.text.split()) for piece in cut_passages(blocks, Cutting(10, 5))] == [10, 12]


@pytest.mark.parametrize(("first", "last", "said"), [(2, 2, "page 2"), (2, 1_003, "pages 2–1,003")])
def test_a_passage_says_from_where_to_where_it_goes(first: int, last: int, said: str) -> None:
    blocks = [Block((), "one", at=At("page", first, first)), Block((), "two", at=At("page", last, last))]
    assert [piece.place for piece in cut_passages(blocks)] == [said]
