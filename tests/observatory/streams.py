"""Streams of valid events: every kind a lab understands, in any order, with extreme values, and long ones that fill windows."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from workbench.app.words import VOCABULARY
from workbench.core.clock import StepClock
from workbench.core.events import Event, Payload, Record
from workbench.intelligence.events import DecisionResolved, TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.learning.events import ExamCompleted
from workbench.log import MemoryLog
from workbench.memory.events import MemoryCreated
from workbench.observatory import METRICS, Observatory, ObservatoryState

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCES = ("agent/a", "agent/b", "agent/c", "agent/%D9%84", "person/p", "otlp/o", "lab")
SUBJECTS = ("task/1", "task/2", "agent/a", "agent/d", "memory/1", "agent/", "x")
GAPS_US = (0, 0, 1, 1_000, 1_000_000, 7_000_000, 700_000_000, 3_600_000_000, 1_000_000_000_000)
TIMES = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), START)

_TEXTS = ("a", "b", "c", "asyncio", "ليلى", "🐝🐝", "x" * 500)
_SHARES = (0.0, 1.0, 5e-324, 1e-9, 1 / 3, 0.5, math.nextafter(1.0, 0.0))


def _values(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Values that msgspec takes for a type, extreme ones among them."""
    match kind:
        case msgspec.inspect.StrType(min_length=least, max_length=most):
            texts = {text[:most] for text in _TEXTS}
            return st.sampled_from(sorted(texts if least else texts | {""}))
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.NoneType():
            return st.none()
        case msgspec.inspect.IntType(ge=low, le=high):
            return st.sampled_from((low, low + 1, low + 2, low + 3, low + 50, high))
        case msgspec.inspect.FloatType(ge=0.0, le=1.0):
            return st.sampled_from(_SHARES) | st.floats(0.0, 1.0)
        case msgspec.inspect.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case msgspec.inspect.DateTimeType():
            return st.sampled_from(TIMES)
        case msgspec.inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case msgspec.inspect.UnionType(types=types):
            return st.one_of(*map(_values, types))
        case msgspec.inspect.VarTupleType(item_type=item):
            return st.lists(_values(item), max_size=2).map(tuple)
        case msgspec.inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(_values(key), _values(value), max_size=2)
        case msgspec.inspect.StructType(cls=cls, fields=fields):
            said = [field for field in fields if field.name != "sealed"]  # only the log says that
            return st.builds(cls, **{field.name: _values(field.type) for field in said})
    raise TypeError(f"no values for {kind}")


_PAYLOADS = {payload: _values(msgspec.inspect.type_info(payload)) for payload in VOCABULARY.payloads}
_MEASURED = (MemoryCreated, ExamCompleted, TaskStarted, TaskProgressed, TaskCompleted, TaskFailed, DecisionResolved)

payloads: st.SearchStrategy[Payload] = st.one_of(
    *(_PAYLOADS[payload] for payload in _MEASURED), st.one_of(*_PAYLOADS.values())
)


@st.composite
def streams(draw: st.DrawFn, most: int = 40) -> list[Record]:
    """Records of a log: positions without gaps, `recorded` that never decreases, everything else as it likes."""
    recorded, records = START, list[Record]()
    for position in range(1, draw(st.integers(0, most)) + 1):
        recorded += timedelta(microseconds=draw(st.sampled_from(GAPS_US)))
        time = draw(st.sampled_from(TIMES)) + timedelta(0)
        if time == START:
            time += timedelta(microseconds=draw(st.integers(-5_000_000, 5_000_000)))
        event = Event(
            id=f"e{position}",
            time=time,
            source=draw(
                st.sampled_from(("agent/a",) * 6 + SOURCES)
            ),  # often the same, so that one agent's windows fill
            subject=draw(st.sampled_from(("task/1",) * 6 + SUBJECTS)),
            data=draw(payloads),
        )
        records.append(Record(position, recorded, b"", event))
    return records


def long_stream(seed: int, events: int = 1_500, agents: int = 2) -> list[Record]:
    """A stream long enough to fill and to leave every window."""
    dice, recorded, records = random.Random(seed), START, list[Record]()
    for position in range(1, events + 1):
        recorded += timedelta(microseconds=dice.choice((0, 200_000, 1_500_000)))
        time = recorded + timedelta(seconds=dice.uniform(-2, 2))
        source = f"agent/{'abcdef'[dice.randrange(agents)]}"
        event = Event(
            id=f"e{position}", time=time, source=source, subject=f"task/{dice.randrange(3)}", data=_some(dice)
        )
        records.append(Record(position, recorded, b"", event))
    return records


def _some(dice: random.Random) -> Payload:
    links = ("memory/1",) if dice.random() < 0.4 else ()
    technology = dice.choice(("asyncio", "json", "re"))
    total = dice.choice((None, 0, 20))
    return dice.choices(
        (
            MemoryCreated(text="t", concept=f"c{int(dice.expovariate(0.05))}", links=links),
            ExamCompleted(
                technology=technology,
                version="1",
                right=1,
                questions=2,
                score=dice.random(),
                predicted=dice.random(),
                coverage=dice.random(),
            ),
            TaskStarted(title="t", total=total),
            TaskProgressed(done=dice.randrange(30), total=dice.choice((None, 40))),
            TaskCompleted(done=dice.randrange(40)),
            TaskFailed(reason="r"),
            DecisionResolved(good=dice.random() < 0.5),
        ),
        (60, 8, 8, 16, 3, 2, 3),
    )[0]


class Held:
    """A view of a state that is held in the hand."""

    def __init__(self, records: Sequence[Record], now: datetime, past: bool = False) -> None:
        self.state = ObservatoryState()
        self.past = past
        self._position = records[-1].position if records else 0
        self._now = now
        for record in records:
            self.state.apply(record)

    def now(self) -> datetime:
        return self._now

    def hold(self) -> Held:
        return self

    def __enter__(self) -> tuple[ObservatoryState, int]:
        return self.state, self._position

    def __exit__(self, *args: object) -> None:
        return None


def observed(records: Sequence[Record], now: datetime | None = None) -> Observatory:
    """An observatory that has seen these records, at a moment or just after the last of them."""
    return Observatory(Held(records, now or (records[-1].recorded if records else START)))


def logged(records: Sequence[Record]) -> tuple[MemoryLog, StepClock]:
    """The same records in a log, and a clock that stands at the last of them."""
    clock = StepClock(records[-1].recorded if records else START)
    log = MemoryLog(VOCABULARY, clock)
    log.append([record.event for record in records], recorded=[record.recorded for record in records])
    return log, clock


def everything(observatory: Observatory) -> list[Any]:
    """Every figure of every stream."""
    return [
        figure for stream in dict.fromkeys(m.stream for m in METRICS.values()) for figure in observatory.stream(stream)
    ]
