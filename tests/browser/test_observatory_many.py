"""Who looks: two browsers see one stream, and nothing is sent to a page that nobody sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit
from tests.browser.society import PATIENCE, row, study, tile
from workbench.app import Lab

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

# Headless, no page is ever hidden by another; so the page is told that it is.
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", {get: () => window.unseen ? "hidden" : "visible", configurable: true})
  Object.defineProperty(document, "hidden", {get: () => Boolean(window.unseen), configurable: true})
}"""
TURN = "unseen => { window.unseen = unseen; document.dispatchEvent(new Event('visibilitychange')) }"


def drawn(visit: Visit) -> list[dict[str, Any]]:
    """What a page was told to draw."""
    return [told for told in visit.told if told.get("regions") or told.get("islands")]


def knows(visit: Visit, lab: Lab, name: str) -> None:
    study(lab, name, "a b")
    expect(row(visit.page, name)).to_have_count(1, timeout=PATIENCE)


def test_two_browsers_see_one_stream(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    study(lab, "Ada", "a b")
    both = [look_at(sign_in()), look_at(sign_in(color_scheme="dark", viewport={"width": 390, "height": 844}))]
    for visit in both:
        expect(row(visit.page, "Ada")).to_have_count(1, timeout=PATIENCE)
    for name in ("Boris", "Chidi", "Devendra", "Eloise"):
        study(lab, name, "a b c")
        for visit in both:
            expect(row(visit.page, name)).to_have_count(1, timeout=PATIENCE)
    heard = [{json.dumps(told, sort_keys=True) for told in drawn(visit) if "Boris" in str(told)} for visit in both]
    assert heard[0] & heard[1], "word for word: it was drawn once, for all who kept up"
    assert tile(both[0].page, "level").inner_text() == tile(both[1].page, "level").inner_text()
    both[1].page.get_by_role("tab", name="Knowledge").click()
    expect(both[1].page.get_by_role("tab", selected=True)).to_have_text("Knowledge", timeout=PATIENCE)
    expect(both[0].page.get_by_role("tab", selected=True)).to_have_text(
        "Consciousness"
    )  # what each looks at is its own
    for visit in both:
        visit.check()


def test_nothing_is_sent_to_a_page_that_nobody_sees(
    lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    hidden, seen = look_at(sign_in()), look_at(sign_in())
    for visit in (hidden, seen):
        knows(visit, lab, "Devi")
    page: Page = hidden.page
    page.evaluate(HIDE)
    page.evaluate(TURN, True)
    knows(seen, lab, "Emre")  # by then the server has heard of it
    before = len(hidden.told)
    knows(seen, lab, "Fatou")
    knows(seen, lab, "Goran")
    assert hidden.told[before:] == []
    expect(row(page, "Goran")).to_have_count(0)
    page.evaluate(TURN, False)
    expect(row(page, "Goran")).to_have_count(1, timeout=PATIENCE)
    expect(row(page, "Fatou")).to_have_count(1)
    assert hidden.told[before:] != []
    hidden.check()
    seen.check()
