"""Fixtures: a server with simulated providers, and one without any, both with learners."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import pytest

from integration.study.served import StudyServer
from integration.study.tutor_world import Learner, add_learner, serve_tutor
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.postgres import Databases

ServeTutor: TypeAlias = Callable[..., AbstractContextManager[StudyServer]]
"""Serves with further settings on a database of its own, within a `with` block."""


@pytest.fixture
def serve(_databases: Databases, _template: str, tmp_path: Path) -> ServeTutor:
    """Return what serves with the settings of a test."""

    def serve_with(**environ: str) -> AbstractContextManager[StudyServer]:
        return serve_tutor(_databases, _template, tmp_path / "data", **environ)

    return serve_with


@pytest.fixture(scope="module")
def running_site() -> Iterator[AiProviderSite]:
    """Yield the simulator of the module."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture
def site(running_site: AiProviderSite) -> AiProviderSite:
    """Return the simulator, as it is after its start."""
    running_site.simulator.scripts.clear()
    running_site.simulator.log.clear()
    return running_site


@pytest.fixture(scope="module")
def server(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory, running_site: AiProviderSite
) -> Iterator[StudyServer]:
    """Yield a server with four providers."""
    folder = tmp_path_factory.mktemp("data")
    with serve_tutor(_databases, _template, folder, **running_site.settings()) as served:
        yield served


@pytest.fixture(scope="module")
def bare_server(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudyServer]:
    """Yield a server without a provider and without the weights of the embedding model."""
    folder = tmp_path_factory.mktemp("data")
    with serve_tutor(_databases, _template, folder, STUDY_EMBEDDINGS_DIR=str(folder / "none")) as served:
        yield served


@pytest.fixture
async def learner(server: StudyServer, site: AiProviderSite) -> Learner:
    """Return a new account where there are providers, without scripts."""
    del site
    return await add_learner(server)


@pytest.fixture
async def bare_learner(bare_server: StudyServer) -> Learner:
    """Return a new account where there is no provider."""
    return await add_learner(bare_server)
