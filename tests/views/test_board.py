"""What the agent board is told: every agent, short, at the present and in the past."""

from __future__ import annotations

import msgspec

from tests.views.conftest import exam, memory, say
from workbench.app import Lab
from workbench.intelligence.events import TaskStarted
from workbench.views.board import Rows, rows_of
from workbench.views.feed import Feed
from workbench.views.look import Look

NASTY = '<b>“ليلى”</b>, "x"'


def told(lab: Lab) -> Rows:
    return msgspec.json.decode(rows_of(Feed(lab).snapshot(Look()), Look()), type=Rows)


def test_an_agent_is_told_as_the_observatory_has_it(lab: Lab) -> None:
    say(lab, "Ada", memory("a"), exam(8))
    say(lab, "Ada", memory("b"), TaskStarted(title="studies json", total=4))
    rows = told(lab)
    ((slug, name, level, change, memories, load, doing, seen),) = rows.rows
    (row,) = lab.observatory.agents("1 h")
    assert (slug, name, memories, load, doing) == ("ada", "Ada", 2, 1.0, "studies json")
    assert level == round(row.level or 0, 3)
    assert change == round(row.change or 0, 3)
    (last,) = lab.log.read(limit=1, backwards=True)
    assert seen == int(last.recorded.timestamp() * 1_000)
    assert rows.live
    assert rows.position == lab.log.head
    assert rows.since is not None
    assert rows.since <= seen <= rows.moment


def test_what_is_not_measured_is_no_number(lab: Lab) -> None:
    lab.agent(NASTY)
    say(lab, "Ada", TaskStarted(title="waits for nothing"))
    rows = {row[1]: row for row in told(lab).rows}
    assert rows["Ada"][2] is None
    assert rows["Ada"][3] is None
    assert NASTY not in rows or rows[NASTY][2] is None


def test_the_past_is_told_as_it_was(lab: Lab) -> None:
    say(lab, "Ada", exam(8))
    position = lab.log.head
    moment = next(lab.log.read(position - 1, position)).recorded
    say(lab, "Boris", exam(2))
    past = Feed(lab).past(Look(), position, moment)
    rows = msgspec.json.decode(rows_of(past, Look()), type=Rows)
    assert not rows.live
    assert rows.position == position
    assert [row[0] for row in rows.rows] == ["ada"]


def test_two_hundred_agents_are_a_few_packets(lab: Lab) -> None:
    for number in range(200):
        say(lab, f"Agent {number}", memory("asyncio", about="asyncio.tasks.wait_for"))
    said = rows_of(Feed(lab).snapshot(Look()), Look())
    assert len(msgspec.json.decode(said, type=Rows).rows) == 200
    assert len(said.encode()) < 200 * 100
