"""Reporting: any event of the lab's vocabulary, said by an agent in the same words that the hub understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.core.cloudevents import from_cloud
from workbench.core.errors import BadInput

if TYPE_CHECKING:
    from workbench.app.lab import Lab

# Each of these begins something; all others are about something that is there, and have to say what.
BEGINNINGS = frozenset(
    (
        "decision.recorded",
        "error.recorded",
        "exam.predicted",
        "insight.raised",
        "knowledge.shared",
        "memory.created",
        "pattern.found",
        "session.started",
        "task.started",
    )
)


def report(lab: Lab, agent: str, kind: str, subject: str | None, data: dict[str, Any]) -> str:
    """Have an agent say that something happened; see `Agent.report`."""
    if subject is None:
        if kind in lab.log.vocabulary.kinds and kind not in BEGINNINGS:
            raise BadInput(f"“{kind}” is about something that is there already.", "Give its subject after the kind.")
        subject = lab.scribe.new(kind.partition(".")[0])
    said = {"type": kind, "source": agent, "subject": subject, "data": data}
    checked = from_cloud(said, lab.log.vocabulary, new_id=lambda: "checked", now=lab.scribe.now)
    lab.log.append([lab.scribe.event(agent, subject, checked.data)])
    return subject
