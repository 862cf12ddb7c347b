"""The strip in a notebook cell."""

from __future__ import annotations

import threading
import time

from tests.views.conftest import exam, say
from workbench.app import Lab


def following() -> bool:
    return any(thread.name == "workbench-strip" for thread in threading.enumerate())


def test_it_follows_until_it_is_closed(lab: Lab) -> None:
    strip = lab.watch()
    assert "level not measured yet" in repr(strip)
    say(lab, "Ada", exam(8))
    deadline = time.monotonic() + 20
    while strip.shown["events"] < lab.log.head and time.monotonic() < deadline:
        time.sleep(0.01)
    assert repr(strip).splitlines() == [
        "in memory: level 0.38, 1 agents, 0 memories, 2 events",
        "  Ada answered 8 of 10 in json, had predicted 5",
        "  Ada joined",
    ]
    assert strip.shown["rests"] == 1
    strip.close()
    assert not following()
    strip.close()


def test_it_ends_with_the_lab(lab: Lab) -> None:
    strip = lab.watch()
    lab.close()
    deadline = time.monotonic() + 20
    while following() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not following()
    strip.close()


def test_without_a_widget_manager_it_is_text(lab: Lab) -> None:
    strip = lab.watch()
    bundle = strip._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(strip)
    strip.close()
