"""A group: all of it is told the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.views.conftest import memory, say
from tests.views.test_session import Browser
from workbench.app import Lab
from workbench.views.feed import Feed
from workbench.views.group import Group, Groups
from workbench.views.look import Look
from workbench.views.page import Drawn, Page


async def test_who_comes_between_two_redraws_sees_what_the_others_see(lab: Lab) -> None:
    feed, said = Feed(lab), dict[int, str]()
    page = Page(
        "Said", '<main data-region="main"></main>', lambda snapshot, look: Drawn({"main": said[snapshot.version]})
    )
    now = []
    for number in range(3):
        say(lab, "Ada", memory(str(number)))
        now.append(feed.snapshot(Look()))
    said.update(zip((snapshot.version for snapshot in now), ("a", "b", "a"), strict=True))
    scripted: Any = SimpleNamespace(lab=lab, join=id, leave=id, snapshot=lambda look: now[0])
    group, first, second = Group(scripted, page, Look()), Browser(Groups(feed)), Browser(Groups(feed))
    group.join(first.session)
    del now[0]
    group.join(second.session)
    await second.until(lambda told: told["regions"]["main"] == "b")
    del now[0]
    group._redraw()
    await second.until(lambda told: told["regions"].get("main") == "a")
