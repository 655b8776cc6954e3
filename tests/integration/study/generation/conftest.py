"""A server with simulated providers and one without any, both with a worker, for the tests of a module."""

from collections.abc import Iterator

import pytest

from integration.study.generation.generation_site import GenerationSite, open_site, serve_generation
from integration.study.served import StudyServer
from integration.study.tutor_fixtures import running_site, site
from support.ai_provider import AiProviderSite
from support.postgres import Databases

__all__ = ["running_site", "site"]


@pytest.fixture(scope="module")
def bare_server(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudyServer]:
    """Yield a server without a provider."""
    with _databases.clone(_template) as dsn, serve_generation(dsn, tmp_path_factory.mktemp("data"), {}) as served:
        yield served


@pytest.fixture(scope="module")
def provider_server(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory, running_site: AiProviderSite
) -> Iterator[StudyServer]:
    """Yield a server with one provider."""
    settings = running_site.settings("openai")
    with (
        _databases.clone(_template) as dsn,
        serve_generation(dsn, tmp_path_factory.mktemp("data"), settings) as served,
    ):
        yield served


@pytest.fixture
def bare(bare_server: StudyServer) -> Iterator[GenerationSite]:
    """Yield a new account where there is no provider."""
    with open_site(bare_server) as opened:
        yield opened


@pytest.fixture
def written(provider_server: StudyServer, site: AiProviderSite) -> Iterator[GenerationSite]:
    """Yield a new account where there is a provider, which is healthy."""
    del site
    with open_site(provider_server) as opened:
        opened.execute("TRUNCATE study.ai_provider_health, study.ai_key_cooldowns")
        yield opened


@pytest.fixture
def dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a database of the test's own."""
    with _databases.clone(_template) as address:
        yield address
