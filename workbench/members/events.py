"""What can happen to members."""

from __future__ import annotations

from workbench.core.events import Name, Payload, Tags


class AgentRegistered(Payload, tag="agent.registered", frozen=True, kw_only=True):
    """An agent joined the lab. The subject is the agent; a name is registered once.

    Attributes:
        name: as people write it.
        interests: technologies it wants to study, most wanted first.
    """

    name: Name
    interests: Tags = ()


class AgentUpdated(Payload, tag="agent.updated", frozen=True, kw_only=True):
    """An agent's interests changed.

    Attributes:
        interests: the whole new list.
    """

    interests: Tags


EVENTS = (AgentRegistered, AgentUpdated)
