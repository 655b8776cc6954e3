"""An accounts API on a database of the test's own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from support.auth_server import AuthApi, open_auth
from support.oauth_flow import OAuthBrowser, open_oauth
from support.postgres import Databases


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with GoTrue's defaults."""
    async with open_auth(dsn) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a migrated database that the tests of a module share."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
async def browser(shared_dsn: str) -> AsyncIterator[OAuthBrowser]:
    """Yield a browser before an accounts API without users, and a provider that it trusts."""
    async with open_oauth(shared_dsn, manual_linking_enabled=True) as opened:
        await opened.api.deps.pool().execute(
            "DELETE FROM auth.users; DELETE FROM auth.flow_state; DELETE FROM auth.audit_log_entries"
        )
        yield opened
