"""A role of a test's own: it belongs to the server of all tests, so that the test removes it."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest

from support.postgres import Databases


@pytest.fixture
def role(_databases: Databases) -> Iterator[str]:
    """Yield a new role, which is dropped in the end; request it before databases that use it."""
    name = f"backup_{secrets.token_hex(6)}"
    with _databases.clone("template1") as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name}")
        yield name
        connection.execute(f"DROP ROLE {name}")
