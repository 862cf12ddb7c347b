"""The feed works for who looks, once for all of them, and for nobody not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.views.conftest import exam, memory, say
from workbench.app import Lab
from workbench.core.clock import StepClock
from workbench.views.feed import Feed
from workbench.views.trails import POINTS, Trails, Window


class Somebody:
    """A viewer that counts how often it was woken."""

    def __init__(self, window: Window = "1 h") -> None:
        self.window = window
        self.woken = 0
        self.threads: set[int] = set()

    def wake(self) -> None:
        self.woken += 1
        self.threads.add(threading.get_ident())


@pytest.fixture
def feed(lab: Lab) -> Iterator[Feed]:
    made = Feed(lab)
    yield made
    made.close()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_viewers_are_woken_and_share_one_snapshot(feed: Feed, lab: Lab) -> None:
    one, other = Somebody(), Somebody("all")
    feed.join(one)
    feed.join(other)
    until(lambda: one.woken > 0 and other.woken > 0)
    say(lab, "Ada", memory("a"))
    until(lambda: feed.snapshot("1 h").position == lab.log.head)
    assert feed.snapshot("1 h") is feed.snapshot("all")
    assert one.threads == other.threads != {threading.get_ident()}


def test_many_events_are_few_redraws(feed: Feed, lab: Lab) -> None:
    viewer = Somebody()
    feed.join(viewer)
    until(lambda: viewer.woken > 0)
    before, start = viewer.woken, time.monotonic()
    for number in range(300):
        say(lab, "Ada", memory(str(number)))
    until(lambda: feed.snapshot("1 h").position == lab.log.head)
    assert viewer.woken - before <= 4 * (time.monotonic() - start) + 2


def test_nothing_is_done_for_nobody(feed: Feed, lab: Lab) -> None:
    viewer = Somebody()
    feed.join(viewer)
    until(lambda: viewer.woken > 0)
    feed.leave(viewer)
    until(lambda: all(thread.name != "workbench-feed" for thread in threading.enumerate()))
    woken = viewer.woken
    say(lab, "Ada", memory("a"))
    assert viewer.woken == woken
    assert lab.log.wake._listeners == {}
    assert feed.snapshot("1 h").position == lab.log.head  # who asks all the same gets what is
    feed.join(viewer)
    until(lambda: viewer.woken > woken)


def test_what_is_drawn_is_drawn_once(feed: Feed, lab: Lab) -> None:
    snapshot, drawn = feed.snapshot("1 h"), []
    for _ in range(3):
        assert feed.shared(snapshot, "key", lambda: drawn.append(1) or "html") == "html"
    assert len(drawn) == 1
    feed.snapshot("1 h")
    assert feed.shared(snapshot, "key", lambda: "older") == "older"


def test_a_page_that_cannot_be_woken_stops_no_other(feed: Feed, lab: Lab) -> None:
    class Broken(Somebody):
        def wake(self) -> None:
            super().wake()
            raise RuntimeError("the document is gone")

    broken, whole = Broken(), Somebody()
    feed.join(broken)
    feed.join(whole)
    for number in range(3):
        before = whole.woken
        say(lab, "Ada", memory(str(number)))
        until(lambda before=before: whole.woken > before)
    assert broken.woken == 1


def test_a_closed_lab_harms_nobody(feed: Feed, lab: Lab) -> None:
    viewer = Somebody()
    feed.join(viewer)
    until(lambda: viewer.woken > 0)
    lab.close()
    feed.close()
    assert all(thread.name != "workbench-feed" for thread in threading.enumerate())


def test_trails_say_what_the_past_says() -> None:
    from workbench.app import open_lab

    with open_lab("memory:", seed=1) as lab:
        assert isinstance(lab.clock, StepClock)
        for right in (2, 4, 6, 8):
            say(lab, "Ada", exam(right))
            lab.clock.advance(600)
        trails = Trails(lab, ("learning",))
        first = lab.observatory.timeline()[0].recorded
        for window, trail in trails.get({"10 min", "1 h", "all"}, first, lab.clock.now()).items():
            assert 0 < len(trail.points) <= POINTS + 2, window
            for moment, values in trail.points:
                assert values["learning"] == lab.at(moment).observatory.figure("learning").value
        before = trails.get({"all"}, first, lab.clock.now())["all"].before("learning")
        assert before is not None and before[1] == 0.2
        assert trails.get({"all"}, None, lab.clock.now()) == {}
