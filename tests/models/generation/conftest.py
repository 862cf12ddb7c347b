"""Passages to answer from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.models.generation.tiny import make_tiny
from workbench.core.generation import Message, Passage, Prompt

MakePrompt = Callable[..., Prompt]


@pytest.fixture
def prompt_of() -> MakePrompt:
    """A prompt that asks something of some texts, the first of which is the best."""

    def make(asked: str, *texts: str, most: int = 512, titles: tuple[str, ...] = ()) -> Prompt:
        passages = tuple(
            Passage(
                id=f"passage/{number}",
                text=text,
                title=titles[number] if number < len(titles) else "",
                source="collection/tests",
                place="",
                score=1.0 / (number + 1),
                parts={},
                similarity=0.5,
            )
            for number, text in enumerate(texts)
        )
        return Prompt(messages=(Message(role="user", text=asked),), passages=passages, most=most)

    return make


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model that was taught one answer."""
    return make_tiny(tmp_path_factory.mktemp("models") / "tiny")
