"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import workbench.stats

MODULES = [module.name for module in pkgutil.iter_modules(workbench.stats.__path__, "workbench.stats.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0


def test_public_names_exist() -> None:
    assert workbench.stats.__all__ == sorted(workbench.stats.__all__)
    for name in workbench.stats.__all__:
        assert getattr(workbench.stats, name).__doc__
