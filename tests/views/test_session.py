"""Sessions: what each browser is told. The sockets are doubles here; tests/browser has the real ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.views.conftest import exam, memory, say
from tests.views.test_pages import OBSERVATORY
from workbench.app import Lab
from workbench.views.address import Address
from workbench.views.feed import Feed
from workbench.views.group import Groups
from workbench.views.look import Look
from workbench.views.page import Drawn, Page
from workbench.views.session import Session

PATIENCE = 20.0


class Socket:
    """A browser's end of the wire: keeps what it was told, and can stop taking anything."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.raw: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()

    async def send_message(self, message: Any) -> None:
        await self.open.wait()
        self.raw.append(message)
        self.told.append(json.loads(message.content["events"][0]["msg_data"]))


class Browser:
    """A browser that shows a page."""

    def __init__(self, groups: Groups, page: Page = OBSERVATORY, **address: str) -> None:
        self.socket = Socket()
        connections = [SimpleNamespace(_socket=self.socket)]
        document = SimpleNamespace(
            session_context=SimpleNamespace(session=SimpleNamespace(_subscribed_connections=connections))
        )
        self.session = Session(groups, page, document, Address.read(address), "127.0.0.1")
        self.first = self.session.first()

    async def says(self, **said: Any) -> None:
        await self.session.hear(said)

    async def until(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first thing that it was told of which something is true; it and what came before is forgotten."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for number, told in enumerate(self.socket.told):
                    if true(told):
                        del self.socket.told[: number + 1]
                        return told
                await asyncio.sleep(0.01)


@pytest.fixture
async def groups(lab: Lab) -> AsyncIterator[Groups]:
    feed = Feed(lab)
    yield Groups(feed)
    feed.close()


def at(position: int) -> Callable[[dict[str, Any]], bool]:
    return lambda told: told.get("shown", {}).get("position") == position


async def test_what_is_seen_alike_is_drawn_and_encoded_once(groups: Groups, lab: Lab) -> None:
    drawn: list[int] = []

    def draw(snapshot: Any, look: Look) -> Drawn:
        drawn.append(snapshot.position)
        return Drawn({"main": str(snapshot.position)})

    page = Page("Count", '<main data-region="main"></main>', draw)
    browsers = [Browser(groups, page) for _ in range(5)]
    for browser in browsers:
        await browser.says(seen=True)
    say(lab, "Ada", memory("a"))
    for browser in browsers:
        assert (await browser.until(at(2)))["regions"]["main"] == "2"
    assert drawn.count(2) == 1
    last = [browser.socket.raw[-1] for browser in browsers]
    assert all(message is last[0] for message in last)


async def test_nothing_is_told_to_who_does_not_look(groups: Groups, lab: Lab) -> None:
    one, other = Browser(groups), Browser(groups)
    await one.says(seen=True)
    await other.says(seen=True)
    await other.until(at(0))
    await other.says(seen=False)
    if (sending := other.session.wire._sending) is not None:
        await sending  # what was under way when it looked away
    other.socket.told.clear()
    say(lab, "Ada", memory("a"))
    await one.until(at(2))
    assert other.socket.told == []
    await other.says(seen=True)
    assert "tiles" in (await other.until(at(2)))["regions"], "who looks again is told all"
    for browser in (one, other):
        browser.session.end()
    assert groups.feed._viewers == set()


async def test_what_is_under_way_for_a_browser_that_has_gone_joins_nothing(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"))
    browser = Browser(groups)
    await browser.says(seen=True)
    browser.session.end()
    for said in ({"do": "window:24 h"}, {"do": "at:1"}, {"seen": True}):
        await browser.says(**said)
    assert groups.feed._viewers == groups.horizon._wires == set()


async def test_a_stalled_browser_holds_nobody_back_and_catches_up(groups: Groups, lab: Lab) -> None:
    quick, stalled = Browser(groups), Browser(groups)
    await quick.says(seen=True)
    await stalled.says(seen=True)
    stalled.socket.open.clear()
    for number in range(3):
        say(lab, "Ada", memory(str(number)))
        await quick.until(at(lab.log.head))
    assert len(stalled.session.wire._waiting) <= 2
    stalled.socket.open.set()
    say(lab, "Ada", exam(5))
    head = lab.log.head
    await quick.until(at(head))
    while not (told := await stalled.until(lambda told: "regions" in told)).get("islands"):
        pass
    say(lab, "Ada", memory("x"))
    told = await stalled.until(at(lab.log.head))
    assert told["shown"]["live"] is True


async def test_all_panes_follow_a_wish_in_one_message(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"), exam(4))
    browser = Browser(groups)
    await browser.says(seen=True)
    await browser.says(wish={"asked": 7, "at": {"position": 2}})
    told = await browser.until(at(2))
    assert told["shown"]["asked"] == 7
    assert told["shown"]["live"] is False
    assert {"header", "tiles", "body", "level", "happened"} <= told["regions"].keys()
    assert "replayed" in told["regions"]["header"]
    assert (await browser.until(lambda told: "address" in told))["address"].startswith("at=")
    say(lab, "Ada", memory("c"))
    await browser.says(wish={"asked": 8, "at": {"step": 1}})
    assert (await browser.until(at(3)))["shown"]["head"] == 5
    await browser.says(do="live:")
    assert (await browser.until(at(5)))["shown"]["live"] is True


@pytest.mark.parametrize(
    "wish",
    [
        {"asked": 3, "at": {"position": 10**6}},
        {"asked": 3, "at": {"words": "when pigs fly"}},
        {"asked": 3, "at": {}},
        {"asked": 3, "at": {"step": "x", "live": False}},
    ],
)
async def test_a_wish_that_cannot_be_granted_is_answered(groups: Groups, lab: Lab, wish: dict[str, Any]) -> None:
    say(lab, "Ada", memory("a"))
    browser = Browser(groups)
    await browser.says(seen=True)
    await browser.says(wish=wish)
    told = await browser.until(lambda told: bool(told.get("shown", {}).get("error")))
    assert told["shown"]["asked"] == 3


@pytest.mark.parametrize("said", [None, 7, "x", [], {"do": 3}, {"seen": "yes"}, {"wish": "now"}, {"do": "format:c"}])
async def test_a_lying_browser_harms_nobody(groups: Groups, lab: Lab, said: object) -> None:
    browser = Browser(groups)
    await browser.session.hear(said)
    await browser.says(there=5)
    assert (await browser.until(lambda told: "there" in told))["there"] == 5


async def test_who_looks_back_hears_how_far_the_lab_has_got(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"))
    browser = Browser(groups)
    await browser.says(seen=True)
    await browser.says(wish={"asked": 1, "at": {"position": 1}})
    await browser.until(at(1))
    say(lab, "Ada", memory("b"))
    told = await browser.until(lambda told: told.get("shown", {}).get("head") == 3)
    assert told.keys() == {"shown"}, "and nothing that it shows changes"
    assert told["shown"].keys() == {"head", "now"}
    await browser.says(seen=False)
    assert groups.horizon._wires == set()


async def test_what_was_pressed_last_is_shown_last(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(3))
    browser = Browser(groups)
    await browser.says(seen=True)
    wishes = [browser.says(wish={"asked": number, "at": {"position": number}}) for number in (1, 2, 3)]
    await asyncio.gather(*wishes, browser.says(do="tab:knowledge"))
    last = await browser.until(lambda told: "growth" in told.get("regions", {}))
    assert last["shown"]["position"] == 3


async def test_what_is_behind_a_figure_comes_into_the_drawer(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", exam(4))
    browser = Browser(groups)
    await browser.says(seen=True)
    await browser.says(do="explain:learning:lab@2")
    told = await browser.until(lambda told: "answered 4 of 10" in told.get("regions", {}).get("drawer", ""))
    assert "Learning" in told["regions"]["drawer"]
    assert (await browser.until(lambda told: "address" in told))["address"] == "open=explain:learning:lab@2"
    await browser.says(do="close:")
    assert (await browser.until(lambda told: "drawer" in told.get("regions", {})))["regions"]["drawer"] == ""


async def test_an_address_is_what_a_page_shows(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(4))
    browser = Browser(groups, tab="knowledge", window="24 h", at="2", open="event:2")
    drawn, bar = browser.first
    assert bar["shown"]["position"] == 2
    assert "growth" in drawn.regions
    await browser.says(seen=True)
    address = (await browser.until(lambda told: "address" in told))["address"]
    assert Address.read(dict(part.split("=") for part in address.replace("%20", " ").split("&"))) == Address(
        look=Look(tab="knowledge", window="24 h"), at="2", open="event:2"
    )


async def test_an_address_that_means_nothing_shows_the_present(groups: Groups, lab: Lab) -> None:
    say(lab, "Ada", memory("a"))
    browser = Browser(groups, tab="nonsense", window="1 year", at="never")
    _, bar = browser.first
    assert bar["shown"]["live"] is True
    assert "never" in bar["shown"]["error"]
