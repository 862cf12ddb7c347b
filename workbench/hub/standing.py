"""What a token lets its bearer see of memories and sessions, and in whose name it may speak of them.

A token with the role agent is an agent at work: it sees what is its own, and speaks for itself. Every other role sees all; from
researcher on it may also speak for any agent.
"""

from __future__ import annotations

from workbench.core.errors import Forbidden
from workbench.hub.lab import LabPort
from workbench.hub.roles import reaches
from workbench.hub.tokens import Identity

_IDS = ("agent/", "person/")


def sees_all(identity: Identity) -> bool:
    """Whether somebody sees also what is not their own."""
    return identity.role != "agent"


def sees(identity: Identity, *whose: str | None) -> bool:
    """Whether somebody sees what belongs to one of these."""
    return sees_all(identity) or identity.who in whose


def whose(identity: Identity, said: str | None, lab: LabPort) -> str | None:
    """Of whom somebody asks, by name or id; None for everybody.

    Raises:
        Forbidden: they see only their own, and ask of somebody else.
        NotFound: there is no agent of that name.
    """
    found = None if said is None else _member(said, lab)
    if sees_all(identity):
        return found
    if found not in (None, identity.who):
        raise Forbidden(f"A token of the role agent sees what is {identity.who}'s.", "Leave the agent out.")
    return identity.who


def speaker(identity: Identity, said: str | None, lab: LabPort) -> str:
    """In whose name somebody speaks: their own, or that of an agent by name or id.

    Raises:
        Forbidden: they may not speak for that one.
        NotFound: there is no such agent.
    """
    found = identity.who if said is None else _member(said, lab)
    if found != identity.who:
        check_speaks(identity, found)
        lab.members.get(found)
    return found


def check_speaks(identity: Identity, member: str) -> None:
    """Nothing, if somebody may speak for a member.

    Raises:
        Forbidden: they may not.
    """
    if member == identity.who or (reaches(identity.role, "researcher") and member.startswith("agent/")):
        return
    raise Forbidden(
        f"This token may not speak for “{member[:100]}”.",
        "Speak for yourself; a token of the role researcher may speak for any agent, and for no other person.",
    )


def _member(said: str, lab: LabPort) -> str:
    return said if said.startswith(_IDS) else lab.members.get(said).id
