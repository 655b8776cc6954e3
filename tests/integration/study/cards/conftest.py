"""A server with a worker of the jobs of cards, and clients of two accounts."""

import uuid
from collections.abc import Iterator

import pytest

from integration.study.cards.site import CardClient, CardSite, serve_cards
from integration.study.conftest import sign_up
from support.postgres import Databases


@pytest.fixture(scope="module")
def site(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardSite]:
    """Yield a server on a database of the module."""
    with _databases.clone(_template) as dsn, serve_cards(dsn, tmp_path_factory.mktemp("data")) as served:
        yield served


@pytest.fixture
async def client(site: CardSite) -> CardClient:
    """Return a client of a new account."""
    return CardClient(site=site, account=await sign_up(site.server))


@pytest.fixture
async def other(site: CardSite) -> CardClient:
    """Return a client of another new account."""
    return CardClient(site=site, account=await sign_up(site.server))


@pytest.fixture
def review_id() -> str:
    """Return an id as clients choose it for a review."""
    return str(uuid.uuid4())
