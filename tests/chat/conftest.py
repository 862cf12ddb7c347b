from __future__ import annotations

from collections.abc import Iterator

import pytest

import workbench
from workbench.app import Lab
from workbench.core.generation import Generator


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A lab whose Ada remembers a few things, and Boris one."""
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada")
        ada.remember("Bees dance to tell each other where flowers are.", about="bees.dance")
        ada.remember("A kettle boils faster with its lid on.", about="kitchen.kettle")
        ada.remember(
            "A task is started by asyncio.create_task and ends when its coroutine does.", about="asyncio.create_task"
        )
        ada.remember("Task.cancel stops a task at its next await.", about="asyncio.Task.cancel")
        lab.agent("Boris").remember("The spare key lies under the blue pot.", about="house.key")
        yield lab


def write_by(lab: Lab, generator: Generator) -> None:
    """Have the answers of a lab written by a generator."""
    vars(lab._writing)["generator"] = generator
