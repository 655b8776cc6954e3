"""One server with a worker for the tests of a module."""

from collections.abc import Iterator

import pytest

from integration.study.materials.site import MaterialSite, serve_materials
from support.postgres import Databases


@pytest.fixture(scope="module")
def site(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MaterialSite]:
    """Yield a server on a database of the module."""
    with _databases.clone(_template) as dsn, serve_materials(dsn, tmp_path_factory.mktemp("data")) as served:
        yield served
