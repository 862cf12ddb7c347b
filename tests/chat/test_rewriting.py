"""Rewriting: follow-up questions take over what they left out, by a rule or by a model."""

from __future__ import annotations

import pytest

from tests.chat.writers import Scripted
from workbench.chat import Turn
from workbench.chat.rewriting import leans, understand

BEFORE = Turn(
    question="How do I start a task?", understood="How do I start a task?", text="So [1].", topic="asyncio.create_task"
)


@pytest.mark.parametrize(
    ("question", "follows"),
    [
        ("And how do I stop it?", True),
        ("What about files?", True),
        ("Why?", True),
        ("Can they be reused for several connections at once?", True),
        ("Which exception does a cancelled coroutine raise?", False),
        ("How large may an uploaded picture be by default?", False),
    ],
)
def test_which_questions_lean_on_the_one_before(question: str, follows: bool) -> None:
    assert leans(question) is follows


def test_by_rule_a_follow_up_takes_over_topic_and_words() -> None:
    quoting = Scripted([], name="extractive")
    assert understand("How do I stop it?", [BEFORE], quoting) == "How do I stop it? (asyncio.create_task, start task)"
    assert understand("How do I stop it?", [], quoting) == "How do I stop it?"
    assert quoting.prompts == []


def test_a_model_is_asked_and_the_rule_holds_where_it_fails() -> None:
    model = Scripted(["How do I stop\u202e a task?", "\nSecond line"])
    assert understand("How do I stop it?", [BEFORE], model) == "How do I stop a task?"
    assert [message.role for message in model.prompts[0].messages] == ["system", "user", "assistant", "user"]
    for bad in (Scripted(["How "], failure="Away."), Scripted(["  \n"])):
        assert understand("How do I stop it?", [BEFORE], bad).endswith("(asyncio.create_task, start task)")
