"""A cross-encoder that a user names: its labels are read from its configuration, in whichever order they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbench
from tests.models.conftest import Maker
from workbench.core.errors import BadInput, NotFound
from workbench.models import NliModel


def certain(folder: Path, labels: list[str], sure: str) -> str:
    """Makes of a small model a classifier that always gives one label."""
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification

    config = AutoConfig.from_pretrained(folder, id2label=dict(enumerate(labels)))
    model = AutoModelForSequenceClassification.from_config(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([4.0 * (label == sure) for label in labels]))
    model.save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize(
    "labels", [["contradiction", "entailment", "neutral"], ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"]]
)
@pytest.mark.parametrize("place", [0, 2])
def test_the_label_for_contradiction_is_found_by_its_name(make_model: Maker, labels: list[str], place: int) -> None:
    model = NliModel(certain(make_model("Bert"), labels, labels[place]))
    said = model.contradiction([("Bees dance.", "Bees do not dance."), ("A " * 400, "Tea.")])
    right = labels[place].lower() == "contradiction"
    assert [chance > 0.9 for chance in said] == [right, right]
    assert model.contradiction([]) == []


def test_a_lab_says_what_the_model_said(make_model: Maker) -> None:
    model = certain(make_model("Bert"), ["contradiction", "entailment", "neutral"], "contradiction")
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        for text in ("Sofia never eats meat.", "Sofia ordered the lamb and ate all of the meat.", "Bees dance."):
            ada.remember(text)
        ada.remember("The cache expires after 5 minutes.")
        ada.remember("The cache expires after 10 minutes.")
        plain, read = lab.memory.conflicts(), lab.memory.conflicts(model=model)
        assert plain.count == 1
        assert read.count >= 2
        both = next(pair for pair in read.pairs if "cache" in pair.first.text)
        assert {signal.kind for signal in both.signals} == {"number", "model"}
        assert "a model that was named takes it for a contradiction" in both.why
        assert lab.memory.conflicts() == plain


def test_what_is_no_such_model_is_said(make_model: Maker, tmp_path: Path) -> None:
    folder = certain(make_model("Bert"), ["bad", "good", "so so"], "good")
    with pytest.raises(BadInput, match="no label for contradiction; it has bad, good, so so"):
        NliModel(folder).contradiction([("a", "b")])
    for name in ("no/such-model", str(tmp_path)):
        with pytest.raises(NotFound):
            NliModel(name)
