"""Fixtures: one running simulator of AI providers, without scripts."""

from collections.abc import Iterator

import pytest

from support.ai_provider import AiProviderSite, serve_ai_providers


@pytest.fixture(scope="module")
def _running_site() -> Iterator[AiProviderSite]:
    with serve_ai_providers() as site:
        yield site


@pytest.fixture
def site(_running_site: AiProviderSite) -> AiProviderSite:
    """Return the simulator, as it is after its start."""
    _running_site.simulator.scripts.clear()
    _running_site.simulator.log.clear()
    return _running_site
