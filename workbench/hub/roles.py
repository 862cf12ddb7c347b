"""Roles: what the bearer of a token may do. Each may do what those before it may."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["reader", "agent", "researcher", "overseer", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)


def reaches(role: Role, needed: Role) -> bool:
    """Whether a role may do what another may.

    >>> reaches("researcher", "agent"), reaches("reader", "agent")
    (True, False)
    """
    return ROLES.index(role) >= ROLES.index(needed)
