"""The documentation as pages: all of it, in one piece, open to everybody."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.hub.rest.hubs import hub
from tests.hub.rest.test_home import Page
from workbench.app import Lab
from workbench.core.share import shared
from workbench.hub.markdown import article

DOCS = sorted(path.stem for path in shared("docs").glob("*.md"))


async def test_every_page_is_listed(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        index = Page((await client.get("/docs")).text)
    assert {f"/docs/{name}" for name in ("readme", *DOCS)} <= set(index.links.values())
    assert len(DOCS) >= 9


@pytest.mark.parametrize("name", ["readme", *DOCS])
async def test_a_page_is_whole_and_every_link_on_it_leads_somewhere(lab: Lab, name: str) -> None:
    async with hub(lab, role=None) as client:
        answer = await client.get(f"/docs/{name}")
        assert answer.status_code == 200
        body = answer.text.partition("<article>")[2].partition("</article>")[0]
        assert "<h1" in body
        assert not re.search(r"^\s*(#+ |```|\|---)", re.sub(r"<pre.*?</pre>", "", body, flags=re.DOTALL), re.MULTILINE)
        ids = Page(body).ids
        assert len(ids) == len(set(ids))
        for link in set(re.findall(r'(?:href|src)="([^"]*)"', body)):
            assert link
            if not urlsplit(link).scheme:
                await _check(client, urljoin(f"/docs/{name}", link))


async def _check(client: httpx.AsyncClient, link: str) -> None:
    parts = urlsplit(link)
    answer = await client.get(parts.path)
    assert answer.status_code == 200, link
    assert not parts.fragment or parts.fragment in Page(answer.text).ids, link


async def test_pages_lead_to_each_other_and_show_pictures(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        text = (await client.get("/docs/readme")).text
        assert "/docs/architecture" in Page(text).links.values()
        pictures = re.findall(r'<img src="([^"]+)"', text)
        assert pictures
        for picture in pictures:
            assert (await client.get(picture)).headers["content-type"] == "image/png"


async def test_a_diagram_is_text_and_no_page_runs_a_script_of_its_own(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        page = (await client.get("/docs/architecture")).text
    assert "<figcaption>Diagram, as text" in page
    assert "flowchart LR" in page
    assert Page(page).tags.count("script") == 1


@pytest.mark.parametrize("path", ["/docs/nothing", "/docs/pictures/nothing.png", "/docs/pictures/..%2farchitecture.md"])
async def test_what_is_not_there(lab: Lab, path: str) -> None:
    async with hub(lab, role=None) as client:
        assert (await client.get(path)).status_code == 404


async def test_nothing_of_the_lab_is_told(lab: Lab) -> None:
    lab.name = "secretive"
    async with hub(lab, role=None) as client:
        for path in ("/docs", "/docs/readme"):
            assert "secretive" not in (await client.get(path)).text


def test_links_that_lead_nowhere_are_words_and_headings_have_ids_of_their_own() -> None:
    text = "# One\n\nA *b* [c](gone.md) [d](kept.md) `e`.\n\n## Two\n\n## Two\n\n|a|\n|-|\n|<b>|\n"
    made = article(text, lambda link: link if link == "kept.md" else None)
    assert made.title == "One"
    assert made.summary == "A b c d e."
    assert made.sections == (("two", "Two"), ("two-1", "Two"))
    assert 'c <a href="kept.md">d</a>' in made.html
    assert 'role="region"' in made.html


def test_code_is_shown_as_it_is() -> None:
    assert "&lt;b&gt; &amp; c" in article("```python\n<b> & c\n```\n", lambda link: link).html


def test_the_docs_are_those_of_this_checkout() -> None:
    assert shared("docs") == Path(__file__).parents[3] / "docs"
