"""One server with the storage API for the tests of a module."""

from collections.abc import Iterator

import pytest

from integration.study.resumable.client import TusClient
from integration.study.storage.site import StorageSite, serve_storage
from support.postgres import Databases


@pytest.fixture(scope="module")
def site(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageSite]:
    """Yield a server on a database of the module."""
    with _databases.clone(_template) as dsn, serve_storage(dsn, tmp_path_factory.mktemp("data")) as served:
        yield served


@pytest.fixture(scope="module")
def tus(site: StorageSite) -> TusClient:
    """Return a client of the module's server."""
    return TusClient(site)
