"""The feed works for who looks, once for all of them, and for nobody not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.views.conftest import exam, memory, pass_time, say
from workbench.app import Lab
from workbench.views.feed import Feed
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot

HOUR, ALL = Look(window="1 h"), Look(tab="knowledge", window="all")


class Somebody:
    """A viewer that counts how often it was woken."""

    def __init__(self, look: Look = HOUR) -> None:
        self.look = look
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
    one, other = Somebody(), Somebody(ALL)
    feed.join(one)
    feed.join(other)
    until(lambda: one.woken > 0 and other.woken > 0)
    say(lab, "Ada", memory("a"))
    until(lambda: feed.snapshot(HOUR).position == lab.log.head)
    assert feed.snapshot(HOUR) is feed.snapshot(ALL)
    assert one.threads == other.threads != {threading.get_ident()}


def test_many_events_are_few_redraws(feed: Feed, lab: Lab) -> None:
    viewer = Somebody()
    feed.join(viewer)
    until(lambda: viewer.woken > 0)
    before, start = viewer.woken, time.monotonic()
    for number in range(300):
        say(lab, "Ada", memory(str(number)))
    until(lambda: feed.snapshot(HOUR).position == lab.log.head)
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
    assert feed.snapshot(HOUR).position == lab.log.head  # who asks all the same gets what is
    feed.join(viewer)
    until(lambda: viewer.woken > woken)


def test_what_is_drawn_is_drawn_once(feed: Feed, lab: Lab) -> None:
    snapshot, drawn = feed.snapshot(HOUR), []
    for _ in range(3):
        assert snapshot.shared("key", lambda: drawn.append(1) or "html") == "html"
    assert len(drawn) == 1
    assert feed.snapshot(HOUR) is snapshot, "as nothing happened, many pages at once are one snapshot"
    say(lab, "Ada", memory("a"))
    assert feed.snapshot(HOUR).shared("key", lambda: "newer") == "newer"


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


def test_an_error_of_ours_does_not_end_it(feed: Feed, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, take, failed = Somebody(), feed._take, threading.Event()
    feed.join(viewer)
    until(lambda: viewer.woken > 0)

    def broken(looks: object) -> Snapshot:
        monkeypatch.setattr(feed, "_take", take)
        failed.set()
        raise KeyError("a bug")

    monkeypatch.setattr(feed, "_take", broken)
    say(lab, "Ada", memory("a"))
    until(failed.is_set)
    say(lab, "Ada", memory("b"))
    until(lambda: feed.snapshot(HOUR).position == lab.log.head)
    assert feed._thread is not None and feed._thread.is_alive()


def test_others_looks_together_are_not_a_third_one(feed: Feed, lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(3))
    day = "24 h"
    viewers = [
        Somebody(look) for look in (HOUR, Look(tab="performance", window=day), Look(agent="agent/ada", window=day))
    ]
    for viewer in viewers:
        feed.join(viewer)
    until(lambda: all(viewer.woken for viewer in viewers))
    for look in (Look(window=day), Look(agent="agent/ada"), Look(tab="performance", window=day)):
        snapshot = feed.snapshot(look)
        assert look.histories <= snapshot.histories.keys()
        assert look.figures <= snapshot.figures.keys()
        assert look.agent is not None or look.tab != "consciousness" or look.window in snapshot.trails


def shown(snapshot: Snapshot) -> object:
    """All that a snapshot has but when it was taken."""
    figures = {key: (figure.value, figure.parts, figure.basis) for key, figure in snapshot.figures.items()}
    histories = {
        key: (history.position.tolist(), {name: column.tolist() for name, column in history.values.items()})
        for key, history in snapshot.histories.items()
    }
    told = snapshot.names, snapshot.rows, snapshot.exams, snapshot.happened, snapshot.newest, snapshot.position
    return repr((figures, histories, told))


@pytest.mark.parametrize("look", [HOUR, ALL, Look(tab="performance"), Look(agent="agent/ada")])
def test_the_past_is_what_the_present_was(stepped: Lab, look: Look) -> None:
    lab, feed = stepped, Feed(stepped)
    for number in range(3):
        say(lab, "Ada", memory(str(number)), exam(number))
        pass_time(lab)
        say(lab, "Boris", memory("b"))
    pass_time(lab)
    then = feed.snapshot(look)
    pass_time(lab)
    for number in range(3):
        say(lab, "Chidi", memory(str(number)), exam(number))
    past = feed.past(look, then.position, then.moment)
    assert shown(past) == shown(then)
    assert {figure.status for figure in past.figures.values()} == {"replayed"}
    assert (past.live, past.moment, past.head) == (False, then.moment, lab.log.head)
    assert feed.past(look, then.position, then.moment) is past


def test_events_taken_at_once_are_stepped_one_by_one(feed: Feed, lab: Lab) -> None:
    say(lab, "Ada", *(memory(str(number)) for number in range(5)))
    moment = next(lab.log.read(3, 4)).recorded
    assert feed.past(HOUR, 3, moment).position == 3
    assert feed.past(HOUR, 3, moment).agents("1 h")[0].memories == 2


def test_an_agent_that_nobody_has_heard_of(feed: Feed, lab: Lab) -> None:
    say(lab, "Ada", memory("a"))
    for agent in ("agent/nobody", "x" * 200):  # no agent can have such a name
        look = Look(agent=agent)
        assert feed.snapshot(look).figures == {}
        assert feed.snapshot(look).holds(look)
    assert not feed.snapshot(HOUR).holds(Look(agent="agent/ada"))
    assert feed.snapshot(Look(agent="agent/ada")).figure("level", "agent/ada").value is not None
