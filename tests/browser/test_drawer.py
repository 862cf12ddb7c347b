"""The drawer in a real browser: it takes the focus, gives it back, and leaves the page and the bar at its foot usable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import workbench
from tests.browser.bench import mount
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated
from workbench.views.drawer import Drawer
from workbench.views.evidence import look_up

BODY = '<button id="opener">0.74</button>'
FILL = "html => fill('drawer', html)"


@pytest.fixture(scope="module")
def drawers() -> dict[str, str]:
    """HTML of drawers by what they were opened with."""
    with workbench.open("memory:") as lab:
        ada = lab.agent("Ada").id
        exam = ExamCompleted(
            technology="json", version="1", right=8, questions=10, score=0.8, predicted=0.5, coverage=0.5
        )
        memories = [
            MemoryCreated(text="x " * 300, concept=f"a.very.long.concept.without.blanks.{n}") for n in range(60)
        ]
        lab.log.append([lab.scribe.event(ada, lab.scribe.new("thing"), payload) for payload in (*memories, exam)])
        asked = {"figure": f"explain:level:agent/ada@{lab.log.head}", "event": "event:3", "nothing": "event:999"}
        found = {}
        for name, said in asked.items():
            drawer = Drawer()
            drawer.wait(said)
            drawer.show(said, look_up(lab, said), "http://127.0.0.1:1")
            drawer.turn(str(lab.log.head))
            found[name] = drawer.html
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_the_focus_goes_in_and_comes_back(page: Page, drawers: dict[str, str]) -> None:
    mount(page, BODY)
    page.evaluate(
        "addEventListener('click', ({target}) => { window.pressed = target.closest('[data-do]')?.dataset.do })"
    )
    opener = page.locator("#opener")
    opener.focus()
    page.evaluate(FILL, drawers["figure"])
    dialog = page.get_by_role("dialog", name="Level of Ada")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    page.evaluate(FILL, drawers["event"])  # another takes its place
    other = page.get_by_role("dialog", name="Event 3")
    expect(other.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("pressed") == "close:"
    page.evaluate(FILL, "")
    expect(other).to_have_count(0)
    expect(opener).to_be_focused()
    page.evaluate("window.pressed = null")
    page.keyboard.press("Escape")
    assert page.evaluate("pressed") is None


def test_a_focus_that_went_elsewhere_is_left_there(page: Page, drawers: dict[str, str]) -> None:
    mount(page, f'{BODY}<input aria-label="other">')
    page.locator("#opener").focus()
    page.evaluate(FILL, drawers["figure"])
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_be_focused()
    page.get_by_label("other").click()  # the page behind can be used
    page.evaluate(FILL, "")
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(page.get_by_label("other")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("which", ["figure", "event", "nothing"])
def test_everybody_can_read_it(page: Page, drawers: dict[str, str], which: str, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    mount(page, BODY, dark=dark)
    page.evaluate(FILL, drawers[which])
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == 844 - 64  # the transport bar stays free
    assert box["x"] + box["width"] == width
    assert box["width"] == min(480, width)
    inside = page.locator(".drawer .inside")
    assert inside.evaluate("el => el.scrollWidth - el.clientWidth") <= 0
    found = [found for found in Axe().run(page).response["violations"] if found["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
