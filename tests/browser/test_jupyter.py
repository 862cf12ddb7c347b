"""JupyterLab as a researcher meets it: in from the hub, with the tour, code that runs and a widget that lives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.cli.running import Running
from workbench.app import Lab
from workbench.hub import make_token

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
PATIENCE = 90_000
OPEN = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # JupyterLab remembers what else was open
WATCH = "import workbench\nlab = workbench.open()\nlab.watch()"
CHAT = "import workbench\nlab = workbench.open()\nlab.chat(agent='Wanda')"


@pytest.fixture(scope="module")
def place(lab: Lab) -> Path:
    assert lab.folder is not None
    return lab.folder.path


@pytest.fixture(scope="module")
def hub(place: Path) -> Iterator[Running]:
    with Running("serve", lab=place) as running:
        yield running


@pytest.fixture(scope="module")
def notebooks(place: Path) -> Iterator[Running]:
    with Running("notebooks", lab=place) as running:
        yield running


@pytest.fixture
def lab_page(browser: Browser, lab: Lab, hub: Running, notebooks: Running) -> Iterator[Visit]:
    """JupyterLab, after signing in at the hub."""
    assert lab.folder is not None
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page())
    visit.page.goto(f"{notebooks.url}/lab")
    assert visit.page.url == f"{hub.url}/", "led to the hub, where one signs in"
    visit.errors.clear()  # the browser's own note that the hub answered 401
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/eve", "researcher")
    visit.page.goto(f"{hub.url}/?token={token}")
    yield visit
    context.close()


def test_the_tour_opens_and_runs(lab_page: Visit, notebooks: Running, place: Path) -> None:
    page = lab_page.page
    tour = sorted((place / "notebooks" / "tour").glob("*.ipynb"))[0]
    page.goto(f"{notebooks.url}/lab/tree/tour/{tour.name}")
    cells = page.locator(".jp-Notebook-cell")
    cells.first.wait_for(timeout=PATIENCE)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    cells.first.click()
    for _ in range(5):
        page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-OutputArea-output").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')).to_have_count(0)
    lab_page.check()


def test_a_widget_lives(lab_page: Visit, notebooks: Running, lab: Lab, place: Path) -> None:
    output = run_cell(lab_page.page, notebooks, place, "mine", WATCH)
    expect(output).to_contain_text(lab.name, timeout=PATIENCE)
    lab.agent("Wanda")
    expect(output).to_contain_text("Wanda", timeout=PATIENCE)
    lab_page.check()


def test_one_chats_in_a_cell(lab_page: Visit, notebooks: Running, lab: Lab, place: Path) -> None:
    lab.agent("Wanda").remember("The blue teapot has a crack and is kept for show.")
    output = run_cell(lab_page.page, notebooks, place, "chat", CHAT)
    output.get_by_role("textbox").fill("Which teapot has a crack?")
    output.get_by_role("textbox").press("Enter")
    badge = output.locator(".c-text .c-cite").first
    expect(badge).to_be_visible(timeout=PATIENCE)
    badge.click()
    expect(lab_page.page.locator(".c-passage")).to_contain_text("kept for show", timeout=PATIENCE)
    lab_page.check()


def run_cell(page: Page, notebooks: Running, place: Path, name: str, source: str) -> Locator:
    """Run a notebook of one cell, and wait for what the cell shows."""
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, "id": "a"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (place / "notebooks" / f"{name}.ipynb").write_text(
        json.dumps({"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
    )
    # A workspace of its own: the last one opens what was there.
    page.goto(f"{notebooks.url}/lab/workspaces/{name}/tree/{name}.ipynb")
    idle = page.locator(f"{OPEN} .jp-Notebook-ExecutionIndicator[data-status=idle]")
    expect(idle).to_be_visible(timeout=PATIENCE)
    output = page.locator(f"{OPEN} .jp-OutputArea-output").first
    # JupyterLab says that a kernel is idle before it has a connection to it, and drops what is run then.
    for _ in range(10):
        page.locator(f"{OPEN} .jp-Notebook-cell").first.click()
        page.keyboard.press("Control+Enter")
        with suppress(AssertionError):
            expect(output).to_be_visible(timeout=PATIENCE / 10)
            break
    return output
