"""Floor 2: who belongs to a lab."""

from workbench.members.service import Members, Registry, agent_id
from workbench.members.state import Member, MembersState

__all__ = ["Member", "Members", "MembersState", "Registry", "agent_id"]
