"""The session as it is read: a stretch of work, with who has it and the working state that goes with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from workbench.core.show import bundle, card, cut, facts, folded, line, table, who
from workbench.memory.sessions_state import Holding


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """One session as it is, or was at a moment.

    Attributes:
        id: its subject, as ``session/<id>``.
        goal: what the work is for.
        holder: who has it, as ``agent/ada`` or ``person/eve``; after its end, who had it last.
        waiting: to whom it was handed and who has not taken it yet; None for nobody.
        note: what was said when it was handed over last.
        state: the working state, named texts.
        holders: who had it, in order, and since when.
        since: when it was started.
        ended: whether it is over.
        outcome: what came of it, once it is over.
        forgotten: whether what was said in it was forgotten; then there are no texts, and nothing happens to it any more.
        position: the last event about it that counted.
    """

    id: str
    goal: str
    holder: str
    waiting: str | None
    note: str
    state: dict[str, str]
    holders: tuple[Holding, ...]
    since: datetime
    ended: bool
    outcome: str
    forgotten: bool
    position: int

    @property
    def standing(self) -> str:
        """Whose move it is, in words."""
        if self.forgotten:
            return f"forgotten, had by {who(self.holder)}"
        if self.ended:
            return f"ended by {who(self.holder)}"
        return f"held by {who(self.holder)}" + (f", waits for {who(self.waiting)}" if self.waiting else "")

    def __repr__(self) -> str:
        return f"<Session {self._title(80)}: {self.standing}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        state = {name: cut(text, 300) for name, text in self.state.items()}
        said = {"note": self.note, "outcome": self.outcome, "session": self.id}
        known = {name: text for name, text in said.items() if text}
        text = [repr(self), *(f"  {name}: {cut(value)}" for name, value in {**state, **known}.items())]
        held = table((who(each.member), f"since {each.since:%Y-%m-%d %H:%M:%S %Z}") for each in self.holders)
        inner = line(self.standing), facts(state), facts(known), folded("Who had it", held)
        return bundle("\n".join(text), card(self._title(300), *inner, note="session"))

    def _title(self, most: int) -> str:
        return cut(self.goal or self.id, most)
