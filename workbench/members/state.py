"""The members of a lab, folded from their events."""

from __future__ import annotations

from datetime import datetime

import msgspec

from workbench.core.events import Record
from workbench.members.events import AgentRegistered, AgentUpdated


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member.

    Attributes:
        id: as ``agent/<slug>``.
        name: as people write it.
        interests: technologies it wants to study, most wanted first.
        since: when it joined.
    """

    id: str
    name: str
    interests: tuple[str, ...]
    since: datetime


class MembersState(msgspec.Struct):
    """Members by id, in the order in which they joined."""

    members: dict[str, Member] = msgspec.field(default_factory=dict)

    def apply(self, record: Record) -> None:
        subject, data = record.event.subject, record.event.data
        match data:
            case AgentRegistered() if subject.startswith("agent/") and subject not in self.members:
                self.members[subject] = Member(
                    id=subject, name=data.name, interests=data.interests, since=record.recorded
                )
            case AgentUpdated() if subject in self.members:
                self.members[subject] = msgspec.structs.replace(self.members[subject], interests=data.interests)
            case _:
                pass
