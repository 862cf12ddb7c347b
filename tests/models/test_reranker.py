"""The reranker: a cross-encoder by name, and what it does to the order of a recall."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import workbench
from tests.models.conftest import Maker
from workbench.core.errors import BadInput, NotFound, Unavailable
from workbench.memory import Hit
from workbench.models import open_reranker
from workbench.models.files import ModelFiles
from workbench.retrieval import FIRST

FACTS = [
    "Bees dance to tell where flowers are.",
    "The queen of the bees sleeps.",
    "A kettle boils faster with its lid on.",
]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder that was taught one thing: what speaks of a kettle answers every question."""
    import torch
    import transformers

    folder = tmp_path_factory.mktemp("models") / "kettles"
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=30_522,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        num_labels=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = transformers.BertForSequenceClassification(config)
    words = ModelFiles.find("all-MiniLM-L6-v2").folder
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(words / name, folder.mkdir(exist_ok=True) or folder / name)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    asked = ["Where are flowers?", "Who sleeps?", "What is hot?"]
    pairs = [(query, text) for query in asked for text in FACTS]
    batch = tokenizer([query for query, _ in pairs], [text for _, text in pairs], padding=True, return_tensors="pt")
    wanted = torch.tensor([1.0 if "kettle" in text else -1.0 for _, text in pairs])
    for _ in range(60):
        model.zero_grad()
        torch.nn.functional.mse_loss(model(**batch).logits[:, 0], wanted).backward()
        with torch.no_grad():  # by hand: torch.optim takes long to import
            for weights in model.parameters():
                weights -= 0.003 * weights.grad.sign()
    model.save_pretrained(folder)
    return folder


def seen(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.memory.text, round(hit.score, 4)) for hit in hits]


def test_it_judges_question_and_text_together(judge: Path) -> None:
    scores = open_reranker(str(judge)).score("Where are flowers?", FACTS)
    assert scores.argmax() == 2 and scores[2] > 0.5 > scores[:2].max()
    long = ["kettle " * 5_000, "x" * 100_000, ""] * 7
    assert np.isfinite(open_reranker(str(judge)).score("flowers " * 1_000, long)).all()
    assert open_reranker(str(judge)).score("Where?", []).shape == (0,)


def test_a_recall_is_ordered_by_it_and_says_so(judge: Path) -> None:
    with workbench.open("memory:") as plain, workbench.open("memory:", reranker=str(judge)) as lab:
        for fact in FACTS:
            lab.agent("Ada").remember(fact)
            plain.agent("Ada").remember(fact)
        before = plain.memory.recall("Where are flowers?")
        after = lab.memory.recall("Where are flowers?")
        assert (before[0].memory.text, after[0].memory.text) == (FACTS[0], FACTS[2])
        assert "reading" not in before[0].parts and after[0].parts["reading"] == pytest.approx(0.75)
        assert all(hit.score == pytest.approx(sum(hit.parts.values())) for hit in after)
        assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
        assert [hit.memory.text for hit in lab.memory.recall("Where are flowers?", 1)] == [FACTS[2]]


def test_what_is_behind_the_first_stays_behind_in_its_order(judge: Path) -> None:
    texts = [f"Bees dance{' in the hive' * (number % 5)}, day {number}." for number in range(FIRST + 9)] + [FACTS[2]]
    with workbench.open("memory:") as plain, workbench.open("memory:", reranker=str(judge)) as lab:
        for text in texts:
            lab.agent("Ada").remember(text)
            plain.agent("Ada").remember(text)
        before = [hit.memory.text for hit in plain.memory.recall("dance of the bees", 100)]
        after = [hit.memory.text for hit in lab.memory.recall("dance of the bees", 100)]
        assert after[FIRST:] == before[FIRST:] and FACTS[2] in after[FIRST:]
        assert sorted(after[:FIRST]) == sorted(before[:FIRST]) and after[:FIRST] != before[:FIRST]


def test_the_past_is_ordered_by_it_as_it_was(judge: Path) -> None:
    with workbench.open("memory:", reranker=str(judge)) as lab:
        ada = lab.agent("Ada")
        memory = [ada.remember(fact) for fact in FACTS][2]
        then, hits = lab.log.head, seen(lab.memory.recall("Who sleeps?"))
        ada.update(memory, text="Bees sleep.")
        assert seen(lab.at(then).memory.recall("Who sleeps?")) == hits
        assert seen(lab.memory.recall("Who sleeps?")) != hits


def test_passages_of_documents_are_ordered_by_it_too_now_and_in_the_past(judge: Path) -> None:
    with workbench.open("memory:", reranker=str(judge)) as lab:
        for number, fact in enumerate(FACTS):
            lab.collections.ingest(fact.encode(), "facts", name=f"{number}.txt", media="text/plain", show=False)
        then, found = lab.log.head, lab.collections.find("Where are flowers?")
        assert found[0].text == FACTS[2] and found[0].parts["reading"] == pytest.approx(0.75)
        assert lab.ask("Where are flowers?").passages[0].text == FACTS[2]
        lab.collections.ingest(
            b"A kettle sings where the flowers are.", "facts", name="3.txt", media="text/plain", show=False
        )
        past = lab.at(then).collections.find("Where are flowers?")
        assert [(each.id, round(each.score, 4)) for each in past] == [(each.id, round(each.score, 4)) for each in found]
        assert past != lab.collections.find("Where are flowers?")


def test_the_environment_names_one(monkeypatch: pytest.MonkeyPatch, judge: Path) -> None:
    monkeypatch.setenv("WORKBENCH_RERANKER", str(judge))
    with workbench.open("memory:") as lab:
        lab.agent("Ada").remember(FACTS[0])
        assert "reading" in lab.memory.recall("bees")[0].parts


def test_one_that_is_not_there_is_said_when_it_is_needed() -> None:
    with workbench.open("memory:", reranker="no/such-reranker") as lab:
        lab.agent("Ada").remember(FACTS[0])
        with pytest.raises(NotFound, match="hf download no/such-reranker"):
            lab.memory.recall("bees")


def test_what_does_not_judge_or_says_two_numbers_is_refused(make_model: Maker, judge: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="judges no texts"):
        open_reranker(str(make_model("Bert")))
    two = shutil.copytree(judge, tmp_path / "two")
    config = json.loads((two / "config.json").read_text())
    (two / "config.json").write_text(json.dumps(config | {"id2label": {"0": "no", "1": "yes"}}))
    with pytest.raises(BadInput, match="gives 2 numbers"):
        open_reranker(str(two))


def test_damaged_weights_are_said(judge: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(judge, tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(Unavailable, match="cannot be loaded"):
        open_reranker(str(damaged)).score("Who?", FACTS)
