"""An accounts API on a database of the test's own."""

from collections.abc import AsyncIterator

import pytest

from support.auth_server import AuthApi, open_auth


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with GoTrue's defaults."""
    async with open_auth(dsn) as opened:
        yield opened
