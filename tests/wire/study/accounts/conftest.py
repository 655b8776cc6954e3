"""The database of the accounts' cases, and the servers over it."""

from collections.abc import Iterator

import pytest

from support.postgres import Databases
from wire.study.accounts.accounts_servers import Accounts, AccountsServers


@pytest.fixture(scope="session")
def accounts_servers(_databases: Databases) -> Iterator[AccountsServers]:
    """Yield the servers, which all tests of the worker share."""
    with _databases.clone("template1") as dsn:
        servers = AccountsServers(dsn)
        yield servers
        servers.close()


@pytest.fixture
def accounts(accounts_servers: AccountsServers) -> Accounts:
    """Return the server with the defaults."""
    return accounts_servers.client("main")


@pytest.fixture
def auto(accounts_servers: AccountsServers) -> Accounts:
    """Return the server that confirms addresses at once."""
    return accounts_servers.client("auto")
