"""The generated pages say what the code says."""

from __future__ import annotations

import pytest

from docs.generate import HERE, pages
from workbench.app.words import VOCABULARY
from workbench.observatory import METRICS


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=pages())
def test_it_is_up_to_date(name: str, text: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == text, f"docs/{name} is stale: run python -m docs.generate"


def test_every_kind_and_field_is_explained() -> None:
    rows = [line for line in pages()["events.md"].splitlines() if line.startswith("| `")]
    assert len(rows) == len(VOCABULARY.kinds)
    for row, payload in zip(rows, VOCABULARY.payloads, strict=True):
        fields = row.split(" | ")[2].split("<br>")
        assert [field.split("`")[1] for field in fields] == list(payload.__struct_fields__)
        assert all(" — " in field for field in fields), row


def test_every_metric_is_defined() -> None:
    text = pages()["metrics.md"]
    for metric in METRICS.values():
        assert text.count(f"### {metric.title}\n") == 1
        assert text.count(f"| `{metric.name}` |") == 1
    assert "no claim about sentience" in text
