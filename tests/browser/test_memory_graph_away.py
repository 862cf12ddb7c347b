"""The memory page in Chromium while its graph does not answer: it says so, the rest lives, and its server can be ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

import workbench
from tests.browser.conftest import Visit
from tests.browser.servers import Servers
from tests.browser.society import PATIENCE
from workbench.app import Lab

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_GRAPH", "bolt://127.0.0.1:1")
        with workbench.open(tmp_path_factory.mktemp("away") / "tidepool") as opened:
            opened.agent("Ada").remember("Bees dance.")
            yield opened


def test_a_graph_that_is_away_is_said(
    sign_in: Callable[..., BrowserContext], look_at: Callable[..., Visit], servers: Servers
) -> None:
    visit = look_at(sign_in(), "/memory?view=graph")
    page = visit.page
    expect(page.locator(".m-graph [role=alert]")).to_contain_text("does not answer", timeout=PATIENCE)
    expect(page.locator(".m-list")).to_contain_text("Bees dance.", timeout=PATIENCE)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("searchbox").fill("bees")
    expect(page.locator(".m-list")).to_contain_text("Best answers", timeout=PATIENCE)
    visit.check()
    assert servers.stop("dashboards") == 0, "a page that is open does not keep its server"
