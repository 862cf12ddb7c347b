"""What happens in the labs of these tests, and where a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from workbench.app import Lab
from workbench.core.events import Event, Payload
from workbench.core.ids import slug
from workbench.intelligence.events import TaskStarted
from workbench.learning.events import ExamCompleted
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated

PATIENCE = 30_000
LEVELS = """rows => rows.map(row => [...row.querySelectorAll(".b-name, .b-level, .b-memories")].map(el => el.textContent).join(" "))"""
TABS = ("consciousness", "performance", "knowledge")
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 3
ENDLESS = "W" * 90
HEBREW = "משה בן־דוד"
LONG_CONCEPT = "a.very.long.concept.name.that.does.not.end.soon.and.has.no.blanks"


def study(lab: Lab, name: str, concepts: str) -> None:
    """Memories of an agent, one of each concept, each joined to the one before."""
    agent, before = lab.agent(name).id, ()
    for concept in concepts.split():
        memory = MemoryCreated(text=f"About {concept}", concept=concept, about=concept, links=before)
        event = lab.scribe.event(agent, lab.scribe.new("memory"), memory)
        lab.log.append([event])
        before = (event.subject,)


def examine(lab: Lab, name: str, right: int) -> None:
    """An exam of ten questions, so many of which the agent answers."""
    lab.log.append([lab.scribe.event(lab.agent(name).id, lab.scribe.new("exam"), _exam(right))])


def live_through(lab: Lab, names: Sequence[str], rounds: int, begin: datetime, seconds: float) -> None:
    """Everybody joins, and then, by turns, remembers, and is examined every third time: an event each so many seconds."""
    events: list[Event] = [
        _said(lab, name, AgentRegistered(name=name.strip()), f"agent/{slug(name)}") for name in names
    ]
    for number in range(rounds):
        for name in names:
            concept = f"{LONG_CONCEPT}.{number}" if number % 2 else f"topic{number}"
            events.append(_said(lab, name, MemoryCreated(text=f"About {concept}", concept=concept, about=concept)))
            if number % 3 == 2:
                events.append(_said(lab, name, _exam((number * 7 + len(name)) % 11)))
        events.append(_said(lab, names[0], TaskStarted(title=f"study of {LONG_CONCEPT}", total=10)))
    lab.log.append(events, recorded=[begin + timedelta(seconds=seconds * number) for number in range(len(events))])


def row(page: Page, name: str) -> Locator:
    """An agent on the board."""
    return page.locator("wb-board tbody tr").filter(has_text=name.strip())


def tile(page: Page, name: str) -> Locator:
    """The value of a figure."""
    return page.locator(f'.tile[data-key="{name}"] .v')


def scrubber(page: Page) -> Locator:
    """The slider of the transport bar."""
    return page.get_by_role("slider", name="Moment")


def pill(page: Page) -> Locator:
    """What the header says about how current the page is."""
    return page.locator(".bar-top .pill.wire:not(.warn)")


def drawer(page: Page) -> Locator:
    """The drawer."""
    return page.locator('[data-region="drawer"] [role=dialog]')


def at_event(page: Page, position: int) -> None:
    """Wait until the page shows this event."""
    expect(scrubber(page)).to_have_attribute("aria-valuenow", str(position), timeout=PATIENCE)
    grouped = f"{position:,}".replace(",", "\u202f")
    expect(pill(page)).to_contain_text(f"replayed · event {grouped} of", timeout=PATIENCE)


def live_again(page: Page) -> None:
    """Wait until the page is at the present."""
    expect(page.get_by_role("button", name="Live", exact=True)).to_have_attribute(
        "aria-pressed", "true", timeout=PATIENCE
    )
    expect(pill(page)).to_contain_text("events", timeout=PATIENCE)


def panes(page: Page) -> dict[str, Any]:
    """What the page shows of the lab, but for ages."""
    return {
        "tiles": page.locator(".tile .v").all_text_contents(),
        "events": page.locator(".tile .basis > span:first-child").all_text_contents(),
        "badges": page.locator(".tile .q").all_text_contents(),
        "chart": page.locator("wb-plot").first.get_attribute("value"),
        "end": page.locator("wb-plot").first.get_attribute("x"),
        "levels": sorted(page.locator("wb-board tbody tr").evaluate_all(LEVELS)),
        "happened": page.locator(".happened .ev .say").all_text_contents(),
    }


def _exam(right: int) -> ExamCompleted:
    return ExamCompleted(
        technology="json", version="1", right=right, questions=10, score=right / 10, predicted=0.5, coverage=0.5
    )


def _said(lab: Lab, name: str, payload: Payload, subject: str = "") -> Event:
    return lab.scribe.event(f"agent/{slug(name)}", subject or lab.scribe.new("thing"), payload)
