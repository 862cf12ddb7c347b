"""A filter takes agents as people name them, and refuses what could never fit."""

from __future__ import annotations

import pytest

from workbench.app import VOCABULARY
from workbench.core.errors import BadInput
from workbench.hub.subscription import make_filter


@pytest.mark.parametrize("said", ["Ada", "ada", "agent/ada"])
def test_an_agent_is_named_or_given_by_id(said: str) -> None:
    assert make_filter(VOCABULARY, agent=said).agent == "agent/ada"


def test_other_members_are_given_by_id() -> None:
    assert make_filter(VOCABULARY, agent="person/eve").agent == "person/eve"


@pytest.mark.parametrize("said", ["", "a" * 601, "\x07"])
def test_what_names_nobody_is_refused(said: str) -> None:
    with pytest.raises(BadInput):
        make_filter(VOCABULARY, agent=said)


def test_a_kind_that_does_not_exist_is_refused_with_a_near_one() -> None:
    with pytest.raises(BadInput, match=r"memory\.created"):
        make_filter(VOCABULARY, kinds=["memory.creatd"])
