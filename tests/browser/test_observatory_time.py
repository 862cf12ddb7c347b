"""Time travel on the observatory: every way to a moment, all panes follow, and the way back to the present."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import PATIENCE, at_event, live_again, live_through, panes, pill, row, scrubber, study, tile
from workbench.app import Lab
from workbench.core.clock import to_micros

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

NAMES = ("Ada", "Boris", "Chidi")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("time") / "tidepool") as opened:
        live_through(opened, NAMES, 9, datetime.now(UTC) - timedelta(minutes=30), 30)
        yield opened


def position(page: Page) -> int:
    return int(scrubber(page).get_attribute("aria-valuenow") or 0)


def was(page: Page, lab: Lab, event: int) -> None:
    """All panes show the lab as it was after an event, and say so."""
    at_event(page, event)
    past = lab.at(event).observatory
    for name in ("level", "volatility"):
        value = past.figure(name).value
        shown = "–" if value is None else f"{value:.{3 if name == 'volatility' else 2}f}"
        expect(tile(page, name)).to_have_text(shown)
    for badge in page.locator(".tile .q, .chart .head .q").all():
        expect(badge).to_have_text("replayed")
    rows = past.agents()
    for agent in rows:
        name = agent.agent.removeprefix("agent/").capitalize()
        expect(row(page, name).locator(".v")).to_have_text("–" if agent.level is None else f"{agent.level:.2f}")
        expect(row(page, name).locator(".b-memories")).to_have_text(str(agent.memories))
    newest = max(int((said or "event:0").rpartition(":")[2]) for said in happened(page).evaluate_all(DID))
    assert newest <= event
    expect(page.get_by_role("heading", name="What had just happened")).to_be_visible()


DID = "all => all.map(el => el.dataset.do)"


def happened(page: Page) -> Locator:
    return page.locator(".happened .ev button")


def ends(page: Page) -> list[int]:
    """Where charts end, in seconds since 1970."""
    return [
        int(x.split()[1]) // 1_000
        for x in page.locator("wb-plot").evaluate_all("all => all.map(p => p.getAttribute('x'))")
    ]


def test_the_pointer_drags_the_page_to_a_moment(visit: Visit, lab: Lab) -> None:
    page = visit.page
    box = scrubber(page).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, middle, steps=5)
    page.mouse.up()
    expect(pill(page)).to_contain_text("replayed", timeout=PATIENCE)
    page.wait_for_url("**at=**", timeout=PATIENCE)
    expect(page.locator(".scrub.busy")).to_have_count(0, timeout=PATIENCE)
    shown = position(page)
    assert 1 < shown < lab.log.head
    was(page, lab, shown)
    before = lab.log.rows(shown - 1, shown + 1, 2)
    for end in ends(page):
        assert before[0].recorded // 1_000_000 - 1 <= end <= before[1].recorded // 1_000_000 + 1
    pill(page).click()
    live_again(page)
    expect(page).to_have_url(re.compile("observatory$"), timeout=PATIENCE)
    visit.check()


def test_keys_steps_and_words_lead_to_moments(visit: Visit, lab: Lab) -> None:
    page, head = visit.page, lab.log.head
    expect(scrubber(page)).to_have_attribute("aria-valuenow", str(head), timeout=PATIENCE)
    page.locator("main").focus()
    page.keyboard.press("ArrowLeft")
    was(page, lab, head - 1)
    page.get_by_role("button", name="One event back").click()
    was(page, lab, head - 2)
    page.get_by_role("button", name="One event on").click()
    at_event(page, head - 1)
    scrubber(page).focus()
    page.keyboard.press("Home")
    at_event(page, 1)
    page.keyboard.press("j")
    field = page.get_by_label("Jump to", exact=True)
    expect(field).to_be_focused()
    field.fill("10 minutes ago")
    page.keyboard.press("Enter")
    expect(field).to_be_hidden(timeout=PATIENCE)
    then = lab.log.position_at(datetime.now(UTC) - timedelta(minutes=10))
    expect(scrubber(page)).to_have_attribute("aria-valuenow", re.compile(f"^({then - 1}|{then}|{then + 1})$"))
    was(page, lab, position(page))
    page.get_by_role("button", name="Jump to a moment").click()
    field.fill("17")
    page.keyboard.press("Enter")
    was(page, lab, 17)
    page.wait_for_url("**at=17", timeout=PATIENCE)
    page.keyboard.press("l")
    live_again(page)
    visit.check()


def test_words_that_mean_nothing_are_answered_in_place(visit: Visit, lab: Lab) -> None:
    page = visit.page
    page.get_by_role("button", name="Jump to a moment").click()
    field = page.get_by_label("Jump to", exact=True)
    for words, problem in (
        ("when pigs fly", "pigs"),
        (str(lab.log.head + 1), "has not happened yet"),
        ("in 2 hours", "yet to come"),
    ):
        field.fill(words)
        page.keyboard.press("Enter")
        expect(page.locator(".jump .wrong")).to_contain_text(problem, timeout=PATIENCE)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
    assert "at=" not in page.url
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    live_again(page)
    page.goto(page.url + "?at=when%20pigs%20fly")
    expect(page.locator(".notice").get_by_role("alert")).to_contain_text("pigs", timeout=PATIENCE)
    visit.check()


def test_an_address_shows_the_same_moment_in_another_browser(
    visit: Visit, lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    page = visit.page
    page.get_by_role("tab", name="Performance").click()
    box = scrubber(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 20)  # a time between two events
    page.wait_for_url("**at=**", timeout=PATIENCE)
    at_event(page, position(page))
    other = look_at(sign_in(), f"/observatory?{page.url.partition('?')[2]}")
    at_event(other.page, position(page))
    assert panes(other.page) == panes(page)
    assert set(panes(page)["badges"]) == {"replayed"}
    other.check()
    visit.check()


def test_playing_reaches_the_present(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    begin = lab.log.head - 4
    visit = look_at(sign_in(), f"/observatory?at={begin}")
    page = visit.page
    at_event(page, begin)
    for _ in range(3):
        page.locator(".wb-transport .speed").click()
    expect(page.locator(".wb-transport .speed")).to_have_text("600×")
    page.get_by_role("button", name="Play", exact=True).click()
    live_again(page)
    expect(pill(page)).not_to_contain_text("replayed")
    study(lab, "Ada", "afterwards")
    expect(page.locator(".happened .ev").first).to_contain_text("afterwards", timeout=PATIENCE)
    visit.check()


def test_the_present_goes_on_while_the_page_is_paused(visit: Visit, lab: Lab) -> None:
    page = visit.page
    page.get_by_role("button", name="Pause").click()
    head = lab.log.head
    at_event(page, head)
    page.wait_for_url("**at=**", timeout=PATIENCE)
    before = panes(page)
    study(lab, "Boris", "while paused")
    expect(scrubber(page)).to_have_attribute("aria-valuemax", str(lab.log.head), timeout=PATIENCE)
    assert panes(page) == before
    assert position(page) == head
    page.get_by_role("button", name="Live", exact=True).click()
    live_again(page)
    expect(page.locator(".happened .ev").first).to_contain_text("paused", timeout=PATIENCE)
    assert to_micros(datetime.now(UTC)) // 1_000_000 - ends(page)[0] < 60
    visit.check()


def test_what_is_pressed_before_the_server_listens_is_not_lost(
    lab: Lab, sign_in: Callable[..., BrowserContext], servers: Servers
) -> None:
    context, held = sign_in(), []
    context.route_web_socket(
        "**/ws*", lambda socket: held.append(socket)
    )  # open, as the page sees it, but with nobody at the other end yet
    visit = Visit(context.new_page())
    page, head = visit.page, lab.log.head
    page.goto(f"{servers.dashboards}/observatory")
    page.get_by_role("tab", name="Knowledge").click()
    page.get_by_role("button", name="One event back").click()
    expect(page.locator(".scrub.busy")).to_be_visible()
    for socket in held:
        server = socket.connect_to_server()
        socket.on_message(server.send)
    at_event(page, head - 1)
    expect(page.get_by_role("tab", selected=True)).to_have_text("Knowledge", timeout=PATIENCE)
    visit.check()
