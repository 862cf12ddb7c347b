"""The home page: what it tells of a lab, to whom, and where it leads."""

from __future__ import annotations

import json
import math
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

import workbench
from tests.hub.rest.hubs import hub, memory
from workbench.app import Lab, open_lab
from workbench.core.announcement import announced
from workbench.core.clock import StepClock
from workbench.hub import ways
from workbench.hub.components import Component
from workbench.hub.glance import Course, look
from workbench.hub.glance_html import spark
from workbench.stores import chroma_sidecar

RTL = "محمد بن عبد الرحمن الطويل جدا " * 2
TAGS = "<script>alert(1)</script>"


class Page(HTMLParser):
    """A page as a browser reads it: its texts, its links by their words, and the tags that were opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: dict[str, str] = {}
        self.text = ""
        self._href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self._href = given.get("href") or "" if tag == "a" else self._href

    def handle_endtag(self, tag: str) -> None:
        self._href = "" if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._href and data.strip():
            self.links.setdefault(data, self._href)


async def _home(client: httpx.AsyncClient, **headers: str) -> Page:
    answer = await client.get("/", headers=headers)
    assert answer.status_code == 200
    return Page(answer.text)


async def test_it_says_how_the_lab_is_doing(client: httpx.AsyncClient, lab: Lab) -> None:
    lab.agent("Ada")
    events = [memory(number, data={"text": f"of {number}", "concept": f"c{number % 3}"}) for number in range(4)]
    answer = await client.post("/api/events", content=json.dumps(events))
    assert answer.status_code == 201
    html = (await client.get("/")).text
    page = Page(html)
    level, growth = lab.observatory.figure("level"), lab.observatory.figure("growth_rate")
    assert level.value is not None and growth.value is not None
    for said in (lab.name, f"{level.value:.2f}", f"{growth.value:.1f}", "4 memories", "Ada", "remembers c0", "Live"):
        assert said in page.text
    assert '<h2>Agents</h2><p class="v">1</p>' in html
    assert f'<h2>Events</h2><p class="v">{lab.log.head}</p>' in html
    assert "person/eve with the role researcher" in page.text
    behind = (await client.get(unescape(page.links[f"{level.events} events"]))).json()
    assert behind["count"] == level.events


async def test_the_line_is_the_history_of_the_level_as_far_as_it_was_measured() -> None:
    with open_lab("memory:", seed=1) as lab:
        assert isinstance(lab.clock, StepClock)
        async with hub(lab) as client:
            lab.agent("Ada")
            for number in range(3):
                lab.clock.advance(60)
                await client.post("/api/events", content=json.dumps([memory(number)]))
            history = lab.observatory.history("all")
            course = look(lab, client.app.state.components).course  # type: ignore[attr-defined]
            assert "polyline" in (await _home(client)).tags
    sampled = zip(history.recorded.tolist(), history.values["level"].tolist(), strict=True)
    measured = [sample for sample in sampled if not math.isnan(sample[1])]
    assert list(zip(course.recorded, course.mean, strict=True)) == measured
    assert 2 <= len(measured) <= len(history)


def test_the_line_goes_up_when_the_level_does() -> None:
    drawn = spark(Course([0, 5, 10], [0.2, 0.3, 0.4], [0.1, 0.2, 0.3], [0.3, 0.4, 0.5]))
    assert '<polyline points="0.0,54.0 200.0,36.0 400.0,18.0">' in drawn
    assert '<polygon points="0.0,36.0 200.0,18.0 400.0,0.0 400.0,36.0 200.0,54.0 0.0,72.0">' in drawn
    assert "Level from 0.20 to 0.40" in drawn
    assert spark(Course([7], [0.2], [0.2], [0.2])) == spark(Course([], [], [], [])) == ""
    assert "nan" not in spark(Course([0, 10], [0.2, 0.2], [0.2, 0.2], [0.2, 0.2]))


async def test_an_empty_lab_says_what_to_do_next(tmp_path: Path) -> None:
    """The three lines are run as they stand there, and then the page has something to tell."""
    folder = tmp_path / "my 'first' lab"
    try:
        with open_lab(folder) as lab:
            async with hub(lab) as client:
                page = await client.get("/")
                assert "not measured yet" in page.text
                lines, demo = (unescape(code) for code in re.findall(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL))
                assert lines.count("\n") == 2
                assert demo.startswith("workbench demo --lab ")
                assert str(folder).rpartition("/")[0] in demo
                own: dict[str, Lab] = {}
                exec(lines, own)
                own["lab"].close()
                later = await _home(client)
                assert "What to do next" not in later.text
                assert "Ada" in later.text
    finally:
        chroma_sidecar(folder).stop()


async def test_a_lab_in_memory_names_no_folder(client: httpx.AsyncClient) -> None:
    (code,) = re.findall(r"<pre[^>]*>(.*?)</pre>", (await client.get("/")).text, re.DOTALL)
    assert unescape(code) == 'lab.agent("Ada").study("json")'


async def test_names_cannot_put_tags_on_the_page_and_keep_their_direction(lab: Lab) -> None:
    lab.name = f"{TAGS} {{main}} $main {RTL}"
    for name in (RTL, TAGS, "W" * 120):
        lab.agent(name)
    async with hub(lab, who="person/<i>") as client:
        await client.post("/api/events", content=json.dumps([memory(1, data={"text": "x", "about": TAGS})]))
        html = (await client.get("/")).text
        parts = (await client.get("/home.json")).json()["parts"]
    page = Page(html)
    assert page.tags.count("script") == 2  # ours
    assert page.tags.count("main") == 1
    assert "i" not in Page(html.partition("<footer>")[2]).tags
    assert TAGS in page.text and RTL.strip() in page.text
    assert f"<bdi>{RTL.strip()}</bdi>" in html
    assert "script" not in Page("".join(parts.values())).tags


async def test_a_lone_surrogate_in_a_name_does_not_end_the_page(lab: Lab) -> None:
    lab.name = "odd \ud800 name"
    async with hub(lab) as client:
        assert "odd ? name" in (await client.get("/")).text


async def test_what_its_script_asks_for_is_what_the_page_shows(client: httpx.AsyncClient, lab: Lab) -> None:
    lab.agent("Ada")
    html = (await client.get("/")).text
    fresh = (await client.get("/home.json")).json()
    assert abs(fresh["now"] - lab.clock.now().timestamp() * 1_000) < 60_000
    assert set(re.findall(r'data-part="(\w+)"', html)) == set(fresh["parts"])
    for name in ("ways", "health"):
        assert fresh["parts"][name] in html
    client.headers.pop("authorization")
    assert (await client.get("/home.json")).status_code == 401


async def test_it_says_what_is_wrong(client: httpx.AsyncClient) -> None:
    def broken() -> str:
        raise OSError("the <disk> is gone")

    async def nothing() -> None: ...

    components = client.app.state.components  # type: ignore[attr-defined]
    part = Component("disk", nothing, nothing, broken)
    await part.start()
    components.all = (*components.all, part)
    page = await _home(client)
    assert f"1 of {len(components.all)} not ready" in page.text
    assert "not ready: the <disk> is gone" in page.text


@pytest.mark.parametrize(
    ("url", "host", "link"),
    [
        ("http://127.0.0.1:5006", "127.0.0.1:8000", "http://127.0.0.1:5006/observatory"),
        ("http://127.0.0.1:5006/x/", "localhost:8000", "http://localhost:5006/x/observatory"),
        ("https://boards.example", "localhost:8000", "https://boards.example/observatory"),
    ],
)
async def test_it_leads_to_dashboards_on_a_host_where_the_cookie_holds(
    lab: Lab, url: str, host: str, link: str
) -> None:
    async with hub(lab, dashboards_url=url) as client:
        assert (await _home(client, host=host)).links["Observatory"] == link


async def test_servers_are_found_while_they_run(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab") as lab:
        assert lab.folder is not None
        run = lab.folder.run
        async with hub(lab) as client:
            page = await _home(client)
            assert {"Observatory", "JupyterLab", "Voila page"}.isdisjoint(page.links)
            assert f"workbench notebooks --lab {lab.folder.path}" in page.text
            with announced(run, "dashboards", "http://127.0.0.1:1"), announced(run, "notebooks", "http://127.0.0.1:2"):
                page = await _home(client, host="localhost:8000")
            assert page.links["Observatory"] == "http://localhost:1/observatory"
            assert page.links["JupyterLab"] == "http://localhost:2/lab/tree/tour/01_a_lab_in_three_lines.ipynb"
            assert page.links["Voila page"] == "http://localhost:2/voila/render/voila/observatory.ipynb"


async def test_names_lead_to_pages_of_agents_where_there_are_such(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "shared", lambda name: tmp_path / name)
    lab.agent("Ada & Eve")
    async with hub(lab, dashboards_url="http://127.0.0.1:5006") as client:
        assert "Ada & Eve" not in (await _home(client)).links
        (tmp_path / "dashboards" / "agent").mkdir(parents=True)
        (tmp_path / "dashboards" / "agent" / "app.py").touch()
        page = await _home(client)
    assert page.links["Ada & Eve"] == "http://127.0.0.1:5006/agent?id=agent/ada-%2526-eve"
    assert "Observatory" not in page.links  # none of that name lies there


async def test_a_reader_is_told_what_jupyterlab_needs(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab") as lab:
        assert lab.folder is not None
        with announced(lab.folder.run, "notebooks", "http://127.0.0.1:2"):
            async with hub(lab, role="reader") as client:
                page = await _home(client)
    assert "needs the role researcher; yours is reader" in page.text
    assert "JupyterLab" not in page.links
    assert "Voila page" in page.links


async def test_the_ways_of_the_hub_itself_lead_somewhere(client: httpx.AsyncClient) -> None:
    links = (await _home(client)).links
    for words in ("API", "Docs", "Health", "Metrics"):
        assert (await client.get(links[words])).status_code == 200


def test_the_tour_and_the_page_it_leads_to_are_there() -> None:
    notebooks = Path(workbench.__file__).parents[1] / "notebooks"
    assert (notebooks / "tour" / "01_a_lab_in_three_lines.ipynb").is_file()
    assert (notebooks / "voila" / "observatory.ipynb").is_file()
