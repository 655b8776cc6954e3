"""Simulated AI providers for the tests of the tutor."""

from collections.abc import Iterator

import pytest

from support.ai_provider import AiProviderSite, serve_ai_providers


@pytest.fixture
def site() -> Iterator[AiProviderSite]:
    """Yield simulated providers: deepseek, openai, claude and gemini are asked in this order."""
    with serve_ai_providers() as site:
        yield site
