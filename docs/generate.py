"""Makes docs/metrics.md and docs/events.md from the code: `python -m docs.generate`, in the root of the repository."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import msgspec
from msgspec import inspect as types

from workbench.app.words import VOCABULARY
from workbench.core.events import Payload
from workbench.observatory import METRICS, Metric

HERE = Path(__file__).parent

_METRICS = """# Metrics

What the observatory measures, by which formula, and from which events.

Made from the code by `python -m docs.generate`; a test fails when it is stale.

**The level is an index of measured signals. It is no claim about sentience**, nor is anything else here: the stream is called
“consciousness” after the systems this one grew out of. Every number is computed from events that the log holds, by the formula given; none is
random, estimated by a model, or made up.

A figure is *not measured yet* (no value) until there are enough events. It always says how many events it rests on, and
`lab.explain(figure)` reads them. A metric of an agent is shown for the lab as the mean over the agents that have a value, with each agent as a
part. Windows are of events, so that they are the same when the log is replayed, except where a definition says minutes. “Hours” and
“minutes” are those at which the log took the events, unless it says otherwise.

A figure's id, as `level:agent/ada@4120`, names it as of an event and of that event's time. A rate goes on falling while nothing happens: `lab.explain`
of the figure itself reads the events that it rests on then, of its id those of the event's time. With a metric's samples over time the two are
the same.
"""

_STREAMS = {
    "consciousness": "How much of four signals the agents show, and how that moves. Pushed every 2 s.",
    "performance": "How work goes. Pushed every 5 s.",
    "knowledge": "What the lab knows, and how it comes to know it. Pushed every 10 s.",
}

_EVENTS = """# Events

Every kind of event that a lab understands, and what it holds.

Made from the code by `python -m docs.generate`; a test fails when it is stale.

An event comes and goes as a [CloudEvents 1.0](https://cloudevents.io) JSON object: `type` is its kind, `source` says who (`agent/<slug>`, `person/<slug>`,
`otlp/<name>` or `lab`), `subject` what it is about, `time` when it happened, and `data` holds the fields below. Fields without a default must
be given. Unknown kinds and fields are refused. Kinds marked 🔔 are also sent to `/ws/notifications`.

| kind | meaning | fields | notifies |
| --- | --- | --- | --- |
"""


def pages() -> dict[str, str]:
    """The text of every generated page, by file name."""
    return {"metrics.md": metrics_page(), "events.md": events_page()}


def metrics_page() -> str:
    """docs/metrics.md."""
    parts = [_METRICS]
    for stream, about in _STREAMS.items():
        metrics = [metric for metric in METRICS.values() if metric.stream == stream]
        head = "| metric | asked for as | of | range | unit | better |\n| --- | --- | --- | --- | --- | --- |\n"
        parts.append(f"## {stream.capitalize()}\n\n{about}\n\n{head}{''.join(map(_metric_row, metrics))}")
        parts += map(_metric_definition, metrics)
    return "\n".join(parts)


def events_page() -> str:
    """docs/events.md."""
    return _EVENTS + "".join(_event_row(kind, payload) for kind, payload in VOCABULARY.kinds.items())


def _metric_row(metric: Metric) -> str:
    of = "agents and lab" if metric.of_agent else "lab"
    anchor = re.sub(r"[^\w-]", "", metric.title.lower().replace(" ", "-"))
    return (
        f"| [{metric.title}](#{anchor}) | `{metric.name}` | {of} | {metric.range} | {metric.unit} | {metric.better} |\n"
    )


def _metric_definition(metric: Metric) -> str:
    words = re.sub(r"\n(?: +)", " ", metric.definition)  # a line that is set in goes on with the one before
    words = re.sub(
        r"^(Formula|Range|Unit|Source): (.)", lambda m: f"- **{m[1]}.** {m[2].upper()}", words, flags=re.MULTILINE
    )
    change = f"- **Published at once** when it changed by {metric.material:g} or more."
    return f"### {metric.title}\n\n{words.strip()}\n{change}\n"


def _event_row(kind: str, payload: type[Payload]) -> str:
    meaning, fields = _sections(payload)
    told = [_field(field, fields.get(field.name, "")) for field in types.type_info(payload).fields]  # type: ignore[attr-defined]
    return f"| `{kind}` | {meaning} | {'<br>'.join(told)} | {'🔔' if payload.notify else ''} |\n"


def _field(field: types.Field, meaning: str) -> str:
    default = "" if field.required else f", default {_default(field)}"
    return f"`{field.name}`: {_type(field.type)}{default}" + (f" — {meaning}" if meaning else "")


def _default(field: types.Field) -> str:
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return {"": "empty", "()": "empty", "{}": "empty", "None": "none"}.get(str(value), f"`{value}`")


def _sections(payload: type[Payload]) -> tuple[str, dict[str, str]]:
    """The meaning of a kind, and that of each field, from the docstring."""
    text, _, listed = (inspect.getdoc(payload) or "").partition("\nAttributes:\n")
    fields: dict[str, str] = {}
    for names, meaning in re.findall(r"^    (\w[\w, ]*): (.*(?:\n     .*)*)", listed, re.MULTILINE):
        for name in names.split(", "):
            fields[name] = _line(meaning)
    return _line(text), fields


def _line(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def _type(kind: types.Type) -> str:
    match kind:
        case types.StrType(min_length=least, max_length=most):
            return f"text, {least or 0:,} to {most:,} characters" if most else "text"
        case types.BoolType():
            return "true or false"
        case types.IntType(ge=low, le=high):
            return f"whole number, {low:,} to {high:,}" if high else "whole number"
        case types.FloatType(ge=low, le=high):
            return "number" if low is None else f"number, {low:g} to {high:g}"
        case types.DateTimeType():
            return "time with its zone"
        case types.LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case types.UnionType(types=kinds):
            return " or ".join(_type(each) for each in kinds if not isinstance(each, types.NoneType)) + " or none"
        case types.VarTupleType(item_type=item, max_length=most):
            return f"list{' of at most ' + format(most, ',') if most else ''}, each ({_type(item)})"
        case types.DictType(key_type=key, value_type=value, max_length=most):
            return f"{'at most ' + format(most, ',') + ' ' if most else ''}named values ({_type(key)} → {_type(value)})"
        case types.StructType(fields=fields):
            return "object with " + ", ".join(f"`{field.name}` ({_type(field.type)})" for field in fields)
    raise TypeError(f"no words for {kind}")


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
