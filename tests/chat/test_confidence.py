"""Confidence: what it rests on, that it is a probability, and that it keeps its meaning in material of any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench
from benchmarks.answers import expected_calibration_error
from workbench.chat import Evidence
from workbench.chat.confidence import REFUSED_BELOW, TENTATIVE_BELOW, confidence, outlook
from workbench.chat.evidence import measure, names, rarities
from workbench.core.generation import Passage
from workbench.retrieval import Background

SHARES = st.floats(0.0, 1.0)
EVIDENCE = st.builds(Evidence, closest=st.floats(-1.0, 1.0), lacking=SHARES, unknown=st.sampled_from([0.0, 1.0]))


@given(EVIDENCE, SHARES)
def test_it_is_a_probability_that_rises_with_what_speaks_for_it(evidence: Evidence, more: float) -> None:
    sure = confidence(evidence)
    assert 0.0 < sure < 1.0
    closer = Evidence(closest=evidence.closest + more, lacking=evidence.lacking, unknown=evidence.unknown)
    poorer = Evidence(closest=evidence.closest, lacking=evidence.lacking + more, unknown=1.0)
    assert confidence(closer) >= sure >= confidence(poorer)


@given(SHARES)
def test_every_share_has_one_kind(share: float) -> None:
    kinds = {"refused": share < REFUSED_BELOW, "answered": share >= TENTATIVE_BELOW}
    assert [kind for kind, fits in kinds.items() if fits] == [kind for kind in [outlook(share)] if kind != "tentative"]


def passage(text: str) -> Passage:
    return Passage(
        id="memory/1", text=text, title="", source="agent/ada", place="", score=1.0, parts={}, similarity=0.5
    )


def test_what_is_measured_is_what_the_page_says() -> None:
    compared: list[str] = []

    def compare(question: str, texts: object) -> list[float]:
        compared.extend(texts)  # type: ignore[arg-type]
        return [0.25 if "dance" in text else 0.1 for text in compared]

    met = Background(size=9, having={"bee": 2, "danc": 1})
    question = "Do bees dance in Zanzibar?"
    evidence = measure(question, [passage("It rains. Bees dance here."), passage("Bees buzz.")], met, compare)
    weights = rarities(question, met)
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["zanzibar"] > weights["danc"] > weights["bee"]
    assert compared == ["Bees dance here.", "Bees buzz.", "It rains."]
    assert (evidence.closest, evidence.unknown) == (0.25, 1.0)
    assert evidence.lacking == pytest.approx(weights["zanzibar"])
    assert names("Is numpy.int_8 an IEEE thing in Basel?") == ["numpy.int_8", "IEEE", "Basel"]


@pytest.mark.parametrize("others", [0, 3, 60])
def test_it_means_the_same_in_little_and_in_much_material(others: int) -> None:
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        ada.remember("Bees dance to tell each other where flowers are.")
        for number in range(others):
            ada.remember(f"On day {number} the train to the coast was {number} minutes late, and it rained.")
        right = lab.ask("Why do bees dance to each other about flowers?", agent=ada)
        wrong = lab.ask("Who won the chess championship in Reykjavik?", agent=ada)
    assert right.confidence > 0.6 and wrong.kind == "refused"


def test_calibration_error_is_0_for_what_is_right_and_large_for_what_is_not() -> None:
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert expected_calibration_error([1.0, 0.0], [False, True]) == pytest.approx(1.0)
    assert expected_calibration_error([0.95, 0.05], [True, False]) == pytest.approx(0.05)
