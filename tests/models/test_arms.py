"""The frame of the benchmarks, and the material of this one. What is measured is not tested."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks.arms import Arms, per_second
from benchmarks.embed import paragraphs


def test_arms_take_turns_after_a_warm_up() -> None:
    order: list[str] = []
    values = iter([9.0, 9.0, 1.0, 10.0, 3.0, 20.0, 2.0, 30.0])

    def arm(name: str) -> float:
        order.append(name)
        return next(values)

    bench = Arms("x")
    bench.run({"a": lambda: arm("a"), "b": lambda: arm("b")}, unit="1/s", rounds=3, warm=1)
    assert order == ["a", "b"] * 4
    assert (bench.median("a"), bench.median("b"), bench.ratio("b", "a")) == (2.0, 20.0, 10.0)


def test_no_round_starts_that_would_end_too_late() -> None:
    calls: list[int] = []
    Arms("x").run({"a": lambda: float(not calls.append(1))}, unit="1/s", rounds=50, warm=0, seconds=0)  # type: ignore[func-returns-value]
    assert len(calls) == 1


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_the_report_ends_with_json_when_asked(
    flags: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", *flags])
    bench = Arms("x")
    bench.run({"a": lambda: 2.0}, unit="1/s", rounds=1)
    bench.figure("good", 2.0, least=2)
    bench.figure("bad", 3.0, most=2)
    bench.report()
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith("MISSED") for line in lines if line.startswith(("good", "bad"))] == [False, True]
    if flags:
        assert json.loads(lines[-1]) == {"name": "x", "figures": {"good": 2.0, "bad": 3.0}}
    else:
        assert not lines[-1].startswith("{")


def test_per_second_counts_things() -> None:
    done: list[int] = []
    assert per_second(10, lambda: done.append(1)) > 0
    assert done == [1]


def test_the_material_is_real_text_and_no_paragraph_comes_twice() -> None:
    texts = paragraphs(600)
    assert len(texts) == len(set(texts)) == 600
    assert min(map(len, texts)) >= 40
    assert max(map(len, texts)) > 10 * min(map(len, texts))
