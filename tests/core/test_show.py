"""How objects show themselves: escaped, without script, in the colours of the page around them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.seen import Seen
from workbench.core.show import Html, bar, block, bundle, card, code, facts, folded, large, line, table

TAGS = {
    "bdi",
    "code",
    "details",
    "div",
    "pre",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
}
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def shown(said: str) -> Html:
    parts = [large(said, said), line(said, code(said)), facts({said: said}), table([(said, bar(0.5))], (said,))]
    return card(said, *parts, folded(said, block(said)), note=said)


@given(texts)
def test_whatever_is_said_is_text(said: str) -> None:
    seen = Seen(shown(said))
    assert seen.tags <= TAGS
    assert seen.open == []
    assert seen.text.count(said) >= (12 if said else 0)


def test_it_names_no_colour_of_its_own() -> None:
    styles = Seen(shown("x")).styles
    assert not re.search(r"#[0-9a-fA-F]{3}|\brgb|hsl|var\(|url\(", styles)
    assert set(re.findall(r"color-mix\(in srgb,(\w+) [\d]+%,(\w+)\)", styles)) == {("currentColor", "transparent")}


def test_a_bundle_has_both_forms() -> None:
    assert bundle("a", line("a")).keys() == {"text/plain", "text/html"}
