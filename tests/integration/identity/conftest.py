"""The accounts of a small server, without HTTP."""

from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import hash_werkzeug_password
from support.accounts import PASSWORD, Accounts, make_accounts, write_app_db
from support.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the package."""
    return FakeClock()


@pytest.fixture
def accounts(pool: Pool, clock: FakeClock) -> Accounts:
    """Return account services with default settings."""
    return make_accounts(pool, clock=clock)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return a hash of PASSWORD as Calibre-Web writes it."""
    return hash_werkzeug_password(PASSWORD)


@pytest.fixture
def app_db(tmp_path: Path, password_hash: str) -> Path:
    """Return a database of Calibre-Web: an administrator, a reader, the guest, and an LDAP user."""
    users = {"admin": (password_hash, 1), "reader": (password_hash, 0), "Guest": (password_hash, 32), "ldap": ("", 0)}
    return write_app_db(tmp_path / "app.db", users)
