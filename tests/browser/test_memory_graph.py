"""The graph on the memory page in Chromium: it opens node by node, and what is there keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.society import HEBREW, PATIENCE, at_event, drawer
from tests.browser.test_axe import in_every_dress
from workbench.app import Lab
from workbench.core.ids import slug
from workbench.memory.events import MemoryCreated
from workbench.stores import graph_sidecar
from workbench.views.memories.graph_nodes import PAGE

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

ADA, OTHER = "agent/ada", f"agent/{slug(HEBREW)}"
MANY = 2 * PAGE + 3
# Where every node stands, when the picture has come to rest.
PLACES = """async () => {
  const read = () => Object.fromEntries([...document.querySelectorAll("wb-graph [data-id]")].map((el) => [el.dataset.id,
    el.getAttribute("transform").match(/-?[\\d.]+/g).map(Number)]))
  for (let last = ""; ;) {
    const now = JSON.stringify(read())
    if (now === last) { return read() }
    last = now
    await new Promise((done) => setTimeout(done, 400))
  }
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("graph") / "tidepool"
    with workbench.open(folder) as opened:
        for name in ("Ada", HEBREW):
            agent = opened.agent(name).id
            for number in range(MANY if name == "Ada" else 3):
                memory = MemoryCreated(
                    text=f"How a kettle works, part {number}.",
                    concept="kettle.lid" if number % 2 else "kettle",
                    about=f"kettle.part{number}",
                    origin="technology/kettle",
                )
                opened.log.append([opened.scribe.event(agent, f"memory/{slug(name)}-{number}", memory)])
        opened.agent("Ada").session("Boil water", found="a kettle")
        opened.graph.index.catch_up()  # so that a page need not wait until its server has started
        yield opened
    graph_sidecar(folder).stop()


def node(page: Page, id: str) -> Locator:
    return page.locator(f'wb-graph .g-node[data-id="{id}"]')


def nodes(page: Page) -> Locator:
    return page.locator("wb-graph .g-node")


@pytest.fixture
def go(sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]) -> Callable[..., Visit]:
    """Opens the page, with the graph drawn. Nothing moves by itself in it, so that a press meets what it is meant for."""

    def visit(path: str) -> Visit:
        visit = look_at(sign_in("researcher", reduced_motion="reduce"), path)
        expect(nodes(visit.page).first).to_be_visible(timeout=PATIENCE)
        return visit

    return visit


def moved(before: dict[str, list[float]], after: dict[str, list[float]]) -> float:
    """By how many pixels at most the nodes of both pictures stand otherwise, but for where one looks from and how near."""
    common = sorted(set(before) & set(after))
    assert len(common) > 2
    first, far = common[0], max(common, key=lambda id: abs(before[id][0] - before[common[0]][0]))
    scale = (after[far][0] - after[first][0]) / (before[far][0] - before[first][0])
    return max(
        abs((after[id][axis] - after[first][axis]) - scale * (before[id][axis] - before[first][axis]))
        for id in common
        for axis in (0, 1)
    )


def test_it_opens_node_by_node_and_what_is_there_keeps_its_place(go: Callable[..., Visit]) -> None:
    visit = go("/memory?view=graph")
    page = visit.page
    expect(page.locator(".m-graph")).to_contain_text("Begins where most hangs together")
    begin = nodes(page).count()
    before = page.evaluate(PLACES)
    node(page, ADA).click()
    expect(nodes(page)).to_have_count(begin + PAGE, timeout=PATIENCE)
    opened = page.evaluate(PLACES)
    assert moved(before, opened) < 1.5
    expect(node(page, ADA)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".g-said")).to_have_text("Member Ada")
    expect(page.locator(".g-link.near .g-word").first).to_be_attached()
    rest = page.get_by_role("button", name=f"{MANY - PAGE} more memories, Ada, remembers: show some of them")
    rest.click()
    expect(nodes(page)).to_have_count(begin + 2 * PAGE, timeout=PATIENCE)
    assert moved(opened, page.evaluate(PLACES)) < 1.5
    page.wait_for_url(f"**{ADA}~REMEMBERS~1")
    page.get_by_role("button", name="All of it").click()
    page.evaluate(PLACES)
    node(page, ADA).click()
    expect(nodes(page)).to_have_count(begin, timeout=PATIENCE)
    expect(node(page, ADA)).to_have_attribute("aria-expanded", "false")
    assert moved(before, page.evaluate(PLACES)) < 1.5
    visit.check()


def test_a_link_shows_what_one_sees_where_one_sees_it(go: Callable[..., Visit]) -> None:
    page = go("/memory?view=graph").page
    for id in (OTHER, "concept/kettle"):
        page.get_by_role("button", name="All of it").click()
        page.evaluate(PLACES)
        node(page, id).click()
        expect(node(page, id)).to_have_attribute("aria-expanded", "true", timeout=PATIENCE)
        page.wait_for_url(lambda url, id=id: url.endswith(f",{id.replace('%', '%2525')}"))
    there = go("/" + page.url.split("/", 3)[3])
    here = page.evaluate(PLACES)
    assert there.page.evaluate(PLACES).keys() == here.keys()
    assert moved(here, there.page.evaluate(PLACES)) < 1.5
    there.check()


def test_a_double_press_opens_the_page_of_a_node(go: Callable[..., Visit]) -> None:
    visit = go(f"/memory?nodes=~{ADA},{ADA}&view=graph")
    page = visit.page
    count = nodes(page).count()
    node(page, "memory/ada-1").dblclick()
    expect(page.locator(".m-body")).to_have_text("How a kettle works, part 1.", timeout=PATIENCE)
    expect(page.locator(".g-node.here")).to_have_attribute("data-id", "memory/ada-1", timeout=PATIENCE)
    page.evaluate(PLACES)
    expect(nodes(page)).to_have_count(count)
    page.locator(".g-links summary").click()
    page.locator(".g-links li", has_text="Ada remembers kettle.part1").get_by_role("button").click()
    expect(drawer(page)).to_contain_text("memory.created", timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.locator(".m-facts .link", has_text="kettle.lid").click()
    page.wait_for_url("**nodes=~concept/kettle.lid,concept/kettle.lid**")
    expect(node(page, "concept/kettle")).to_be_visible(timeout=PATIENCE)
    expect(node(page, "memory/ada-1")).to_be_visible()
    page.get_by_role("button", name="In the graph").click()
    page.wait_for_url("**nodes=~memory/ada-1,memory/ada-1**")
    expect(node(page, ADA)).to_be_visible(timeout=PATIENCE)
    page.evaluate(PLACES)
    node(page, ADA).dblclick()
    page.wait_for_url(f"**/agent?id={ADA}")
    visit.check()


def test_nothing_needs_a_mouse(go: Callable[..., Visit]) -> None:
    visit = go(f"/memory?nodes=~{ADA},{ADA}&view=graph&at=20")
    page = visit.page
    at_event(page, 20)
    node(page, ADA).focus()
    seen = set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.dataset.id"))
    assert len(seen) > 3 and None not in seen
    at_event(page, 20)  # these keys were not the transport bar's
    node(page, "memory/ada-2").focus()
    page.keyboard.press("Enter")
    expect(node(page, "memory/ada-2")).to_have_attribute("aria-expanded", "true", timeout=PATIENCE)
    expect(node(page, "concept/kettle")).to_be_visible(timeout=PATIENCE)
    expect(node(page, "memory/ada-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(node(page, "concept/kettle")).to_have_count(0, timeout=PATIENCE)
    page.keyboard.press("o")
    expect(page.locator(".m-body")).to_have_text("How a kettle works, part 2.", timeout=PATIENCE)
    page.locator("#view-graph").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("wb-map canvas")).to_be_visible(timeout=PATIENCE)
    expect(nodes(page)).to_have_count(0)
    visit.check()


def test_the_past_shows_the_graph_of_then(go: Callable[..., Visit]) -> None:
    page = go(f"/memory?nodes=~{ADA},~{OTHER.replace('%', '%2525')},{ADA}&view=graph&at=4").page
    at_event(page, 4)
    expect(nodes(page)).to_have_count(4 + 1, timeout=PATIENCE)  # Ada, three memories and the technology
    expect(page.locator(".m-graph")).to_contain_text("1 of what was opened is not there at this moment")
    page.get_by_role("button", name="Live", exact=True).click()
    expect(nodes(page)).to_have_count(PAGE + 4, timeout=PATIENCE)  # the session, and who joined later
    expect(node(page, OTHER)).to_have_accessible_name(f"Member {HEBREW}")


@pytest.mark.parametrize(
    "path", ["/memory?view=graph", f"/memory?view=graph&of={ADA}", "/memory?view=graph&id=memory/ada-1&at=9"]
)
def test_axe_finds_nothing_serious(go: Callable[..., Visit], path: str) -> None:
    visit = go(path)
    expect(visit.page.locator(".m-list :is(li, .m-body)").first).to_be_visible(timeout=PATIENCE)
    nodes(visit.page).first.focus()
    assert in_every_dress(visit.page) == {}
    for width in (390, 1440, 2560):
        visit.page.set_viewport_size({"width": width, "height": 844})
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.check()
