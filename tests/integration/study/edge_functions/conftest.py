"""A server whose limits are far away, and which knows the secret of no earlier one."""

from collections.abc import Iterator

import pytest

from integration.study.served import StudyServer, serve_study
from support.postgres import Databases


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server on a database of the module."""
    limits = {"STUDY_FUNCTION_CALLS_PER_MINUTE": "10000", "STUDY_SECURITY_REPORTS_PER_MINUTE": "10000"}
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, tmp_path_factory.mktemp("data"), ALCOVE_TOKEN="t" * 30, **limits) as served,
    ):
        yield served
