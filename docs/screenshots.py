"""Takes the pictures of the pages: `scripts/screenshots`, or `python -m docs.screenshots` in the root of the repository.

A society of the demo's agents studies in a lab that is made for this and thrown away after, so all that is seen was measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from workbench.app import Lab, open_lab
from workbench.cli.children import Children
from workbench.cli.demo import SOCIETY
from workbench.core.announcement import Announcement, find_announced
from workbench.core.errors import Unavailable
from workbench.hub import make_token
from workbench.stores import chroma_sidecar, graph_sidecar

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_BYTES = 350_000
PACE = 0.1  # seconds between two steps of the society
STUDY_SECONDS = 180.0
PATIENCE_SECONDS = 900.0
PATIENCE_MS = 90_000

DRAWN = """document.fonts.status === "loaded"
  && [...document.querySelectorAll("wb-plot")].every((plot) => plot.view)
  && [...document.querySelectorAll("wb-space")].every((space) => space.getBoundingClientRect().top > innerHeight - 80
    || space.querySelector(".gl-container, .flat, .refused"))
  && !document.querySelector(".drawer .busy, #loading:not([hidden])")"""

_IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


class Shot(msgspec.Struct, frozen=True):
    """A page.

    Attributes:
        name: of the picture.
        url: where the page is.
        waits: for what, as a CSS selector, besides what every page draws.
        sizes: of the screens that it is made for.
    """

    name: str
    url: str
    waits: str = "body"
    sizes: tuple[str, ...] = tuple(SIZES)


class Picture(msgspec.Struct, frozen=True):
    """A page as it is seen: its shot, on which screen, in which theme, and as which file."""

    shot: str
    size: str
    theme: Literal["light", "dark"]
    file: str


README = (
    Picture("consciousness", "desk", "light", "observatory-light"),
    Picture("consciousness", "desk", "dark", "observatory-dark"),
    Picture("past", "desk", "light", "observatory-past"),
    Picture("consciousness", "phone", "light", "observatory-phone"),
    Picture("memory", "desk", "light", "memory-light"),
)


@contextmanager
def studying(folder: Path) -> Iterator[list[Shot]]:
    """The pages of a lab whose agents study, from the time on when each of them was examined."""
    with open_lab(folder) as lab, Children(_logs(lab)) as children:
        for name, interests in SOCIETY.items():
            lab.agent(name, interests)
        try:
            children.start("society", ["society", "--lab", str(folder), "--pace", str(PACE)])
            _serve(lab, children, "hub", "dashboards", "notebooks")
            _wait_for_exams(lab, children)
            yield _shots(lab)
        finally:
            children.stop()
            for sidecar in (chroma_sidecar, graph_sidecar):
                sidecar(folder).stop()


@contextmanager
def empty(folder: Path) -> Iterator[list[Shot]]:
    """The pages of a lab in which nothing happened."""
    with open_lab(folder) as lab, Children(_logs(lab)) as children:
        _serve(lab, children, "hub", "dashboards")
        yield [
            Shot("empty-home", _signed_in(lab)),
            Shot("empty", f"{_address(lab, 'dashboards')}/observatory", ".welcome"),
            Shot("empty-memory", f"{_address(lab, 'dashboards')}/memory", ".m-list .empty"),
        ]


def take(shots: list[Shot], pictures: list[Picture], folder: Path) -> None:
    """Write pictures into a folder, each as `<file>.png`."""
    urls = {shot.name: shot for shot in shots}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],  # which Chromium cannot have as root, as in containers
        )
        for picture in pictures:
            if picture.shot in urls:
                _write(_seen(browser, shots[0].url, urls[picture.shot], picture), folder / f"{picture.file}.png")
                print(folder / f"{picture.file}.png", flush=True)
        browser.close()


def _shots(lab: Lab) -> list[Shot]:
    dashboards, notebooks = _address(lab, "dashboards"), _address(lab, "notebooks")
    half = lab.log.head // 2
    return [
        Shot("home", _signed_in(lab), ".tiles"),
        Shot("docs", f"{_address(lab, 'hub')}/docs"),
        *(
            Shot(tab, f"{dashboards}/observatory?tab={tab}", ".tile")
            for tab in ("consciousness", "performance", "knowledge")
        ),
        Shot("past", f"{dashboards}/observatory?at={half}&open=explain:level:lab@{half}", ".drawer ol"),
        Shot("memory", f"{dashboards}/memory?q=how%20does%20Ada%20wait%20for%20tasks", ".m-twins"),
        Shot("graph", f"{dashboards}/memory?view=graph&of=agent/ada", ".g-node"),
        Shot("agent", f"{dashboards}/agent?id=agent/ada", ".who"),
        Shot("voila", f"{notebooks}/voila/render/voila/observatory.ipynb", "#rendered_cells .wb-nb"),
        Shot("tour", f"{notebooks}/lab/tree/tour/01_a_lab_in_three_lines.ipynb", _IDLE, ("desk",)),
    ]


def _seen(browser: Browser, door: str, shot: Shot, picture: Picture) -> bytes:
    """A page as a picture, after coming in through the hub's door."""
    width, height = SIZES[picture.size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=picture.theme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(door)
    page.goto(shot.url)
    _wait_until_drawn(page, shot)
    taken = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return taken


def _wait_until_drawn(page: Page, shot: Shot) -> None:
    page.wait_for_selector(shot.waits, timeout=PATIENCE_MS)
    page.wait_for_function(DRAWN, timeout=PATIENCE_MS)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _write(taken: bytes, path: Path) -> None:
    """Keep a picture, packed as small as can be without a loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(taken)).convert("RGB").save(path, optimize=True)
    assert path.stat().st_size <= MOST_BYTES, f"{path} has {path.stat().st_size:,} bytes"


def _serve(lab: Lab, children: Children, *names: str) -> None:
    """Start servers one after the other, so that each finds those before it."""
    assert lab.folder is not None
    for name in names:
        children.start(name, ["serve" if name == "hub" else name, "--lab", str(lab.folder.path)])
        while _announced(lab, name) is None:
            children.check()
            time.sleep(0.05)


def _wait_for_exams(lab: Lab, children: Children) -> None:
    """Until everybody was examined and the charts have a few minutes to show."""
    begin = time.monotonic()
    while (took := time.monotonic() - begin) < STUDY_SECONDS or len(_examined(lab)) < len(SOCIETY):
        children.check()
        if took > PATIENCE_SECONDS:
            raise Unavailable(
                f"Only {len(_examined(lab))} agents were examined by now.", "Try again on a quieter machine."
            )
        time.sleep(1.0)


def _examined(lab: Lab) -> set[str]:
    return set(lab.observatory.figure("self_knowledge").parts)


def _logs(lab: Lab) -> Path:
    assert lab.folder is not None
    return lab.folder.run


def _announced(lab: Lab, name: str) -> Announcement | None:
    return find_announced(lab.folder.run, name) if lab.folder is not None else None


def _address(lab: Lab, name: str) -> str:
    found = _announced(lab, name)
    assert found is not None
    return found.url


def _signed_in(lab: Lab) -> str:
    """The hub's home page, with what lets one in."""
    assert lab.folder is not None
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/you", "researcher")
    return f"{_address(lab, 'hub')}/?token={token}"


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description="Takes pictures of the pages.")
    parser.add_argument(
        "--all", type=Path, metavar="FOLDER", help="of every page, light and dark, on a desk and on a phone"
    )
    folder: Path | None = parser.parse_args().all
    with tempfile.TemporaryDirectory() as scratch:
        with studying(Path(scratch) / "tidepool") as shots:
            take(shots, list(README) if folder is None else _every(shots), folder or PICTURES)
        if folder is not None:
            with empty(Path(scratch) / "first-lab") as shots:
                take(shots, _every(shots), folder)


def _every(shots: list[Shot]) -> list[Picture]:
    return [
        Picture(shot.name, size, theme, f"{shot.name}-{size}-{theme}")
        for shot in shots
        for size in shot.sizes
        for theme in THEMES
    ]


if __name__ == "__main__":
    main()
