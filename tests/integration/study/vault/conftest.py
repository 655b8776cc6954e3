"""One server for the tests of a module, with the folder of its keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.study.served import StudyServer, serve_study
from support.postgres import Databases


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data directory of the module's server."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, data_dir: Path) -> Iterator[StudyServer]:
    """Yield a server on a database of the module."""
    with _databases.clone(_template) as dsn, serve_study(dsn, data_dir) as served:
        yield served
