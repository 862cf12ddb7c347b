"""Pictures as functions of a snapshot."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.views.conftest import exam, memory, say
from workbench.app import Lab
from workbench.core.figure import Figure
from workbench.observatory.timeline import Sample
from workbench.views import panels
from workbench.views.feed import Feed
from workbench.views.header import header
from workbench.views.snapshot import Snapshot
from workbench.views.theme import DARK, LIGHT, Palette
from workbench.views.tiles import sparkline, tiles
from workbench.views.timeline import Timeline, grouped, spread, thinned
from workbench.views.timeline_head import timeline_head

NASTY = "<img src=x onerror=alert(1)> & “ليلى”"
HUB = "http://127.0.0.1:1"


def take(lab: Lab) -> Snapshot:
    return Feed(lab).snapshot("1 h")


def test_an_empty_lab_says_what_to_do(lab: Lab) -> None:
    snapshot = take(lab)
    assert "lab.agent(" in panels.welcome(snapshot)
    assert "lab.agent(" in panels.agents(snapshot, None)
    assert "after the first exam" in tiles(snapshot, "1 h", None)
    assert "Waiting" in header(snapshot, "Observatory")
    assert "No level was measured yet" in timeline_head(snapshot, "1 h", None)


def test_every_figure_says_its_status_events_and_way_to_them(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"), exam(8))
    said = tiles(take(lab), "1 h", HUB)
    for name, value, events in (("level", "0.50", 3), ("learning", "0.80", 1), ("growth_rate", "0.2", 2)):
        (tile,) = re.findall(rf'<article[^>]*data-key="{name}".*?</article>', said)
        assert '<span class="q">live</span>' in tile
        assert f">{value}</a>" in tile
        assert f"{events} event" in tile
        assert f"{HUB}/api/explain/{name}:lab@4" in tile
        assert "<wb-age" in tile


def test_what_moved_says_by_how_much_and_not_by_colour_alone(lab: Lab) -> None:
    say(lab, "Ada", exam(2))
    feed = Feed(lab)
    say(lab, "Ada", exam(8))
    snapshot = feed.snapshot("1 h")
    shown = tiles(snapshot, "1 h", None)
    assert re.search(r'class="up">▲ \+0\.\d\d<', shown) or "±0.00" in shown


def test_names_and_texts_cannot_become_markup(lab: Lab) -> None:
    say(lab, NASTY, memory(NASTY, about=NASTY))
    snapshot = take(lab)
    for drawn in (panels.agents(snapshot, HUB), panels.concepts(snapshot, HUB), panels.happened(snapshot, HUB)):
        assert "&lt;img" in drawn
        assert "<img" not in drawn


def test_agents_are_all_there_best_first(lab: Lab) -> None:
    for number in range(200):
        say(lab, f"Agent {number}", memory("a"), *([exam(9)] if number == 7 else []))
    rows = re.findall(r"<tr data-key.*?</tr>", panels.agents(take(lab), None))
    assert len(rows) == 200
    assert "Agent 7<" in rows[0]


@given(st.lists(st.floats(0, 1), max_size=60))
def test_a_sparkline_stays_in_its_box(values: list[float]) -> None:
    drawn = sparkline(values)
    assert bool(drawn) == (len(values) > 1)
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", drawn):
        assert 0 <= float(x) <= 96
        assert 0 <= float(y) <= 24


@given(st.lists(st.floats(0, 1), min_size=1, max_size=400), st.integers(4, 60))
def test_thinning_keeps_real_samples_their_ends_and_extremes(means: list[float], most: int) -> None:
    samples = [Sample(number, number, mean, mean, mean) for number, mean in enumerate(means)]
    kept = thinned(samples, most)
    assert len(kept) <= max(most, 1)
    assert set(kept) <= set(samples)
    assert [sample.position for sample in kept] == sorted({sample.position for sample in kept})
    assert kept[-1] == samples[-1]
    low, high = spread(kept)
    assert 0 <= low < high <= 1


def test_marks_too_near_to_be_told_apart_are_one(lab: Lab) -> None:
    say(lab, "Ada", *(exam(right) for right in range(5)))
    snapshot = take(lab)
    begin = int(snapshot.exams[0].recorded.timestamp() * 1e6)
    assert [len(group) for group in grouped(snapshot.exams, begin, begin + 3_600_000_000)] == [5]
    assert grouped(snapshot.exams, begin + 10_000_000, begin + 20_000_000) == []


def test_the_timeline_draws_what_the_observatory_has(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(8))
    snapshot = take(lab)
    timeline = Timeline(LIGHT)
    timeline.show(snapshot, "1 h", HUB)
    assert list(timeline._samples.data["mean"]) == [sample.mean for sample in snapshot.timeline]
    assert timeline._samples.data["link"][0] == f"{HUB}/api/explain/level:lab@{snapshot.timeline[0].position}"
    assert "8 of 10 in json" in timeline._exams.data["said"][0]
    timeline.wear(DARK)
    assert timeline._line.glyph.line_color == DARK.series[0]


def test_text_can_be_read_in_both_themes() -> None:
    """WCAG 2: text has a contrast of at least 4.5 : 1, what is drawn 3 : 1."""
    for palette in (LIGHT, DARK):
        for ground in (palette.ground, palette.card):
            for name in ("ink", "soft", "faint", "accent", "good", "warn", "bad"):
                assert contrast(getattr(palette, name), ground) >= 4.5, name
            assert all(contrast(colour, ground) >= 3 for colour in palette.series)
    assert isinstance(LIGHT, Palette)


def test_a_figure_that_was_never_measured_is_no_number(lab: Lab) -> None:
    figure: Figure = take(lab).figures["level"]
    assert figure.value is None
    assert "0.00" not in tiles(take(lab), "1 h", None)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
