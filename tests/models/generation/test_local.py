"""A model that transformers runs here, taught one answer by heart."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path

import pytest

from tests.models.generation.conftest import MakePrompt
from tests.models.generation.tiny import ANSWER, ASKED, make_tiny
from workbench.core.errors import BadInput, NotFound, Unavailable
from workbench.core.generation import Cancel, Message, Prompt
from workbench.models.generation import Writer, open_generator
from workbench.retrieval.terms import terms


@pytest.fixture(scope="module")
def writer(tiny: Path) -> Writer:
    return open_generator(f"transformers:{tiny}", terms=terms)


def test_it_writes_what_it_was_taught_in_pieces(writer: Writer, prompt_of: MakePrompt) -> None:
    pieces = list(writer.stream(prompt_of(ASKED, most=100)))
    assert "".join(pieces) == ANSWER
    assert len(pieces) > 3
    assert "cpu" in writer.check() or "cuda" in writer.check()


def test_it_writes_no_more_than_asked(writer: Writer, prompt_of: MakePrompt) -> None:
    assert "".join(writer.stream(prompt_of(ASKED, most=10))) == ANSWER[:10]


def test_a_temperature_is_taken(writer: Writer) -> None:
    prompt = Prompt(messages=(Message(role="user", text=ASKED),), most=20, temperature=0.01)
    assert "".join(writer.stream(prompt)) == ANSWER[:20]


def test_cancelling_really_ends_the_work(writer: Writer, prompt_of: MakePrompt) -> None:
    cancel = Cancel()
    pieces = writer.stream(prompt_of(ASKED, most=100), cancel)
    first = next(pieces)
    cancel.cancel()
    assert list(pieces) == []
    assert len(first) < len(ANSWER)
    assert not [thread for thread in threading.enumerate() if thread.name == "generate"]
    assert list(writer.stream(prompt_of(ASKED), cancel)) == []


def test_closing_ends_the_work_and_the_next_text_is_written(writer: Writer, prompt_of: MakePrompt) -> None:
    pieces = iter(writer.stream(prompt_of(ASKED, most=100)))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "generate"]
    assert "".join(writer.stream(prompt_of(ASKED, most=100))) == ANSWER


def test_what_does_not_fit_is_left_out_and_told(
    writer: Writer, prompt_of: MakePrompt, caplog: pytest.LogCaptureFixture
) -> None:
    old = Message(role="user", text="old " * 100)
    prompt = prompt_of(ASKED, "A passage. " * 60)
    long = Prompt(messages=(old, Message(role="assistant", text="Yes."), *prompt.messages), passages=prompt.passages)
    with caplog.at_level(logging.WARNING, "workbench.generation"):
        assert "".join(writer.stream(long)) == ANSWER
    assert "2 messages and 1 passages left out" in caplog.text
    with pytest.raises(BadInput, match="tokens"):
        list(writer.stream(prompt_of("long " * 100)))


def test_a_failure_within_reaches_whoever_asks(
    writer: Writer, prompt_of: MakePrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from transformers import LlamaForCausalLM

    def fail(*_: object, **__: object) -> torch.Tensor:
        raise RuntimeError("out of memory\nat length")

    with monkeypatch.context() as patched:
        patched.setattr(LlamaForCausalLM, "forward", fail)
        with pytest.raises(Unavailable, match="out of memory"):
            list(writer.stream(prompt_of(ASKED)))
    assert "".join(writer.stream(prompt_of(ASKED, most=100))) == ANSWER


def test_a_model_without_a_template_reads_plain_text(tmp_path: Path, prompt_of: MakePrompt) -> None:
    plain = open_generator(f"transformers:{make_tiny(tmp_path / 'plain', template=False)}", terms=terms)
    assert len("".join(plain.stream(prompt_of(ASKED, most=8)))) > 0


def test_what_is_not_there_is_said(tmp_path: Path, tiny: Path, prompt_of: MakePrompt) -> None:
    for name in (str(tmp_path), "nobody/has-this-model"):
        with pytest.raises(NotFound):
            open_generator(f"transformers:{name}", terms=terms)
    for name in ("transformers:", "transformers:a b/c d", "gpt", "ftp://host/v1#m"):
        with pytest.raises(BadInput):
            open_generator(name, terms=terms)
    damaged = shutil.copytree(tiny, tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(Unavailable, match="cannot be loaded"):
        list(open_generator(f"transformers:{damaged}", terms=terms).stream(prompt_of(ASKED)))
