"""Conflicts of a lab: found among what is near, of any moment, and never of what was forgotten or is about something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput
from workbench.memory.pairs import Pairs

FIVE, TEN = "The cache expires after 5 minutes.", "The cache expires after 10 minutes."


def pairs(lab: Lab, agent: str | None = None, own: bool = True) -> list[tuple[str, str]]:
    return [(pair.first.id, pair.second.id) for pair in lab.memory.conflicts(agent, own=own).pairs]


def test_a_conflict_says_why_and_which_is_later() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        first = ada.remember(TEN, when=datetime(2026, 5, 2, tzinfo=UTC))
        second = ada.remember(FIVE, when=datetime(2026, 5, 1, tzinfo=UTC))
        ada.remember("Bees dance to tell where flowers are.")
        found = lab.memory.conflicts()
        (pair,) = found.pairs
        assert (pair.first, pair.second, pair.later) == (first, second, first.id)
        assert pair.why == "another number in the same place: “10 minutes” and “5 minutes”"
        assert (found.count, found.compared, found.near) == (1, 3, 1)
        shown = found._repr_mimebundle_()
        assert "5 minutes" in shown["text/plain"]
        assert "the later one" in shown["text/html"]


def test_the_past_has_the_conflicts_that_it_had() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        ada.remember(FIVE)
        before = lab.log.head
        second = ada.remember(TEN)
        then = lab.log.head
        ada.update(second, text=FIVE.replace("expires", "is emptied"))
        assert lab.memory.conflicts().count == 0
        assert lab.at(before).memory.conflicts().count == 0
        assert [pair.second.text for pair in lab.at(then).memory.conflicts().pairs] == [TEN]
        ada.forget(second)
        for memories in (lab.memory, lab.at(then).memory):
            assert memories.conflicts().count == 0


def test_only_what_one_agent_says_is_compared_unless_asked_for() -> None:
    with workbench.open("memory:") as lab:
        one, other = lab.agent("Ada").remember(FIVE), lab.agent("Boris").remember(TEN)
        assert pairs(lab) == pairs(lab, "Ada", own=False) == []
        assert pairs(lab, own=False) == [(one.id, other.id)]


def test_two_agents_that_speak_of_themselves_do_not_contradict_each_other() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        ada.remember("I have two brothers.")
        lab.agent("Boris").remember("I have three brothers.")
        assert pairs(lab, own=False) == []
        ada.remember("I have three brothers.")
        assert len(pairs(lab)) == 1


def test_what_is_about_two_things_is_not_compared() -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        ada.remember(FIVE, about="cache.get")
        ada.remember(TEN, about="cache.put")
        assert pairs(lab) == []
        ada.remember(TEN, about="cache.get")
        assert len(pairs(lab)) == 1


def told(pairs: Pairs, position: int | None, own: bool) -> list[object]:
    """All that is said of memories, but for how similar they are: that depends on the size of what is multiplied, in the last digit."""
    clashes = pairs.clashes(position, None, own=own).found
    twins = pairs.twins(position, None, own=own, most=100)
    return [
        *((each.first, each.second, each.signals) for each in clashes),
        *sorted((each.first, each.second) for each in twins.pairs),
    ]


def test_what_comes_later_is_found_as_if_all_had_come_at_once() -> None:
    texts = [
        FIVE,
        "Bees dance.",
        TEN,
        "Eve lives in Rome.",
        "Bees don't dance.",
        FIVE,
        "Eve has moved to Paris.",
        "The cache expires.",
    ]
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        for number, text in enumerate(texts):
            kept = ada.remember(text)
            if number == 3:
                ada.update(kept, text="Eve lives in Oslo.")
            for position in (None, lab.log.head - 1):
                fresh = Pairs(lab.log, lab._recall)
                for own in (True, False):
                    grown, anew = (told(each, position, own) for each in (lab._recall.pairs, fresh))
                    assert grown == anew
        assert lab.memory.conflicts().count == 4


@pytest.mark.parametrize("most", [0, 1_001])
def test_too_many_are_refused(most: int) -> None:
    with workbench.open("memory:") as lab, pytest.raises(BadInput, match="pairs were asked for"):
        lab.memory.conflicts(most=most)
