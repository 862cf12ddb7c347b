"""The extractive generator quotes, verbatim, what answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import indent

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.generation.conftest import MakePrompt
from workbench.core.errors import Unavailable
from workbench.core.generation import Cancel, Message, Passage, Prompt
from workbench.core.ports import Vectors
from workbench.models.generation import Extractive
from workbench.retrieval.terms import terms

KETTLE = (
    "The kettle stands in the kitchen of the old house. It boils 1.5 l of water in approx. 3 min, e.g. for tea. "
    "Its lid is red."
)
TIMEOUT = (
    "Wait for the coroutine to complete, with timeout.\n\nReturns its result.  When a timeout occurs,\n"
    "it cancels the task and raises TimeoutError.  To avoid the cancellation, wrap it in shield()."
)


def written(prompt: Prompt) -> str:
    return "".join(Extractive(terms).stream(prompt))


def test_it_quotes_the_sentence_that_answers_and_names_its_passage(prompt_of: MakePrompt) -> None:
    text = written(prompt_of("What is raised when a timeout occurs?", KETTLE, TIMEOUT))
    assert "When a timeout occurs, it cancels the task and raises TimeoutError. [2]" in text
    assert "lid" not in text


def test_a_sentence_that_leans_on_the_one_before_comes_with_it(prompt_of: MakePrompt) -> None:
    text = written(prompt_of("How much water does it boil?", KETTLE))
    assert text.startswith(
        "The kettle stands in the kitchen of the old house. [1] It boils 1.5 l of water in approx. 3 min"
    )


def test_it_comes_in_pieces_and_stops_when_it_is_cancelled(prompt_of: MakePrompt) -> None:
    cancel = Cancel()
    pieces = Extractive(terms).stream(prompt_of("kettle", KETTLE), cancel)
    assert next(pieces).strip() == "The"
    cancel.cancel()
    assert list(pieces) == []


def test_without_passages_it_says_how_to_name_a_model(prompt_of: MakePrompt) -> None:
    with pytest.raises(Unavailable, match="WORKBENCH_GENERATOR"):
        written(prompt_of("Why?"))
    with pytest.raises(Unavailable, match="WORKBENCH_GENERATOR"):
        written(prompt_of("Why?", "  \n"))


def test_code_is_quoted_as_code(prompt_of: MakePrompt) -> None:
    text = written(prompt_of("Which call gives kettle.boil?", "Some prose.\n\n```python\nkettle.boil(water)\n```\n"))
    assert "```python\nkettle.boil(water)\n```\n[1]" in text


def test_a_row_is_quoted_with_the_names_of_its_columns(prompt_of: MakePrompt) -> None:
    table = "| tea | minutes |\n| --- | --- |\n| sencha | 2 |\n| assam | 4 |"
    assert written(prompt_of("How many minutes for assam?", table)).startswith("tea: assam, minutes: 4 [1]")


def test_a_field_of_a_docstring_is_quoted_whole_and_a_signature_is_no_answer(prompt_of: MakePrompt) -> None:
    said = "boil(water, cups=1) -> None\n\nHeat it.\n\n:param cups: how many cups\n    of water to boil.\n.. versionadded:: 2.0\n"
    text = written(prompt_of("What is cups of boil?", said))
    assert "cups: how many cups of water to boil. [1]" in text
    assert "->" not in text
    assert "versionadded" not in text
    assert written(prompt_of("boil?", "boil(water)")) == "```\nboil(water)\n```\n[1]"


def test_code_comes_with_the_sentence_that_announces_it(prompt_of: MakePrompt) -> None:
    said = "Some prose. To brew a sencha, run this:\n\n    brew --tea 2\n    drink --all\n\nMore prose."
    assert "run this: [1]\n\n```\nbrew --tea 2\ndrink --all\n```\n[1]" in written(
        prompt_of("How do I brew a sencha?", said)
    )


def test_a_program_is_quoted_whole_however_it_is_indented(prompt_of: MakePrompt) -> None:
    program = "def brewing(tea):\n    @timed\n    def brew(cup):\n        pour(cup)\n    return brew"
    text = written(prompt_of("What does brewing return?", f"Some prose.\n\n{indent(program, '    ')}\n\nMore prose."))
    assert f"```\n{program}\n```\n[1]" in text


def test_a_sentence_that_goes_on_in_another_column_is_one(prompt_of: MakePrompt) -> None:
    said = "True. A sencha is similar to a bancha\n        in how it is brewed."
    assert (
        written(prompt_of("What is a sencha similar to?", said))
        == "A sencha is similar to a bancha in how it is brewed. [1]"
    )


def test_a_link_is_quoted_by_its_words(prompt_of: MakePrompt) -> None:
    assert "See the brewing guide." in written(prompt_of("Is there a guide?", "See [the brewing guide](docs/brew.md)."))


def test_it_is_brief_and_says_nothing_twice(prompt_of: MakePrompt) -> None:
    text = written(prompt_of("kettle water", *[f"The kettle number {n} boils water." for n in range(50)], KETTLE))
    assert 1 <= len(re.findall(r"\[\d+\]", text)) <= 4
    assert len(written(prompt_of("kettle", " ".join([KETTLE] * 20), most=20))) < 120
    assert written(prompt_of("the same", "The same words.", "The same words.")).count("same words") == 1


def test_meaning_finds_what_shares_no_word(prompt_of: MakePrompt) -> None:
    class Near:
        name, dimension = "near", 2

        def embed(self, texts: Sequence[str]) -> Vectors:
            return np.array([[1, 0] if "lift" in text or "elevator" in text else [0, 1] for text in texts], np.float32)

    prompt = prompt_of(
        "Where is the lift?", "Bread is on the left. Somebody baked it. The elevator waits behind the door."
    )
    assert "".join(Extractive(terms, Near).stream(prompt)).startswith("The elevator waits behind the door. [1]")


@given(
    asked=st.text(max_size=60),
    texts=st.lists(
        st.text(alphabet=st.sampled_from("ab kettle.?!\n-*`#>=|(3é。"), max_size=300), min_size=1, max_size=5
    ),
)
def test_every_quotation_stands_in_the_passage_that_it_names(asked: str, texts: list[str]) -> None:
    passages = tuple(
        Passage(id=f"passage/{n}", text=text, title="", source="s", place="", score=0.5, parts={}, similarity=0.5)
        for n, text in enumerate(texts)
    )
    prompt = Prompt(messages=(Message(role="user", text=asked),), passages=passages)
    if not any(text.strip() for text in texts):
        return
    quoted = re.split(r"\[(\d+)\]", written(prompt))
    for said, number in zip(quoted[::2], quoted[1::2], strict=False):
        flat = " ".join(said.split()).removeprefix("```").removesuffix("```").strip(" …")
        whole = " ".join(texts[int(number) - 1].split())
        assert all(part in whole for part in re.split(", |: ", flat)), "verbatim, but for a row's columns"
