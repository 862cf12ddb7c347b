"""Checks on what a caller passes in: one bad number would spoil a window while it stays, so it never gets in."""

from __future__ import annotations

import math
from collections.abc import Iterable


def finite(value: float) -> float:
    """`value` as a plain float.

    Raises:
        ValueError: it is not a number or infinite.

    >>> finite(2)
    2.0
    """
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"a statistic takes finite numbers only, not {value}")
    return number


def amounts(values: Iterable[float]) -> list[float]:
    """`values` as plain floats.

    Raises:
        ValueError: one of them is negative, not a number or infinite.

    >>> amounts([1, 0])
    [1.0, 0.0]
    """
    numbers = [finite(value) for value in values]
    if numbers and min(numbers) < 0:
        raise ValueError(f"an amount is never negative, as {min(numbers)} is")
    return numbers


def at_least_one(size: int) -> None:
    """Nothing, when `size` can be the size of a window.

    Raises:
        ValueError: it is less than 1.

    >>> at_least_one(0)
    Traceback (most recent call last):
    ...
    ValueError: a size is at least 1, not 0
    """
    if size < 1:
        raise ValueError(f"a size is at least 1, not {size}")
