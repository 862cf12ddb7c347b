"""Which modules and names of a package are for its users."""

from __future__ import annotations

from collections.abc import Iterable

_TESTS = frozenset({"test", "tests", "conftest", "idle_test", "test_utils"})
_VENDORED = frozenset({"vendor", "vendored", "extern", "externals", "third_party", "thirdparty"})


def is_private(name: str) -> bool:
    """Whether a name begins with an underscore; special names (``__init__``) do too."""
    return name.startswith("_")


def is_foreign(parts: Iterable[str]) -> bool:
    """Whether a module, by the parts of its path below the technology, holds tests or somebody else's code."""
    return any(
        part in _TESTS
        or part.startswith("test_")
        or part.endswith(("_test", "_tests"))
        or part.lstrip("_") in _VENDORED
        for part in parts
    )
