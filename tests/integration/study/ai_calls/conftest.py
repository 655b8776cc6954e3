"""Fixtures of calls: a simulator of providers, and a process that calls it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from alcove.foundation.database import Pool
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite, serve_ai_providers


@pytest.fixture(scope="session")
def shared_site() -> Iterator[AiProviderSite]:
    """Yield a simulator for all tests of a worker."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture
def site(shared_site: AiProviderSite) -> Iterator[AiProviderSite]:
    """Yield a simulator without scripts and requests."""
    shared_site.simulator.scripts.clear()
    shared_site.simulator.log.clear()
    yield shared_site
    shared_site.simulator.scripts.clear()


@pytest.fixture
async def world(pool: Pool, site: AiProviderSite) -> AsyncIterator[CallWorld]:
    """Yield the calls of a process with all providers."""
    async with open_world(pool, site) as opened:
        yield opened
