"""The agent board in a real browser: the reader's sort, search, focus and scroll survive whatever the rows do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.bench import mount

BODY = '<section class="card board-card"><wb-board></wb-board></section>'
LONG = "Wolfeschlegelsteinhausenbergerdorff the Younger, of Nowhere in Particular"
HEBREW = "משה בן־דוד"
NOON = 1_772_366_400_000


def row(slug: str, name: str, level: float | None = 0.5, memories: int = 10, doing: str = "rests") -> list[Any]:
    return [slug, name, level, None if level is None else 0.05, memories, 0, doing, NOON - 5_000]


def rows(*agents: list[Any], live: bool = True, position: int = 41) -> dict[str, str]:
    said = {
        "lab": "tidepool",
        "position": position,
        "moment": NOON,
        "live": live,
        "since": NOON - 3_600_000,
        "rows": agents,
    }
    return {"rows": json.dumps(said)}


FEW = (
    row("ada", "Ada", 0.74, 1_204, "studies asyncio"),
    row("boris", "Boris", 0.31, 9, "answered 31 of 60 in json"),
    row("chidi", "Chidi", None, 300),
    row("zoe", "Zoë", 0.52, 40),
    row("moshe", HEBREW, 0.6, 5),
    row("long", LONG, 0.1, 7),
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def names(page: Page) -> list[str]:
    return [name.strip() for name in page.locator("tbody th").all_text_contents()]


def field(page: Page) -> Any:
    return page.get_by_role("searchbox", name="Find an agent")


def test_it_sorts_by_every_column_and_says_so(page: Page) -> None:
    mount(page, BODY, "board.js", rows(*FEW))
    assert names(page) == ["Ada", HEBREW, "Zoë", "Boris", LONG, "Chidi"]
    expect(page.get_by_role("columnheader", name="Level")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Level", exact=True).click()
    assert names(page) == [LONG, "Boris", "Zoë", HEBREW, "Ada", "Chidi"]  # what is not measured stays last
    page.get_by_role("button", name="Memories").click()
    expect(page.get_by_role("columnheader", name="Memories")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("columnheader", name="Level")).to_have_attribute("aria-sort", "none")
    assert names(page)[:3] == ["Ada", "Chidi", "Zoë"]
    page.get_by_role("button", name="Name").click()
    assert names(page)[:3] == ["Ada", "Boris", "Chidi"]


def test_what_a_row_says(page: Page) -> None:
    mount(page, BODY, "board.js", rows(*FEW))
    ada = page.get_by_role("row").filter(has_text="Ada")
    expect(ada).to_contain_text("0.74")
    expect(ada).to_contain_text("▲ +0.05")
    expect(ada).to_contain_text("1\u202f204")
    expect(ada.get_by_role("link", name="Ada")).to_have_attribute("href", "agent?id=agent/ada")
    ada.get_by_role("button", name="Events behind the level of Ada").click()
    assert page.evaluate("sent") == ["explain:level:agent/ada@41"]
    expect(page.get_by_role("row").filter(has_text="Chidi").get_by_role("button")).to_have_count(0)
    page.evaluate("more => take(more)", rows(*FEW, live=False, position=17))
    expect(ada).to_contain_text("5.0 s ago")  # counted from the moment that is shown
    ada.get_by_role("button").click()
    assert page.evaluate("sent")[-1] == "explain:level:agent/ada@17"


def test_it_finds_by_name_and_by_what_was_done(page: Page) -> None:
    mount(page, BODY, "board.js", rows(*FEW))
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("zoe")  # accents do not matter
    assert names(page) == ["Zoë"]
    expect(page.get_by_role("status")).to_have_text("1 of 6")
    field(page).fill("31 json")
    assert names(page) == ["Boris"]
    field(page).fill("nobody")
    expect(page.locator(".empty")).to_contain_text("No agent fits “nobody”.")
    page.locator(".empty").get_by_role("button", name="Clear the search").click()
    expect(field(page)).to_be_focused()
    assert len(names(page)) == 6
    field(page).fill("<b>a/")
    expect(page.locator(".empty strong")).to_have_text("No agent fits “<b>a/”.")
    page.keyboard.press("Escape")
    assert len(names(page)) == 6
    expect(page.get_by_role("status")).to_have_text("6")


def test_sort_and_search_outlive_a_reload_and_are_those_of_one_lab(page: Page) -> None:
    mount(page, BODY, "board.js", rows(*FEW))
    page.get_by_role("button", name="Memories").click()
    field(page).fill("a")
    before = names(page)
    page.reload()
    page.wait_for_function("window.ready")
    expect(field(page)).to_have_value("a")
    assert names(page) == before
    expect(page.get_by_role("columnheader", name="Memories")).to_have_attribute("aria-sort", "descending")
    other = json.loads(rows(*FEW)["rows"]) | {"lab": "another"}
    mount(page, BODY, "board.js", {"rows": json.dumps(other)})
    expect(field(page)).to_have_value("")


def test_only_what_changed_is_touched(page: Page) -> None:
    many = [row(f"a{number}", f"Agent {number}", 1 - number / 400) for number in range(200)]
    mount(page, BODY, "board.js", rows(*many))
    link = page.get_by_role("link", name="Agent 3", exact=True)
    link.focus()
    page.locator(".rows").evaluate("el => { el.scrollTop = 40 }")
    page.evaluate("""() => {
        window.seen = []
        new MutationObserver((all) => window.seen.push(...all)).observe(document.querySelector("wb-board"),
            {subtree: true, childList: true, characterData: true, attributes: true})
        getSelection().selectAllChildren(document.querySelector("tbody th"))
    }""")
    page.evaluate("more => take(more)", rows(*many, position=42))
    assert page.evaluate("seen.length") == 0
    many[7] = row("a7", "Agent 7", 1 - 7 / 400, memories=11)
    page.evaluate("more => take(more)", rows(*many, position=43))
    touched = page.evaluate(
        "[...new Set(seen.map(({target}) => (target.closest ?? target.parentElement.closest).call(target.closest ? target : target.parentElement, 'tr').dataset.key))]"
    )
    assert touched == ["agent/a7"]
    expect(link).to_be_focused()
    assert page.evaluate("getSelection().toString().trim()") == "Agent 0"
    assert page.locator(".rows").evaluate("el => el.scrollTop") == 40


def test_rows_do_not_run_away_from_a_pointer_or_the_focus(page: Page) -> None:
    mount(page, BODY, "board.js", rows(row("ada", "Ada", 0.9), row("boris", "Boris", 0.5)))
    turned = rows(row("ada", "Ada", 0.1), row("boris", "Boris", 0.5), row("chidi", "Chidi", 0.7))
    page.locator("tbody tr").first.hover()
    page.evaluate("more => take(more)", turned)
    assert names(page) == ["Ada", "Boris", "Chidi"]
    page.mouse.move(5, 5)
    expect(page.locator("tbody th").first).to_have_text("Chidi")
    assert names(page) == ["Chidi", "Boris", "Ada"]
    page.get_by_role("link", name="Ada").focus()
    page.evaluate("more => take(more)", rows(row("ada", "Ada", 0.9), row("boris", "Boris", 0.5)))
    assert names(page) == ["Boris", "Ada"]
    expect(page.get_by_role("link", name="Ada")).to_be_focused()
    field(page).focus()
    expect(page.locator("tbody th").first).to_have_text("Ada")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 800, 1440])
def test_everybody_can_read_it(page: Page, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    mount(page, BODY, "board.js", rows(*FEW), dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cut = "all => all.filter(el => el.getBoundingClientRect().right > innerWidth - 12).length"
    assert page.locator("tbody td, tbody button").evaluate_all(cut) == 0
    found = [found for found in Axe().run(page).response["violations"] if found["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_a_phone_sorts_too_and_shows_what_it_sorts_by(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    mount(page, BODY, "board.js", rows(*FEW))
    expect(page.locator("tbody .b-memories").first).to_be_hidden()
    page.get_by_label("Sort by").select_option("memories")
    expect(page.locator("tbody .b-memories").first).to_be_visible()
    expect(page.locator("tbody .b-change").first).to_be_hidden()
    assert names(page)[0] == "Ada"
    page.get_by_role("button", name="Descending").click()
    assert names(page)[0] == HEBREW


@pytest.mark.parametrize("width", [390, 560, 800])
@pytest.mark.parametrize("column", ["memories", "load", "seen", "doing"])
def test_whatever_is_sorted_by_is_shown(page: Page, width: int, column: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    mount(page, BODY, "board.js", rows(*FEW))
    page.get_by_label("Sort by").select_option(column)
    expect(page.locator(f"tbody .b-{column}").first).to_be_visible()
    cells = page.locator("tbody tr").first.locator("th, td")
    tops = cells.evaluate_all(
        "all => all.filter(el => el.offsetParent).map(el => el.getBoundingClientRect()).map(({top, height}) => top + height / 2)"
    )
    assert max(tops) - min(tops) < 4  # none fell into a second line


def test_no_agents_and_an_end(page: Page) -> None:
    mount(page, BODY, "board.js", rows())
    expect(page.locator(".empty")).to_contain_text('lab.agent("Ada")')
    page.evaluate("more => take(more)", rows(live=False))
    expect(page.locator(".empty")).to_contain_text("No agents yet at this moment.")
    page.evaluate("more => take(more)", rows(*FEW))
    assert len(names(page)) == 6
    page.evaluate("end()")
    page.evaluate("more => take(more)", rows())
    assert len(names(page)) == 6  # nobody listens any more
    page.locator("body").press("/")
    expect(field(page)).not_to_be_focused()
