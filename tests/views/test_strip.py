"""The strip in a notebook cell."""

from __future__ import annotations

from tests.views.conftest import exam, say
from tests.views.seeing import following, until
from workbench.app import Lab
from workbench.learning.events import ExamCompleted


def test_it_follows_while_somebody_sees_it(lab: Lab) -> None:
    strip = lab.watch()
    assert "level not measured yet" in repr(strip)
    assert 'lab.agent("Ada")' in strip.html
    say(lab, "Ada", exam(8))
    assert not following(), "nobody has seen it yet"
    strip.hear("seen:one")
    strip.hear("seen:two")
    until(lambda: "Ada</bdi></b> <bdi>answered 8 of 10 in json, had predicted 5" in strip.html)
    assert ">0.38</button>" in strip.html
    say(lab, "Ada", exam(9))
    until(lambda: "answered 9 of 10" in strip.html)
    strip.hear("gone:one")
    assert following()
    strip.hear("gone:two")
    until(lambda: not following())
    strip.close()
    strip.close()


def test_it_ends_with_the_lab(lab: Lab) -> None:
    strip = lab.watch()
    strip.hear("seen:one")
    until(following)
    lab.close()
    until(lambda: not following())
    until(lambda: "The lab was closed" in repr(strip))
    strip.close()


def test_without_a_widget_manager_it_is_text(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    strip = lab.watch()
    bundle = strip._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"].splitlines() == [
        "in memory: level 0.38, 1 agent, 0 memories, 2 events",
        "  Ada answered 8 of 10 in json, had predicted 5",
        "  Ada joined",
    ]
    strip.close()


def test_what_the_log_says_is_text(lab: Lab) -> None:
    said = "<img src=x onerror=alert(1)>"
    say(lab, said, ExamCompleted(technology=said, version="1", right=1, questions=1, score=1, predicted=1, coverage=1))
    strip = lab.watch()
    assert "&lt;img" in strip.html
    assert "<img" not in strip.html
    strip.close()
