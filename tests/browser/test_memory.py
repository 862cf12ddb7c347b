"""The memory page in Chromium: search as one types, the past, one memory, the map, and forgetting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.society import HEBREW, PATIENCE, at_event, drawer
from tests.browser.test_axe import in_every_dress
from workbench.app import Lab
from workbench.stores import chroma_sidecar

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

LONG = "W" * 400
KETTLE = "The kettle boils at 100 °C at sea level."


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("memory") / "tidepool"
    with workbench.open(folder) as opened:
        ada, other = opened.agent("Ada"), opened.agent(HEBREW)
        for number in range(8):
            ada.remember(f"A directed graph has nodes, edges and the shortest path {number}.", kind="rule")
            other.remember(f"Concerto {number} for violin and orchestra.", session="session/concert")
        other.remember("הקומקום רתח בשעה שבע בבוקר.", tags=["תה"])
        ada.remember(LONG)
        ada.remember(KETTLE, tags=["tea"])
        yield opened
    chroma_sidecar(folder).stop()  # forgetting takes a vector out of it


def results(page: Page) -> Locator:
    return page.locator(".m-lines li")


def ask(page: Page, said: str) -> None:
    page.get_by_role("searchbox").fill(said)


@pytest.fixture
def visit(sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]) -> Visit:
    return look_at(sign_in("researcher"), "/memory")


def test_one_searches_by_typing_and_a_link_shows_what_one_sees(visit: Visit, look_at: Callable[..., Visit]) -> None:
    page = visit.page
    expect(results(page).first).to_contain_text(KETTLE, timeout=PATIENCE)
    expect(page.locator(".m-clusters button")).not_to_have_count(0, timeout=PATIENCE)
    page.keyboard.press("/")
    page.keyboard.type("edges of a graph")
    expect(results(page).first).to_contain_text("directed graph", timeout=PATIENCE)
    expect(results(page).first.locator("mark").first).to_be_visible()
    parts = [float(said) for said in results(page).first.locator(".m-parts b").all_text_contents()]
    score = float(results(page).first.locator(".m-sum").inner_text().split()[-1])
    assert abs(sum(parts) - score) <= 0.011
    page.get_by_label("Whose").select_option("agent/ada")
    page.get_by_label("Kind").select_option("rule")
    expect(results(page)).to_have_count(8, timeout=PATIENCE)
    page.wait_for_url("**kind=rule**")
    again = look_at(page.context, "/" + page.url.split("/", 3)[3])
    expect(results(again.page)).to_have_count(8, timeout=PATIENCE)
    expect(again.page.get_by_role("searchbox")).to_have_value("edges of a graph")
    visit.check()
    again.check()


def test_the_past_shows_what_was_known_then(visit: Visit, lab: Lab, look_at: Callable[..., Visit]) -> None:
    then = look_at(visit.page.context, "/memory?q=kettle&at=6").page
    at_event(then, 6)
    expect(results(then)).to_have_count(4, timeout=PATIENCE)
    expect(then.locator(".m-list")).not_to_contain_text("100 °C")
    then.get_by_role("button", name="Live", exact=True).click()
    expect(results(then).first).to_contain_text(KETTLE, timeout=PATIENCE)


def test_a_memory_leads_to_its_neighbours_and_its_events(visit: Visit) -> None:
    page = visit.page
    ask(page, "concerto 4 for violin")
    expect(results(page).first).to_contain_text("Concerto 4", timeout=PATIENCE)
    results(page).first.locator(".m-open").click()
    expect(page.locator(".m-body")).to_have_text("Concerto 4 for violin and orchestra.", timeout=PATIENCE)
    expect(page.locator(".m-ways [aria-current]")).to_contain_text("Concerto 4")
    page.locator(".m-ways a").filter(has_text="Concerto 5").click()
    expect(page.locator(".m-body")).to_contain_text("Concerto 5", timeout=PATIENCE)
    page.wait_for_url("**id=memory/**")
    page.locator(".m-facts .link[data-do^='event:']").click()
    expect(drawer(page)).to_contain_text("memory.created", timeout=PATIENCE)
    visit.check()


def test_a_cluster_and_a_point_lead_to_memories(visit: Visit) -> None:
    page = visit.page
    chip = page.locator(".m-clusters button").first
    expect(chip).to_be_visible(timeout=PATIENCE)
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    expect(results(page)).to_have_count(8, timeout=PATIENCE)
    canvas = page.locator("wb-map canvas")
    expect(canvas).to_have_attribute(
        "aria-label", "19 memories on a plane, in 2 clusters, which are listed below by name"
    )
    visit.check()


def test_forgetting_asks_first_and_is_for_good(
    visit: Visit, lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    secret = lab.agent("Ada").remember("The spare key lies under the third flowerpot.")
    stranger = look_at(sign_in("reader"), f"/memory?id={secret.id}").page
    expect(stranger.locator(".m-body")).to_contain_text("flowerpot", timeout=PATIENCE)
    expect(stranger.get_by_role("button", name="Forget …")).to_have_count(0)
    stranger.evaluate(
        "id => document.dispatchEvent(new CustomEvent('wb-say', {detail: `forget:yes ${id}`}))", secret.id
    )

    page = look_at(visit.page.context, f"/memory?id={secret.id}").page
    page.get_by_role("button", name="Forget …").click(timeout=PATIENCE)
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("That it was there stays in the log", timeout=PATIENCE)
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_have_count(0, timeout=PATIENCE)
    assert lab.memory.get(secret.id).text == secret.text
    page.get_by_role("button", name="Forget …").click()
    page.get_by_role("button", name="Forget it for good").click(timeout=PATIENCE)
    expect(page.locator(".m-said")).to_contain_text("Forgotten", timeout=PATIENCE)
    (record,) = lab.log.read(kinds=["memory.forgotten"])
    assert (record.event.source, record.event.subject) == ("person/eve", secret.id)
    ask(page, "flowerpot")
    expect(results(page).first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".m-list")).not_to_contain_text("third flowerpot")


def test_what_may_contradict_itself_stands_side_by_side_and_one_can_be_forgotten(
    visit: Visit, lab: Lab, sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    ada = lab.agent("Ada")
    first, second = ada.remember("Black tea takes 3 minutes."), ada.remember("Black tea takes 5 minutes.")
    pair = visit.page.locator(".m-clash li").filter(has_text="Black tea")
    expect(pair.locator("mark")).to_have_text(["3", "5"], timeout=PATIENCE)
    expect(pair.locator(".m-why")).to_contain_text("Another number")
    expect(pair.locator(".m-order span")).to_have_text(["Earlier", "Later"])
    stranger = look_at(sign_in("reader"), "/memory").page
    expect(stranger.locator(".m-clash li").filter(has_text="Black tea")).to_be_visible(timeout=PATIENCE)
    expect(stranger.locator(".m-clash").get_by_role("button")).to_have_count(0)
    pair.locator(".m-open").last.click()
    expect(visit.page.locator(".m-body")).to_have_text(second.text, timeout=PATIENCE)
    pair.get_by_role("button", name="Forget").first.click()
    expect(visit.page.locator(".m-body")).to_have_text(first.text, timeout=PATIENCE)
    visit.page.get_by_role("button", name="Forget it for good").click(timeout=PATIENCE)
    expect(pair).to_have_count(0, timeout=PATIENCE)
    assert [record.event.subject for record in lab.log.read(kinds=["memory.forgotten"])][-1] == first.id
    ada.forget(second)
    visit.check()


@pytest.mark.parametrize(
    "path", ["/memory", "/memory?q=graph", "/memory?id={id}", "/memory?q=graph&at=6", "/memory?id=memory/none"]
)
def test_axe_finds_nothing_serious(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], lab: Lab, path: str
) -> None:
    newest = lab.memory.newest(1)[0].id
    visit = look_at(sign_in("researcher", reduced_motion="reduce"), path.format(id=newest))
    expect(visit.page.locator(".m-list :is(li, .m-body, .empty)").first).to_be_visible(timeout=PATIENCE)
    if "at=" not in path:
        expect(visit.page.locator(".m-twins, .m-map").first).to_be_visible(timeout=PATIENCE)
    assert in_every_dress(visit.page) == {}
    visit.check()


def test_before_anything_was_remembered_it_says_what_to_do(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    page = look_at(sign_in(), "/memory?at=1").page
    expect(page.locator(".m-list .empty")).to_contain_text("ada.remember(", timeout=PATIENCE)
    expect(page.locator("wb-map")).to_have_count(0)
