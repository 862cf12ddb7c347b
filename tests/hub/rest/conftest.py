from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.hub.rest.hubs import hub
from workbench.app import Lab, open_lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    with open_lab("memory:") as lab:
        yield lab


@pytest.fixture
async def client(lab: Lab) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a researcher's token."""
    async with hub(lab) as client:
        yield client
