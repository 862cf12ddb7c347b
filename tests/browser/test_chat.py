"""The chat page in Chromium: ask, watch it written, stop, ask again, branch, open what is cited; the past, and other people."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import HEBREW, PATIENCE, at_event
from tests.browser.test_axe import in_every_dress
from tests.models.generation.faults import PATIENT_S, Proxy, proxy, tokens
from workbench.app import Lab
from workbench.chat import Conversation
from workbench.hub import make_token

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

EVE = "person/eve"
BEES = "Why do bees dance to each other about flowers?"
LASAGNE = "What is the best recipe for lasagne?"
NASTY = (
    "<img src=x onerror=document.title='gone'> [it](javascript:alert(1)) **b** <script>document.title='gone'</script>"
)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


class Model:
    """A model that says a few words, and the rest when it is let.

    Attributes:
        let: set while it need not wait.
    """

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()

    def __call__(self, wire: socket.socket, _: Proxy) -> None:
        wire.sendall(_HEAD + tokens("Bees ", "dance ", end=False).encode())
        self.let.wait(PATIENT_S)
        wire.sendall(tokens("to tell ", "where flowers are [1].").encode())
        wire.shutdown(socket.SHUT_WR)
        wire.recv(1)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("chat") / "tidepool") as opened:
        ada = opened.agent("Ada")
        ada.remember("Flowers open in the morning.", session="session/meadow")
        ada.remember("Bees dance to tell each other where flowers are.", about="bees.dance", session="session/meadow")
        ada.remember(f"Bees dance to each other about flowers. {NASTY}", about=NASTY)
        opened.agent(HEBREW).remember("הקומקום רתח בשעה שבע בבוקר.")
        yield opened


@pytest.fixture(scope="module")
def servers(lab: Lab, model: Model) -> Iterator[Servers]:
    assert lab.folder is not None
    with proxy(model) as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_GENERATOR", f"{made.url}#model")
        with Servers(lab.folder.path) as running:
            yield running
        model.let.set()


@pytest.fixture(autouse=True)
def unheld(model: Model) -> Iterator[None]:
    """Whatever a test has left waiting is let."""
    yield
    model.let.set()


@pytest.fixture
def visit(sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]) -> Visit:
    found = look_at(sign_in("researcher"), "/chat?of=agent/ada")
    expect(field(found.page)).to_be_visible(timeout=PATIENCE)
    return found


def field(page: Page) -> Locator:
    return page.locator("wb-composer textarea")


def turns(page: Page) -> Locator:
    return page.locator(".c-turn")


def ask(page: Page, said: str, count: int = 1) -> None:
    """Ask, and wait for the answer, which is that of so many."""
    field(page).fill(said)
    field(page).press("Enter")
    expect(turns(page).nth(count - 1).locator(".c-kind")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".c-dots")).to_have_count(0, timeout=PATIENCE)


def talked(lab: Lab, *questions: str, by: str = EVE) -> Conversation:
    """A conversation that has been."""
    conversation = lab.conversations.start(by, agent="agent/ada")
    for said in questions:
        assert lab.conversations.ask(conversation.id, said, by).reply.text
    return lab.conversations.get(conversation.id, by)


def test_an_answer_is_seen_while_it_is_written_in_every_window_of_who_asked(
    visit: Visit, look_at: Callable[..., Visit], lab: Lab, model: Model
) -> None:
    page = visit.page
    model.let.clear()
    field(page).fill(BEES)
    field(page).press("Enter")
    writing = page.locator('[data-region="writing"]')
    expect(writing).to_contain_text("Bees dance", timeout=PATIENCE)
    expect(writing).to_have_attribute("aria-busy", "true")
    expect(page.locator(".c-dots")).to_be_visible()
    expect(page.locator(".c-thread [role=status]").last).to_have_text("Ada is writing an answer.")
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("button", name="Stop writing")).to_be_visible()
    page.wait_for_url("**id=conversation/**")
    other = look_at(page.context, "/" + page.url.split("/", 3)[3]).page
    expect(other.locator('[data-region="writing"]')).to_contain_text("Bees dance", timeout=PATIENCE)
    model.let.set()
    for window in (page, other):
        expect(window.locator(".c-text").last).to_contain_text("where flowers are", timeout=PATIENCE)
        expect(window.locator(".c-kind").last).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".c-thread [role=status]").last).to_contain_text("confidence")
    (found,) = lab.conversations.list(EVE, 1)
    assert found.exchanges[0].answers[0].generator == "model"
    visit.check()


def test_closing_the_browser_does_not_stop_an_answer_but_stop_does(
    visit: Visit, look_at: Callable[..., Visit], lab: Lab, model: Model
) -> None:
    page = visit.page
    model.let.clear()
    field(page).fill(BEES)
    field(page).press("Enter")
    expect(page.locator('[data-region="writing"]')).to_contain_text("Bees dance", timeout=PATIENCE)
    page.wait_for_url("**id=conversation/**")
    address = "/" + page.url.split("/", 3)[3]
    page.close()
    model.let.set()
    again = look_at(visit.page.context, address).page
    expect(again.locator(".c-text")).to_contain_text("where flowers are", timeout=PATIENCE)

    model.let.clear()
    again.get_by_role("button", name="Answer again").click()
    expect(again.locator('[data-region="writing"]')).to_contain_text("Bees dance", timeout=PATIENCE)
    again.get_by_role("button", name="Stop writing").click()
    expect(again.locator(".c-kind").last).to_have_text("Stopped", timeout=PATIENCE)
    expect(again.locator(".c-ways")).to_contain_text("2/2")
    model.let.set()
    again.get_by_role("button", name="Answer before this one").click()
    expect(again.locator(".c-ways")).to_contain_text("1/2", timeout=PATIENCE)
    expect(again.locator(".c-text")).to_contain_text("where flowers are")
    again.wait_for_url("**branch=answer/**")
    (found,) = lab.conversations.list(EVE, 1)
    assert [one.stopped for one in found.exchanges[0].answers] == [False, True]


def test_a_question_is_put_in_other_words_beside_the_first(visit: Visit, lab: Lab) -> None:
    page = visit.page
    ask(page, BEES)
    page.get_by_role("button", name="Ask in other words").click()
    expect(field(page)).to_have_value(BEES, timeout=PATIENCE)
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".c-editing")).to_have_count(0, timeout=PATIENCE)
    page.get_by_role("button", name="Ask in other words").click()
    expect(page.locator(".c-editing")).to_be_visible(timeout=PATIENCE)
    field(page).fill("Do bees dance about flowers?")
    field(page).press("Enter")
    expect(page.locator(".c-asked")).to_have_text("Do bees dance about flowers?", timeout=PATIENCE)
    expect(page.locator(".c-ways")).to_contain_text("2/2", timeout=PATIENCE)
    page.get_by_role("button", name="Question before this one").click()
    expect(page.locator(".c-asked")).to_have_text(BEES, timeout=PATIENCE)
    (found,) = lab.conversations.list(EVE, 1)
    assert [one.text for one in found.exchanges] == [BEES, "Do bees dance about flowers?"]
    visit.check()


def test_with_the_keyboard_alone_one_asks_and_reads_what_is_cited(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("Why do bees dance")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("to each other about flowers?")
    page.keyboard.press("Enter")
    badge = page.locator(".c-text .c-cite").first
    expect(badge).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".c-asked")).to_have_text(
        "Why do bees dance\nto each other about flowers?", use_inner_text=True
    )
    expect(page.locator(".c-dots")).to_have_count(0, timeout=PATIENCE)
    badge.focus()
    page.keyboard.press("Enter")
    passage = page.get_by_role("dialog")
    expect(passage.locator("mark")).to_be_visible(timeout=PATIENCE)
    expect(passage.get_by_role("heading", level=2)).to_be_focused()
    page.wait_for_url("**cite=answer/**")
    expect(badge).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(passage).to_have_count(0, timeout=PATIENCE)
    expect(badge).to_be_focused()
    visit.check()


def test_what_was_injected_does_nothing(visit: Visit) -> None:
    page = visit.page
    ask(page, f"{BEES} {NASTY}")
    expect(page.locator(".c-asked")).to_have_text(f"{BEES} {NASTY}")
    for number in range(page.locator(".c-sources button").count()):
        page.locator(".c-sources button").nth(number).click()
        expect(page.locator(".c-passage .m-body")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".c img, .c script, .c b:has-text('b') >> text=/^b$/")).to_have_count(0)
    assert page.locator('.c a[href^="javascript"]').count() == 0
    assert "gone" not in page.title()
    visit.check()


def test_one_sees_ones_own_conversations_only(
    visit: Visit, browser: object, lab: Lab, servers: Servers, sign_in: Callable[..., BrowserContext]
) -> None:
    own, theirs = talked(lab, BEES), talked(lab, "Where are flowers, bees dance?", by="person/mallory")
    assert lab.folder is not None
    stranger = sign_in("researcher")
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/mallory", "researcher")
    page = stranger.new_page()
    page.goto(f"{servers.hub}/?token={token}")
    page.goto(f"{servers.dashboards}/chat?id={own.id}")
    expect(page.get_by_role("alert")).to_contain_text("no such conversation of yours", timeout=PATIENCE)
    expect(page.locator(".c-list li")).to_have_count(1)
    expect(page.locator(".c-list li")).to_contain_text("Where are flowers")
    expect(visit.page.locator(".c-list")).to_contain_text(BEES, timeout=PATIENCE)
    expect(visit.page.locator(f'[data-key="{theirs.id}"]')).to_have_count(0)


def test_who_may_only_look_sees_why_there_is_nothing_to_type(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit]
) -> None:
    page = look_at(sign_in("reader"), "/chat").page
    expect(page.locator(".c-shut")).to_contain_text("role researcher", timeout=PATIENCE)
    expect(field(page)).to_have_count(0)


def test_the_past_shows_it_as_it_stood(visit: Visit, lab: Lab, look_at: Callable[..., Visit]) -> None:
    found = talked(lab, BEES, "And where do the bees dance about flowers?")
    then = found.exchanges[1].since
    position = lab.log.position_at(then) - 1
    page = look_at(visit.page.context, f"/chat?id={found.id}&at={position}").page
    at_event(page, position)
    expect(turns(page)).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".c-shut")).to_contain_text("as it stood")
    expect(page.get_by_role("button", name="Answer again")).to_have_count(0)
    page.get_by_role("button", name="Live", exact=True).click()
    expect(turns(page)).to_have_count(2, timeout=PATIENCE)
    expect(field(page)).to_be_visible()


def test_it_is_renamed_and_forgotten(visit: Visit, lab: Lab, look_at: Callable[..., Visit]) -> None:
    found = talked(lab, BEES)
    page = look_at(visit.page.context, f"/chat?id={found.id}").page
    entry = page.locator(f'[data-key="{found.id}"]')
    entry.get_by_role("button", name="Rename").click(timeout=PATIENCE)
    entry.get_by_role("textbox").fill("Of bees")
    page.keyboard.press("Enter")
    expect(entry).to_contain_text("Of bees", timeout=PATIENCE)
    entry.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Forget this for good?", timeout=PATIENCE)
    page.get_by_role("button", name="Forget it").click()
    expect(entry).to_have_count(0, timeout=PATIENCE)
    assert found.id not in {one.id for one in lab.conversations.headings(EVE)}


def test_a_server_that_was_killed_leaves_a_question_that_is_answered_again(
    visit: Visit, servers: Servers, model: Model
) -> None:
    page = visit.page
    model.let.clear()
    field(page).fill(BEES)
    field(page).press("Enter")
    expect(page.locator('[data-region="writing"]')).to_contain_text("Bees dance", timeout=PATIENCE)
    page.wait_for_url("**id=conversation/**")
    servers.stop("dashboards", hard=True)
    model.let.set()
    servers.start("dashboards")
    again = page.locator(".c-wrong").get_by_role("button", name="Answer again")
    expect(again).to_be_visible(timeout=PATIENCE)
    again.click()
    expect(page.locator(".c-text")).to_contain_text("where flowers are", timeout=PATIENCE)
    visit.check(away=True)


def test_a_hundred_questions_and_a_very_long_one(visit: Visit, lab: Lab, look_at: Callable[..., Visit]) -> None:
    long = "Why do bees dance about flowers? " + "W" * 3_000 + " ¿" + "bees dance " * 500
    found = talked(lab, *([BEES] * 99), long)
    page = look_at(visit.page.context, f"/chat?id={found.id}").page
    expect(turns(page)).to_have_count(100, timeout=PATIENCE)
    expect(turns(page).last.locator(".c-asked")).to_be_in_viewport(timeout=PATIENCE)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".c-scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    ask(page, BEES, 101)
    expect(turns(page).last.locator(".c-kind").first).to_be_in_viewport(timeout=PATIENCE)


def test_right_to_left_stays_so(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], lab: Lab
) -> None:
    page = look_at(sign_in("researcher"), "/chat").page
    page.locator(".c-to summary").click(timeout=PATIENCE)
    page.locator(".c-choices button").filter(has_text=HEBREW).click()
    expect(page.locator(".c-to summary")).to_contain_text(HEBREW, timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.locator(".c-choices")).to_be_hidden()
    ask(page, "מתי רתח הקומקום?")
    assert page.locator(".c-asked").evaluate("el => getComputedStyle(el).direction") == "rtl"
    expect(page.locator(".c-head")).to_contain_text(HEBREW)


def test_on_a_phone_the_list_the_thread_and_the_passage_lie_over_each_other(
    visit: Visit, lab: Lab, look_at: Callable[..., Visit]
) -> None:
    found = talked(lab, BEES)
    page = look_at(visit.page.context, "/chat").page
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(f'[data-key="{found.id}"] .c-entry').click(timeout=PATIENCE)
    expect(turns(page)).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".c-side")).to_be_hidden()
    page.locator(".c-cite").first.click()
    expect(page.locator(".c-passage mark")).to_be_visible(timeout=PATIENCE)
    box = page.locator(".c-passage").bounding_box()
    assert box is not None and box["width"] == 390
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="‹ All").click()
    expect(page.locator(".c-side")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "path", ["/chat", "/chat?id={id}", "/chat?id={id}&cite={answer}:1", "/chat?at=1", "/chat?id=conversation/none"]
)
def test_axe_finds_nothing_serious(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], lab: Lab, path: str
) -> None:
    found = talked(lab, BEES, LASAGNE)
    answer = found.exchanges[0].answers[0].id
    visit = look_at(sign_in("researcher", reduced_motion="reduce"), path.format(id=found.id, answer=answer))
    expect(visit.page.locator(".c-column > *, .c-thread .empty").first).to_be_visible(timeout=PATIENCE)
    if "cite=" in path:
        expect(visit.page.locator(".c-passage .m-body")).to_be_visible(timeout=PATIENCE)
    assert in_every_dress(visit.page) == {}
    visit.check()
