"""Writing: a lab's generator, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from workbench.core.errors import BadInput
from workbench.core.generation import Message, Passage, Prompt
from workbench.core.ports import Embedder
from workbench.models.generation import Generation, Writer, open_generator
from workbench.retrieval.terms import terms


class Named(NamedTuple):
    """Who writes for a lab.

    Attributes:
        name: as `open_generator` takes it.
        key: what a server wants to be asked with; never shown.
    """

    name: str | None = None
    key: str | None = None

    def __repr__(self) -> str:
        return f"<Named {self.name}>"


class Writing:
    """Opens the generator on first use.

    Args:
        named: who writes.
        embedder: opens the model that compares meanings.
    """

    def __init__(self, named: Named, embedder: Callable[[], Embedder]) -> None:
        self._named = named
        self._embedder = embedder

    @cached_property
    def generator(self) -> Writer:
        """Who writes."""
        return open_generator(self._named.name, key=self._named.key, terms=terms, embedder=self._embedder)

    def generate(
        self,
        asked: str | Sequence[Message] | Prompt,
        *,
        passages: Sequence[Passage] = (),
        most: int = 512,
        temperature: float = 0.0,
    ) -> Generation:
        """Have something written.

        Raises:
            BadInput: it asks for nothing, for more than may be, or for a temperature that is none.
        """
        if isinstance(asked, Prompt):
            return Generation(self.generator, asked)
        messages = (Message(role="user", text=asked),) if isinstance(asked, str) else tuple(asked)
        if not messages or not messages[-1].text.strip():
            raise BadInput("Nothing is asked.", 'Ask something, as lab.generate("Why is the sky blue?").')
        if not 1 <= most <= 32_768 or not 0 <= temperature <= 2:
            raise BadInput(
                f"{most} tokens at a temperature of {temperature} cannot be asked for.",
                "Ask for 1 to 32,768 tokens, at a temperature of 0 to 2.",
            )
        prompt = Prompt(messages=messages, passages=tuple(passages), most=most, temperature=temperature)
        return Generation(self.generator, prompt)

    def close(self) -> None:
        """Let go of connections, threads and weights."""
        if "generator" in vars(self):
            self.generator.close()
