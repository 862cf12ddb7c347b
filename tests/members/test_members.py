"""Who belongs to a lab."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from workbench.app.words import VOCABULARY
from workbench.core.clock import StepClock
from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Event
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe
from workbench.log import Appended, Fold, Log, MemoryLog, Snapshots, SqliteLog
from workbench.members import Member, Members, MembersState, Registry, agent_id
from workbench.members.events import AgentRegistered, AgentUpdated
from workbench.memory.events import MemoryCreated


class Society:
    """A log with members."""

    def __init__(self, log: Log | None = None) -> None:
        self.clock = StepClock()
        self.log: Log = log or MemoryLog(VOCABULARY, self.clock)
        self.scribe = Scribe(self.clock, Ids(self.clock))
        self.fold = Fold(self.log, MembersState, Snapshots(None), self.clock)
        self.members = Members(self.fold)
        self.join = Registry(self.log, self.fold, self.scribe).agent

    def kinds(self) -> list[str]:
        return [VOCABULARY.kind(record.event) for record in self.log.read()]


def test_an_agent_joins_once_and_is_found_again() -> None:
    lab = Society()
    ada = lab.join("Ada Lovelace", ["asyncio"])
    assert ada == Member(id="agent/ada-lovelace", name="Ada Lovelace", interests=("asyncio",), since=lab.clock.now())
    lab.clock.advance(5)
    for name in ("Ada Lovelace", "  Ada   Lovelace\n", "agent/ada-lovelace"):
        assert lab.join(name) == lab.members.get(name) == ada
    assert lab.join("Ada Lovelace", ["asyncio"]) == ada
    assert lab.kinds() == ["agent.registered"]
    (record,) = lab.log.read()
    assert (record.event.source, record.event.subject) == (ada.id, ada.id)


def test_interests_are_replaced_and_the_past_keeps_its_own() -> None:
    lab = Society()
    lab.join("Ada", ["asyncio", "json"])
    assert lab.join("Ada", ["re"]).interests == ("re",)
    assert lab.join("Ada", None).interests == ("re",)
    assert lab.join("Ada", []).interests == ()
    assert lab.join("Ada", ["re"]) == lab.join("Ada", ["re"])
    assert lab.kinds() == ["agent.registered", *["agent.updated"] * 3]
    past = [Members(lab.fold.at(position, lab.clock.now())).all() for position in range(5)]
    assert [[member.interests for member in members] for members in past] == [
        [],
        [("asyncio", "json")],
        [("re",)],
        [()],
        [("re",)],
    ]


@pytest.mark.parametrize("other", ["ADA LOVELACE", "ada lovelace", "ada-lovelace", "Ａda Lovelace"])
def test_names_too_like_another_are_refused(other: str) -> None:
    lab = Society()
    lab.join("Ada Lovelace")
    with pytest.raises(BadInput, match="too like that of the agent “Ada Lovelace”"):
        lab.join(other)
    assert lab.log.head == 1


@pytest.mark.parametrize(
    "name", ["ليلى", "אדה", "🐝", "👩‍🔬 Ada", "x" * 120, "🐝" * 32, "é", "a/b", "a%2Fb", "'; --", "agent", "lab", "ß"]
)
def test_names_of_all_sorts(name: str) -> None:
    lab = Society()
    member = lab.join(name)
    assert member.name == name
    assert lab.join(name) == lab.join(member.id) == lab.members.get(name) == member
    assert lab.members.all() == [member]
    assert member.id.isascii() and member.id.startswith("agent/")


def test_one_name_may_be_typed_in_two_ways() -> None:
    lab = Society()
    assert lab.join("Ame\u0301lie") == lab.join("Amélie")
    assert lab.log.head == 1


@pytest.mark.parametrize(
    "name", ["", "   ", "\n", "x" * 121, "Ada\x00", "Ada\x1b[31m", "\ud800", "🐝" * 120, "ليلى" * 20]
)
def test_what_is_no_name(name: str) -> None:
    lab = Society()
    with pytest.raises(BadInput) as caught:
        lab.join(name)
    assert caught.value.remedy
    assert lab.log.head == 0


def test_an_id_is_for_finding_not_for_joining() -> None:
    lab = Society()
    for id_ in ("agent/ada", "agent/", "agent/Ada Lovelace", "agent/" + "x" * 1_000):
        with pytest.raises(NotFound, match="no agent of the id"):
            lab.join(id_)
    assert lab.log.head == 0


def test_interests_are_a_list() -> None:
    lab = Society()
    with pytest.raises(BadInput, match="a list of names"):
        lab.join("Ada", "asyncio")
    for wrong in ([""], ["x"] * 101, ["x" * 501]):
        with pytest.raises(BadInput):
            lab.join("Ada", wrong)
    assert lab.log.head == 0


def test_who_is_not_there_is_said_with_who_is() -> None:
    lab = Society()
    with pytest.raises(NotFound, match=r"lab\.agent\(\"Ada\"\)"):
        lab.members.get("Ada")
    for name in ("Ada Lovelace", "Boris", "ليلى"):
        lab.join(name)
    with pytest.raises(NotFound, match="Known: Ada Lovelace"):
        lab.members.get("ada lovelac")
    with pytest.raises(NotFound, match=r"Known: Ada Lovelace, Boris, ليلى\."):
        lab.members.get("Quetzalcoatl")
    with pytest.raises(NotFound, match="Known: Boris"):
        lab.members.get("agent/borris")


def test_members_are_in_the_order_in_which_they_joined() -> None:
    lab = Society()
    for name in ("Zoe", "Ada", "Mia"):
        lab.join(name)
        lab.clock.advance(1)
    lab.join("Zoe", ["re"])
    members = lab.members.all()
    assert [member.name for member in members] == ["Zoe", "Ada", "Mia"]
    assert [member.since - members[0].since for member in members] == [timedelta(seconds=n) for n in range(3)]


def test_events_of_others_make_nobody_a_member() -> None:
    lab = Society()
    events = [
        lab.scribe.event("agent/ada", "agent/ada", MemoryCreated(text="about myself")),
        lab.scribe.event("agent/ada", "agent/ada", AgentUpdated(interests=("re",))),
        lab.scribe.event("person/p", "room/1", AgentRegistered(name="Room")),
    ]
    lab.log.append(events)
    assert lab.members.all() == []
    lab.join("Ada")  # although the subject has a history already
    lab.log.append([lab.scribe.event("agent/bob", "agent/ada", AgentRegistered(name="Bob"))])
    assert [member.name for member in lab.members.all()] == ["Ada"]


def test_eight_threads_register_a_name_once() -> None:
    lab = Society()
    gate = threading.Barrier(8)
    found: list[tuple[Member, Member]] = []

    def run(number: int) -> None:
        gate.wait()
        found.append((lab.join("Ada"), lab.join(f"Agent {number % 3}", [str(number)])))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({ada for ada, _ in found}) == 1
    assert sorted(m.name for m in lab.members.all()) == ["Ada", "Agent 0", "Agent 1", "Agent 2"]
    assert lab.kinds().count("agent.registered") == 4
    assert lab.kinds().count("agent.updated") <= 8


class Rivalled(MemoryLog):
    """A log to which somebody else always adds something right after us."""

    def append(self, events: Sequence[Event], *args: Any, **kwargs: Any) -> Appended:
        assert self.head < 10, "nobody fights for its own interests for ever"
        done = super().append(events, *args, **kwargs)
        rival = {"id": f"rival {self.head}", "data": AgentUpdated(interests=("json",))}
        super().append([msgspec.structs.replace(events[0], **rival)])
        return done


def test_who_is_outdone_at_once_lets_it_be() -> None:
    lab = Society(Rivalled(VOCABULARY, StepClock()))
    assert lab.join("Ada", ["re"]).interests == ("json",)
    assert lab.kinds() == ["agent.registered", "agent.updated"]


_CHILD = """
import sys
from pathlib import Path
from tests.members.test_members import Society
from workbench.app.words import VOCABULARY
from workbench.core.clock import StepClock
from workbench.log import SqliteLog
log = SqliteLog(Path(sys.argv[1]), VOCABULARY, StepClock())
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    Society(log).join(f"Agent {number}")
log.close()
"""


def test_two_processes_register_each_name_once(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", VOCABULARY, StepClock())
    root = Path(__file__).parents[2]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(tmp_path / "log.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            text=True,
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    lab = Society(log)
    assert lab.kinds() == ["agent.registered"] * 20
    assert [member.name for member in lab.members.all()] == [f"Agent {number}" for number in range(20)]
    log.close()


def test_an_id_stays_what_it_is() -> None:
    assert agent_id("agent/ada") == agent_id("Ada") == agent_id(agent_id("ada")) == "agent/ada"
