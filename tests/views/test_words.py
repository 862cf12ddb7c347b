"""What people read is right, short and harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.views.conftest import exam, memory, say
from workbench.app import VOCABULARY, Lab
from workbench.core.show import ago
from workbench.intelligence.events import TaskProgressed
from workbench.views.words import age, agent_link, clock, lines, sentence, signed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_run_of_memories_is_one_line(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), memory("b"), memory("c", about="json.loads"))
    say(lab, "Boris", memory("d"), TaskProgressed(done=3), exam(8))
    say(lab, "Ada", memory("e"))
    said = [(line.source, line.said) for line in lines(lab.log.read(), 10)]
    assert said == [
        ("agent/ada", "remembered e"),
        ("agent/boris", "answered 8 of 10 in json, had predicted 5"),
        ("agent/boris", "remembered d"),
        ("agent/boris", "joined"),
        ("agent/ada", "remembered 3 things, last json.loads"),
        ("agent/ada", "joined"),
    ]
    assert len(lines(lab.log.read(), 2)) == 2


def test_every_kind_of_event_has_words() -> None:
    """A new kind must be told about in words, not by its technical name."""
    import inspect

    from workbench.views import words

    told = inspect.getsource(words.sentence)
    silent = [payload.__name__ for payload in VOCABULARY.payloads if f"case {payload.__name__}(" not in told]
    assert silent == []


def test_a_text_cannot_break_out_of_its_line(lab: Lab) -> None:
    say(lab, "Ada", memory("x", about="many\n\nlines " * 30))
    (record,) = lab.log.read(limit=1, backwards=True)
    assert "\n" not in sentence(record)
    assert len(sentence(record)) <= 240


@given(st.floats(0, 1e9))
def test_ages_are_short(seconds: float) -> None:
    number, unit = ago(seconds).split(" ")
    size = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}[unit]
    assert abs(float(number) * size - seconds) <= size / 2 + 0.05


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_change_always_has_a_sign(value: float, digits: int) -> None:
    shown = signed(value, digits)
    read = float(shown[1:].replace(",", "")) * {"+": 1, "−": -1, "±": 0}[shown[0]]
    assert abs(read - value) <= 0.5 * 10**-digits + 1e-9


def test_times_say_when_for_the_script_and_in_words_without_it() -> None:
    assert 'at="1772366400000"' in clock(NOON)
    assert age(NOON, NOON + timedelta(minutes=5)) == '<wb-age at="1772366400000">5 min</wb-age>'


def test_a_link_survives_any_agent() -> None:
    """An agent's id is percent-encoded already; the link must name it as it is."""
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for name, value in attrs if name == "href" and value)

    Links().feed(agent_link('agent/%D9%84"', "ليل<b>"))
    assert found == ["agent?id=agent/%25D9%2584%22"]
    assert "<bdi>ليل&lt;b&gt;</bdi>" in agent_link("agent/x", "ليل<b>")
