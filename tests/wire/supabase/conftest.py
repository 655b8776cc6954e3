"""The database of the conformance cases, and the servers over it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support.postgres import Databases
from wire.supabase.conformance_servers import ConformanceServers

FIXTURES = Path(__file__).parents[2] / "fixtures" / "supabase"
FILES = ("conformance.sql", "conformance_functions.sql", "conformance_rarities.sql", "conformance_families.sql")
AUTHENTICATOR = "conformance_authenticator"


@pytest.fixture(scope="session")
def conformance_database(_databases: Databases) -> Iterator[str]:
    """Yield the address of the database of the cases, for its owner."""
    with _databases.clone("template1") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            for name in FILES:
                connection.execute((FIXTURES / name).read_text())
        yield address


@pytest.fixture(scope="session")
def authenticator_dsn(conformance_database: str) -> str:
    """Return the same address for the role that may become the others and nothing else."""
    return conformance_database.replace("//alcove@", f"//{AUTHENTICATOR}@")


@pytest.fixture(scope="session")
def conformance_servers(authenticator_dsn: str) -> Iterator[ConformanceServers]:
    """Yield the servers of the cases, which all tests of the worker share."""
    servers = ConformanceServers(authenticator_dsn)
    yield servers
    servers.close()
