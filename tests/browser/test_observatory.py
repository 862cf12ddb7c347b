"""The observatory in a real browser, over real servers and a real log.

Starting the servers is most of the time that this takes, so the tests share them: each has agents of its own, and the test
that needs an empty lab comes first.
"""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from workbench.app import Lab
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated

pytestmark = pytest.mark.timeout(240)
PATIENCE = 20_000

LONG = "Wolfeschlegelsteinhausenbergerdorff " * 3
HEBREW = "משה בן־דוד"

# Where in the plot its first sample is, as shares of its width and height.
WHERE = """() => {
  const models = [...Bokeh.documents[0].all_models]
  const plot = models.find((model) => model.type === "Figure")
  const {at, mean} = models.find((model) => model.type === "ColumnDataSource" && "low" in model.data).data
  const share = (value, range) => (value - range.start) / (range.end - range.start)
  return [share(at[0], plot.x_range), share(mean[0], plot.y_range)]
}"""


def study(lab: Lab, name: str, concepts: str) -> None:
    """Memories of an agent, one of each concept, each joined to the one before."""
    agent, before = lab.agent(name).id, ()
    for concept in concepts.split():
        memory = MemoryCreated(text=f"About {concept}", concept=concept, about=concept, links=before)
        event = lab.scribe.event(agent, lab.scribe.new("memory"), memory)
        lab.log.append([event])
        before = (event.subject,)


def examine(lab: Lab, name: str, right: int) -> None:
    exam = ExamCompleted(
        technology="json", version="1", right=right, questions=10, score=right / 10, predicted=0.5, coverage=0.5
    )
    lab.log.append([lab.scribe.event(lab.agent(name).id, f"exam/{lab.log.head}", exam)])


def row(page: Page, name: str) -> Locator:
    return page.locator("tbody tr").filter(has_text=name)


def tile(page: Page, name: str) -> Locator:
    return page.locator(f'.tile[data-key="{name}"] .v')


def test_an_empty_lab_says_what_to_do_and_comes_alive(visit: Visit, lab: Lab) -> None:
    page = visit.page
    expect(page.locator(".welcome")).to_contain_text('lab.agent("Ada"')
    expect(page.locator(".pill.wire")).to_contain_text("Waiting")
    study(lab, "Ada", "a b c")
    expect(page.locator(".welcome")).to_be_hidden(timeout=PATIENCE)
    expect(tile(page, "level")).to_have_text("0.33", timeout=PATIENCE)
    expect(page.locator(".pill.wire")).to_contain_text("Live")
    visit.check()


def test_figures_change_as_things_happen(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Ada", "a b c d")
    study(lab, HEBREW, "a a")
    study(lab, LONG, "x")
    for name in ("Ada", HEBREW, LONG.strip()):
        expect(row(page, name)).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".rank").filter(has_text="a")).not_to_have_count(0)
    before = tile(page, "level").inner_text()
    examine(lab, "Ada", right=8)
    expect(page.locator(".ev").first).to_contain_text("Ada answered 8 of 10 in json, had predicted 5", timeout=PATIENCE)
    expect(tile(page, "learning")).to_have_text("0.80", timeout=PATIENCE)
    expect(tile(page, "level")).not_to_have_text(before)
    expect(page.locator(".bk-Figure canvas").first).to_be_visible()
    link = page.locator('.tile[data-key="learning"] .v a').get_attribute("href")
    assert link is not None
    assert re.fullmatch(rf"{servers.hub}/api/explain/learning:lab@\d+", link)
    explained = page.request.get(link)
    assert [event["type"] for event in explained.json()["events"]] == ["exam.completed"]
    visit.check()


def test_a_window_is_chosen_and_ages_go_on(visit: Visit, lab: Lab) -> None:
    page = visit.page
    study(lab, "Chidi", "a b")
    expect(row(page, "Chidi")).to_have_count(1, timeout=PATIENCE)
    choice = page.get_by_role("button", name="10 min")
    choice.click()
    expect(choice).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    age = page.locator(".pill.wire wb-age")
    expect(age).not_to_have_text(age.inner_text(), timeout=PATIENCE)
    visit.check()


def test_a_point_of_the_timeline_leads_to_its_events(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Ivo", "a b")
    expect(row(page, "Ivo")).to_have_count(1, timeout=PATIENCE)
    frame = page.locator(".bk-CartesianFrame")
    expect(frame).to_be_visible(timeout=PATIENCE)
    across, up = page.evaluate(WHERE)
    box = frame.bounding_box()
    assert box is not None
    with page.context.expect_page() as opened:
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * (1 - up))
    assert re.match(rf"{servers.hub}/api/(explain/level:lab@\d+|events/\d+)$", opened.value.url)
    opened.value.close()


def test_light_and_dark(visit: Visit, lab: Lab) -> None:
    page = visit.page
    study(lab, "Devi", "a b")
    expect(row(page, "Devi")).to_have_count(1, timeout=PATIENCE)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Switch between light and dark").click()
    page.wait_for_function(f"{ground} !== '{light}'")
    page.reload()
    page.wait_for_selector(".tiles .tile")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    visit.check()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(visit: Visit, lab: Lab, width: int) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 844})
    for name in ("Ada", HEBREW, LONG):
        study(lab, name, "a.very.long.concept.name.that.does.not.end.soon.and.has.no.blanks b")
    expect(row(page, LONG.strip())).to_have_count(1, timeout=PATIENCE)
    main = page.locator(".main-content")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    visit.check()


def test_the_hub_goes_and_comes_back(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Emre", "a b")
    expect(row(page, "Emre")).to_have_count(1, timeout=PATIENCE)
    assert servers.stop("serve") == 0
    expect(page.locator(".pill.warn")).to_contain_text("Hub away", timeout=PATIENCE)
    study(lab, "Fatou", "a b")
    expect(row(page, "Fatou")).to_have_count(1, timeout=PATIENCE)
    servers.start("serve")
    expect(page.locator(".pill.warn")).to_have_count(0, timeout=PATIENCE)
    visit.check()


def test_the_dashboards_go_and_come_back(visit: Visit, lab: Lab, servers: Servers) -> None:
    page = visit.page
    study(lab, "Goran", "a b")
    expect(row(page, "Goran")).to_have_count(1, timeout=PATIENCE)
    assert lab.folder is not None
    assert (lab.folder.run / "dashboards.json").exists()
    assert servers.stop("dashboards") == 0
    assert not (lab.folder.run / "dashboards.json").exists()
    expect(page.locator(".pill.lost")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#wb-wire")).to_contain_text("comes back by itself")
    study(lab, "Hana", "a b")
    servers.start("dashboards")
    expect(row(page, "Hana")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".pill.lost")).to_be_hidden()
    assert visit.hosts <= {"127.0.0.1", ""}
    assert "Traceback" not in servers.log("dashboards")


def test_nothing_of_the_lab_without_a_cookie(lab: Lab, servers: Servers) -> None:
    study(lab, "Ada", "a b")
    with httpx.Client(base_url=servers.dashboards) as stranger:
        page = stranger.get("/observatory")
        assert page.status_code == 302
        assert stranger.get(page.headers["location"]).headers["location"] == f"{servers.hub}/"
        for path in ("/", "/observatory", "/observatory/metadata", "/observatory/autoload.js?bokeh-autoload-element=1"):
            answer = stranger.get(path)
            assert answer.status_code != 200, path
            assert lab.name not in answer.text, path
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        key = {"Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==", "Sec-WebSocket-Protocol": "bokeh, none"}
        assert stranger.get("/observatory/ws", headers={**upgrade, **key}).status_code == 403
