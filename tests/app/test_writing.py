"""A lab has texts written."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.app import Lab, open_lab
from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Message, Passage, Prompt

KETTLE = Passage(
    id="passage/1",
    text="The kettle boils in three minutes. Its lid is red.",
    title="",
    source="collection/tests",
    place="",
    score=1.0,
    parts={},
    similarity=0.5,
)
ASKED = "How long until the kettle boils?"


def test_a_text_is_quoted_iterated_and_shown(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab") as lab:
        text = lab.generate(ASKED, passages=[KETTLE])
        assert "nothing yet" in repr(text)
        assert next(iter(text)) == "The "
        assert text.text == "".join(text) == "The kettle boils in three minutes. [1]"
        assert "three minutes. [1]" in text._repr_mimebundle_()["text/html"]
        asked = Prompt(messages=(Message(role="user", text=ASKED),), passages=(KETTLE,))
        assert lab.generate(asked).text == lab.generate(asked.messages, passages=[KETTLE]).text == text.text
        stopped = lab.generate(asked)
        stopped.cancel()
        assert stopped.text == ""
        # What is quoted leaves nothing behind that forgetting would not find.
        assert "embedder" not in vars(lab)


def test_what_cannot_be_asked_is_refused() -> None:
    with open_lab("memory:") as lab:
        for asked, how in ((" ", {}), ((), {}), ("Why?", {"most": 0}), ("Why?", {"temperature": 3.0})):
            with pytest.raises(BadInput):
                lab.generate(asked, **how)
        with pytest.raises(Unavailable, match="WORKBENCH_GENERATOR"):
            _ = lab.generate("Why?").text


def test_the_environment_names_who_writes_and_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_GENERATOR", "http://127.0.0.1:9/v1#tiny")
    monkeypatch.setenv("WORKBENCH_GENERATOR_KEY", "sk-secret")
    with open_lab("memory:") as lab:
        assert lab.generator.name == "tiny"
        assert "sk-secret" not in f"{lab!r} {_deep(lab)}"
    with open_lab("memory:", generator="extractive") as lab:
        assert lab.generator.name == "extractive"


def _deep(lab: Lab) -> str:
    return f"{vars(lab._writing)} {vars(lab.generator)} {lab.generator.check()}"
