"""Tokens: what is taken, and that everything else is refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.errors import BadInput, Unauthenticated
from workbench.hub.roles import ROLES, reaches
from workbench.hub.tokens import check_token, make_token

SECRET = b"s" * 64
OTHER = b"t" * 64


def claims(**changes: Any) -> dict[str, Any]:
    fine = {"sub": "person/eve", "role": "admin", "lab": "epoch", "iat": 1, "exp": 2**33, "jti": "x"}
    return {key: value for key, value in {**fine, **changes}.items() if value is not None}


@pytest.mark.parametrize("role", ROLES)
def test_a_token_says_who_and_what(role: Any) -> None:
    identity = check_token(make_token(SECRET, "epoch", "agent/ada", role), SECRET, "epoch")
    assert (identity.who, identity.role) == ("agent/ada", role)


def test_no_two_tokens_are_alike() -> None:
    first, second = (make_token(SECRET, "epoch", "agent/ada", "agent") for _ in range(2))
    assert check_token(first, SECRET, "epoch").token != check_token(second, SECRET, "epoch").token


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        (make_token(SECRET, "epoch", "person/eve", "reader", timedelta(seconds=-1)), "expired"),
        (make_token(SECRET, "other", "person/eve", "reader"), "another lab"),
        (make_token(OTHER, "epoch", "person/eve", "reader"), "not signed by this lab"),
        (jwt.encode(claims(), None, algorithm="none"), "not signed by this lab"),
        (jwt.encode(claims(), SECRET, algorithm="HS512"), "not signed by this lab"),
        (jwt.encode(claims(exp=None), SECRET), "malformed"),
        (jwt.encode(claims(jti=None), SECRET), "malformed"),
        (jwt.encode(claims(role="god"), SECRET), "malformed"),
        (jwt.encode(claims(sub="eve"), SECRET), "not one of ours"),
        (jwt.encode(claims(exp=2**70), SECRET), "malformed"),
        ("x" * 5_000, "too long"),
        ("a.b.c", "malformed"),
        ("ä", "malformed"),
    ],
)
def test_what_is_wrong_is_said(token: str, problem: str) -> None:
    with pytest.raises(Unauthenticated, match=problem) as caught:
        check_token(token, SECRET, "epoch")
    assert "workbench token" in caught.value.remedy


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_nothing_else_is_a_token(text: str) -> None:
    with pytest.raises(Unauthenticated):
        check_token(text, SECRET, "epoch")


@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    token = make_token(SECRET, "epoch", "person/eve", "reader")
    # The last character carries bits that base64 ignores.
    place = data.draw(st.integers(0, len(token) - 2))
    letter = data.draw(st.sampled_from("AZaz09-_.").filter(lambda letter: letter != token[place]))
    with pytest.raises(Unauthenticated):
        check_token(token[:place] + letter + token[place + 1 :], SECRET, "epoch")


@pytest.mark.parametrize(
    ("who", "role"), [("eve", "reader"), ("lab", "reader"), ("person/", "reader"), ("person/e", "x")]
)
def test_a_token_for_nobody_is_not_made(who: str, role: Any) -> None:
    with pytest.raises(BadInput):
        make_token(SECRET, "epoch", who, role)


def test_roles_are_in_order() -> None:
    assert [[reaches(mine, needed) for needed in ROLES] for mine in ROLES] == [
        [place <= own for place in range(len(ROLES))] for own in range(len(ROLES))
    ]
