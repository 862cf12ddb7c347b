"""Twins and conflicts over HTTP: of whom one may see, now and as of a moment."""

from __future__ import annotations

import httpx

from tests.hub.rest.hubs import hub
from workbench.app import Lab

FIVE, TEN = "The cache expires after 5 minutes.", "The cache expires after 10 minutes."


async def test_twins_and_conflicts_are_told_with_what_they_are_of(client: httpx.AsyncClient, lab: Lab) -> None:
    ada, boris = lab.agent("Ada"), lab.agent("Boris")
    first = ada.remember(FIVE)
    before = lab.log.head
    second, third = ada.remember(TEN), boris.remember(FIVE)
    answer = (await client.get("/api/memory/conflicts")).json()
    (pair,) = answer["pairs"]
    assert (pair["first"]["id"], pair["second"]["id"], pair["later"]) == (first.id, second.id, second.id)
    assert pair["signals"] == [{"kind": "number", "score": 1.0, "first": "5 minutes", "second": "10 minutes"}]
    assert (answer["count"], answer["compared"], answer["status"]) == (1, 3, "live")
    both = (await client.get("/api/memory/conflicts", params={"own": False})).json()
    assert both["count"] == 2
    then = (await client.get("/api/memory/conflicts", params={"at": before})).json()
    assert (then["pairs"], then["compared"], then["status"]) == ([], 1, "replayed")
    twins = (await client.get("/api/memory/twins", params={"own": False, "most": 1})).json()
    assert [(one["first"], one["second"]) for one in twins["pairs"]] == [(first.id, third.id)]
    assert (twins["count"], twins["compared"]) == (3, 3)
    assert (await client.get("/api/memory/twins", params={"most": 0})).status_code == 422
    assert (await client.get("/api/memory/twins", params={"agent": "Nobody"})).status_code == 404


async def test_an_agents_token_is_told_of_its_own_alone(lab: Lab) -> None:
    lab.agent("Ada").remember(FIVE)
    lab.agent("Boris").remember(TEN)
    async with hub(lab, "agent", "agent/ada") as client:
        for what in ("twins", "conflicts"):
            answer = (await client.get(f"/api/memory/{what}", params={"own": False})).json()
            assert (answer["pairs"], answer["compared"]) == ([], 1)
            assert (await client.get(f"/api/memory/{what}", params={"agent": "Boris"})).status_code == 403
