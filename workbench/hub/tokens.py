"""Tokens: signed statements of who somebody is in one lab and what they may do there.

A token is a JWT (RFC 7519) signed with HMAC-SHA-256 under the lab's secret. It names its lab by the epoch of the log, so a
token of another lab, or of this one before it was begun anew, opens nothing.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta

import jwt
import msgspec

from workbench.core.errors import BadInput, Unauthenticated
from workbench.hub.roles import ROLES, Role

LIFETIME = timedelta(days=30)
_ALGORITHM = "HS256"
_LONGEST = 4_096
_WHO = re.compile(r"(agent|person)/[!-~]{1,400}")
_REMEDY = "Make one with `workbench token`."


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks.

    Attributes:
        who: as ``agent/ada`` or ``person/eve``.
        role: what they may do.
        expires: when the token ends.
        token: the id of the token, never the token itself.
    """

    who: str
    role: Role
    expires: datetime
    token: str


class _Claims(msgspec.Struct, kw_only=True):
    sub: str
    role: Role
    lab: str
    iat: int
    exp: int
    jti: str


def make_token(secret: bytes, epoch: str, who: str, role: Role, lifetime: timedelta = LIFETIME) -> str:
    """A fresh token.

    Args:
        secret: the lab's key.
        epoch: the identity of the lab's log.
        who: whose it is, as ``agent/ada`` or ``person/eve``.
        role: what its bearer may do.
        lifetime: how long it holds.

    Raises:
        BadInput: `who` or `role` is none.
    """
    if not _WHO.fullmatch(who):
        raise BadInput(f"“{who[:100]}” is nobody a token can be for.", "Say agent/<name> or person/<name>.")
    if role not in ROLES:
        raise BadInput(f"There is no role “{str(role)[:100]}”.", f"Choose one of {', '.join(ROLES)}.")
    now = datetime.now(UTC)
    claims = {
        "sub": who,
        "role": role,
        "lab": epoch,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": secrets.token_hex(8),
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def check_token(token: str, secret: bytes, epoch: str) -> Identity:
    """Whose token this is.

    Raises:
        Unauthenticated: it is malformed, unsigned, signed by somebody else, of another lab, or has expired.
    """
    try:
        if len(token) > _LONGEST:
            raise Unauthenticated("The token is too long to be one of ours.", _REMEDY)
        raw = jwt.decode(
            token, secret, algorithms=[_ALGORITHM], options={"require": ["sub", "role", "lab", "iat", "exp", "jti"]}
        )
        claims = msgspec.convert(raw, _Claims)
        if not _WHO.fullmatch(claims.sub):
            raise Unauthenticated("The token is not one of ours.", _REMEDY)
        expires = datetime.fromtimestamp(claims.exp, UTC)
    except jwt.ExpiredSignatureError:
        raise Unauthenticated("The token has expired.", "Make a new one with `workbench token`.") from None
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
        raise Unauthenticated("The token was not signed by this lab.", _REMEDY) from None
    except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError, OverflowError, OSError, RecursionError):
        raise Unauthenticated("The token is malformed.", "Copy it whole, or make one with `workbench token`.") from None
    if claims.lab != epoch:
        raise Unauthenticated("The token is for another lab.", "Make one for this lab with `workbench token`.")
    return Identity(who=claims.sub, role=claims.role, expires=expires, token=claims.jti)
