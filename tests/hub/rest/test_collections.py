"""Collections over HTTP: sent in, listed, searched, opened, removed, and by whom."""

from __future__ import annotations

from typing import Any

import httpx

from tests.hub.rest.hubs import hub
from workbench.app import Lab
from workbench.hub import collections

BEES = "# Bees\n\nBees dance to tell where flowers are.\n\n# Honey\n\nHoney keeps for years."


async def send(client: httpx.AsyncClient, text: str = BEES, name: str = "bees.md", to: str = "garden") -> Any:
    answer = await client.post(f"/api/rag/collections/{to}", params={"name": name}, content=text.encode())
    assert answer.status_code == 201, answer.text
    return answer.json()["documents"][0]


async def found(client: httpx.AsyncClient, **more: Any) -> Any:
    answer = await client.post("/api/rag/find", json={"question": "honey", **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_document_is_sent_in_found_opened_and_removed(client: httpx.AsyncClient, lab: Lab) -> None:
    sent = await send(client)
    assert (sent["added"], sent["name"]) == (2, "bees.md")
    then = lab.log.head
    best = (await found(client, k=1))["passages"][0]
    assert (best["text"], best["source"], best["place"]) == (
        "Honey keeps for years.",
        "collection/garden",
        "bees.md › Honey",
    )
    opened = (await client.get(f"/api/rag/passages/{best['id'].removeprefix('passage/')}")).json()["passage"]
    assert (opened["text"], opened["before"]["title"], opened["after"]) == (best["text"], "Bees", None)
    id_ = sent["document"].removeprefix("document/")
    read = (await client.get(f"/api/rag/documents/{id_}", params={"limit": 1})).json()
    assert ([each["title"] for each in read["passages"]], read["next"]) == (["Bees"], 1)
    rest = (await client.get(f"/api/rag/documents/{id_}", params={"after": 1})).json()
    assert ([each["number"] for each in rest["passages"]], rest["next"]) == ([2], None)
    listed = (await client.get("/api/rag/collections")).json()
    assert [(each["id"], each["documents"]) for each in listed["collections"]] == [("collection/garden", 1)]
    documents = (await client.get("/api/rag/collections/garden")).json()["documents"]
    assert [(each["name"], each["size"]) for each in documents] == [("bees.md", len(BEES))]
    await send(client, "Tea.")
    assert (await found(client, at=then))["passages"][0]["text"] == "Honey keeps for years."
    assert (await client.delete(f"/api/rag/documents/{id_}")).status_code == 204
    assert (await found(client, at=then))["passages"] == []
    for gone in (f"documents/{id_}", "collections/garden", f"passages/{best['id'].removeprefix('passage/')}"):
        assert (await client.get(f"/api/rag/{gone}")).status_code == 404


async def test_what_a_document_is_can_be_declared(client: httpx.AsyncClient) -> None:
    said = {"content-type": "text/html; charset=koi8-r"}
    page = "<h1>Пчелы</h1><script>no()</script><p>Танцуют".encode("koi8-r")
    answer = await client.post("/api/rag/collections/garden", params={"name": "x"}, content=page, headers=said)
    assert answer.status_code == 201
    assert [each["title"] for each in (await found(client))["passages"]] == ["Пчелы"]


async def test_no_path_of_this_machine_is_read(client: httpx.AsyncClient, lab: Lab) -> None:
    sent = await send(client, "only this is said", "/etc/passwd")
    assert sent["name"] == "/etc/passwd"
    assert [each["text"] for each in (await found(client))["passages"]] == ["only this is said"]
    await send(client, "and this", "package:asyncio")
    assert len((await found(client))["passages"]) == 2


async def test_what_is_wrong_is_refused(client: httpx.AsyncClient, lab: Lab) -> None:
    cases = [
        ({"name": "a.txt"}, b"", 422),
        ({"name": "a.txt"}, b"a\0\1b", 422),
        ({"name": ""}, b"said", 422),
        ({}, b"said", 422),
        ({"name": "a.txt"}, bytes(collections._MOST_BYTES + 1), 413),
    ]
    for params, body, status in cases:
        answer = await client.post("/api/rag/collections/garden", params=params, content=body)
        assert (answer.status_code, set(answer.json())) == (status, {"problem", "remedy", "code"})
    for body in ({"question": ""}, {"question": "a", "k": 0}, {"question": "a", "agent": "ada"}):
        assert (await client.post("/api/rag/find", json=body)).status_code == 422
    assert (await client.post("/api/rag/find", json={"question": "a", "collections": ["shed"]})).status_code == 404
    assert lab.log.head == 0


async def test_who_may_what(client: httpx.AsyncClient, lab: Lab) -> None:
    sent = await send(client)
    theirs = sent["document"].removeprefix("document/")
    params = {"name": "own.txt"}
    async with hub(lab, "reader", "person/rita") as reader:
        assert (await found(reader))["passages"]
        assert (await reader.post("/api/rag/collections/garden", params=params, content=b"x")).status_code == 403
        assert (await reader.delete(f"/api/rag/documents/{theirs}")).status_code == 403
    async with hub(lab, "agent", "agent/ada") as ada:
        own = (await send(ada, "Tea.", "own.txt"))["document"].removeprefix("document/")
        assert lab.collections.document(f"document/{own}").owner == "agent/ada"
        assert (
            await ada.post("/api/rag/collections/garden", params={"name": "bees.md"}, content=b"x")
        ).status_code == 403
        assert (await ada.delete(f"/api/rag/documents/{theirs}")).status_code == 403
        assert (await ada.delete("/api/rag/collections/garden")).status_code == 403
        assert (await ada.delete(f"/api/rag/documents/{own}")).status_code == 204
    assert (await client.delete("/api/rag/collections/garden")).status_code == 204
    assert lab.collections.list() == []
