"""The timeline: the lab's level over time, as a Bokeh figure that is made once for a page and then fed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from bokeh.models import ColumnDataSource, CustomJSHover, CustomJSTickFormatter, HoverTool, OpenURL, Range1d, TapTool
from bokeh.plotting import figure

from workbench.core.clock import to_micros
from workbench.observatory.timeline import Sample
from workbench.views.snapshot import ExamMark, Snapshot
from workbench.views.theme import FONT, Palette
from workbench.views.trails import WINDOWS, Window
from workbench.views.words import explanation, name_of

_MOST = 320
_MARKS = 64
_LEAST_SPAN = 0.1
_LEAST_SECONDS = 30.0
_CLOCK = "hour: '2-digit', minute: '2-digit', hourCycle: 'h23'"
_TICK = f"""
const at = new Date(tick), span = ticks[ticks.length - 1] - ticks[0]
if (span > 2 * 86400000) return at.toLocaleDateString([], {{day: 'numeric', month: 'short'}})
const clock = {{{_CLOCK}}}
if (span < 240000) clock.second = '2-digit'
return at.toLocaleTimeString([], clock)
"""
_WHEN = f"return new Date(value).toLocaleString([], {{day: 'numeric', month: 'short', {_CLOCK}, second: '2-digit', timeZoneName: 'short'}})"
_TIP = """<div style="font:12px/18px Roboto,system-ui,sans-serif"><b>@mean{0.00}</b> mean of agents<br>
@low{0.00} – @high{0.00} 10th to 90th<br>@at{custom}</div>"""
_EXAM_TIP = """<div style="font:12px/18px Roboto,system-ui,sans-serif;max-width:280px"><b>Exam</b><br>@said<br>@at{custom}</div>"""


class Timeline:
    """The level over time: the mean over agents in the band between the 10th and the 90th percentile, and exams as marks.

    Attributes:
        figure: Bokeh's figure.
    """

    def __init__(self, palette: Palette) -> None:
        self._samples = ColumnDataSource({name: [] for name in ("at", "mean", "low", "high", "link")})
        self._exams = ColumnDataSource({name: [] for name in ("at", "mean", "said", "link")})
        self._shown: object = None
        self._x, self._y = Range1d(start=0, end=1), Range1d(start=0, end=1)
        self.figure: Any = _plot(self._x, self._y)
        self._band = self.figure.varea("at", "low", "high", source=self._samples, fill_alpha=0.14)
        self._line = self.figure.line("at", "mean", source=self._samples, line_width=2, line_join="round")
        points = self.figure.scatter("at", "mean", source=self._samples, size=12, alpha=0)
        self._marks = self.figure.scatter("at", "mean", source=self._exams, size=9, line_width=2)
        for renderer in (points, self._marks):
            renderer.nonselection_glyph = renderer.selection_glyph = None
        self._tap = TapTool(renderers=[self._marks, points], callback=OpenURL(url="@link"))
        self.figure.add_tools(_hover(self._line, _TIP, mode="vline"), _hover(self._marks, _EXAM_TIP, mode="mouse"))
        self.wear(palette)

    def wear(self, palette: Palette) -> None:
        """Take on the colours of a theme."""
        self._band.glyph.fill_color = self._line.glyph.line_color = palette.series[0]
        self._marks.glyph.fill_color, self._marks.glyph.line_color = palette.card, palette.series[1]
        self.figure.axis.major_label_text_color = palette.faint
        self.figure.ygrid.grid_line_color = palette.grid

    def show(self, snapshot: Snapshot, window: Window, hub: str | None) -> None:
        """Draw what a snapshot has of a window."""
        end = to_micros(snapshot.moment)
        span = WINDOWS[window]
        samples = [s for s in snapshot.timeline if span is None or s.recorded >= end - span.total_seconds() * 1e6]
        samples = thinned(samples, _MOST)
        begin = min(samples[0].recorded if samples else end, end - int(_LEAST_SECONDS * 1e6))
        self._x.update(start=begin / 1_000, end=end / 1_000)
        exam = snapshot.exams[-1].position if snapshot.exams else 0
        shown = (samples[-1].position if samples else 0, len(samples), begin, exam, window, hub)
        if shown == self._shown:
            return
        self._shown = shown
        if hub is not None and self._tap not in self.figure.tools:
            self.figure.add_tools(self._tap)
        low, high = spread(samples)
        self._y.update(start=low, end=high)
        self._samples.data = {
            "at": [sample.recorded / 1_000 for sample in samples],
            "mean": [sample.mean for sample in samples],
            "low": [sample.low for sample in samples],
            "high": [sample.high for sample in samples],
            "link": [explanation(hub or "", f"level:lab@{sample.position}") for sample in samples],
        }
        self._exams.data = _marks(snapshot, samples, hub)


def _plot(x: Range1d, y: Range1d) -> Any:
    plot: Any = figure(
        height=272,
        sizing_mode="stretch_width",
        x_range=x,
        y_range=y,
        x_axis_type="datetime",
        toolbar_location=None,
        tools="",
        min_border_left=36,
        min_border_right=12,
        outline_line_color=None,
        background_fill_alpha=0,
        border_fill_alpha=0,
    )
    plot.xgrid.visible = False
    plot.xaxis.formatter = CustomJSTickFormatter(code=_TICK)
    plot.xaxis[0].ticker.desired_num_ticks = 5
    plot.yaxis[0].ticker.desired_num_ticks = 4
    plot.axis.axis_line_color = plot.axis.major_tick_line_color = plot.axis.minor_tick_line_color = None
    plot.axis.major_label_text_font_size = "12px"
    plot.axis.major_label_text_font = FONT
    return plot


def _hover(renderer: Any, tip: str, **more: Any) -> HoverTool:
    formatters: dict[str, Any] = {"@at": CustomJSHover(code=_WHEN)}
    return HoverTool(renderers=[renderer], tooltips=tip, formatters=formatters, point_policy="snap_to_data", **more)


def thinned(samples: Sequence[Sample], most: int) -> list[Sample]:
    """At most so many of the samples, none of them changed: of each stretch the lowest and the highest mean, and the last of all."""
    if len(samples) <= most:
        return list(samples)
    stretches = most // 2
    kept: list[Sample] = []
    for number in range(stretches):
        part = samples[number * len(samples) // stretches : (number + 1) * len(samples) // stretches]
        ends = {min(part, key=lambda sample: sample.mean), max(part, key=lambda sample: sample.mean)}
        kept += sorted(ends, key=lambda sample: sample.position)
    return kept if kept[-1] == samples[-1] else [*kept[:-1], samples[-1]]


def spread(samples: Sequence[Sample]) -> tuple[float, float]:
    """The range of the y axis: all that is shown and a little room, at least a tenth, within 0 and 1."""
    low = min((sample.low for sample in samples), default=0.0)
    high = max((sample.high for sample in samples), default=1.0)
    room = max((high - low) * 0.08, (_LEAST_SPAN - (high - low)) / 2)
    return max(0.0, low - room), min(1.0, high + room)


def grouped(exams: Sequence[ExamMark], begin: int, end: int) -> list[list[ExamMark]]:
    """Exams since `begin` (microseconds since 1970 UTC); those too near each other to be told apart on the plot are together."""
    apart = max(end - begin, 1) // _MARKS
    groups: list[list[ExamMark]] = []
    for exam in exams:
        at = to_micros(exam.recorded)
        if at < begin:
            continue
        if groups and at - to_micros(groups[-1][0].recorded) < apart:
            groups[-1].append(exam)
        else:
            groups.append([exam])
    return groups


def _marks(snapshot: Snapshot, samples: Sequence[Sample], hub: str | None) -> dict[str, list[Any]]:
    if not samples:
        return {name: [] for name in ("at", "mean", "said", "link")}
    times = [sample.recorded for sample in samples]
    groups = grouped(snapshot.exams, times[0], to_micros(snapshot.moment))
    at = [to_micros(group[-1].recorded) for group in groups]
    return {
        "at": [moment / 1_000 for moment in at],
        "mean": [_between(samples, times, moment) for moment in at],
        "said": [_exam_words(group, snapshot) for group in groups],
        "link": [f"{hub}/api/events/{group[-1].position}" for group in groups],
    }


def _exam_words(group: Sequence[ExamMark], snapshot: Snapshot) -> str:
    last = f"{name_of(group[-1].source, snapshot.names)}: {group[-1].said}"
    return last if len(group) == 1 else f"{len(group)} exams, the last of {last}"


def _between(samples: Sequence[Sample], times: Sequence[int], moment: int) -> float:
    """The height of the line at a moment."""
    right = min(bisect_left(times, moment), len(samples) - 1)
    left = max(right - 1, 0)
    if times[right] == times[left]:
        return samples[right].mean
    share = min(max((moment - times[left]) / (times[right] - times[left]), 0.0), 1.0)
    return samples[left].mean + share * (samples[right].mean - samples[left].mean)
