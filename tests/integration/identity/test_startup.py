"""Accounts at startup: the local owner, the first account, and the setup code."""

import asyncio

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import LOCAL_OWNER, SignInPolicy, ensure_first_accounts, ensure_setup_code
from alcove.foundation.settings import Secret, SettingError
from support.accounts import APPS, OPEN, PASSWORD, Accounts

LOOPBACK = SignInPolicy(open_address=False)


async def _start(accounts: Accounts, apps: tuple[str, ...] = APPS) -> None:
    await ensure_first_accounts(accounts.pool, settings=accounts.settings, apps=apps, hasher=accounts.hasher)


async def test_the_local_owner_owns_apps_that_are_added_later(accounts: Accounts, pool: Pool) -> None:
    """Several processes start concurrently; a later added app has the same owner; it is not listed."""
    await asyncio.gather(*(_start(accounts) for _ in range(4)))
    await _start(accounts, (*APPS, "garden"))
    roles = await pool.fetch("SELECT app, role FROM alcove.account_role WHERE user_id = $1 ORDER BY app", LOCAL_OWNER)
    assert [tuple(row) for row in roles] == [("garden", "owner"), ("shop", "owner"), ("till", "owner")]
    assert await accounts.identity.administration.list_accounts() == []


async def test_the_settings_create_the_first_account_once(accounts: Accounts, pool: Pool) -> None:
    """The account is created once; when there is an owner, changed settings have no effect."""
    accounts.change(alcove_owner_email="Me@Example.org", alcove_owner_password=Secret(PASSWORD))
    await asyncio.gather(*(_start(accounts) for _ in range(3)))
    accounts.change(alcove_owner_email="other@example.org")
    await _start(accounts)
    assert await pool.fetchval("SELECT array_agg(email) FROM auth.users WHERE email IS NOT NULL") == ["me@example.org"]
    assert (await accounts.sign_in("me@example.org")).account.owned_apps == list(APPS)


@pytest.mark.parametrize(
    "settings",
    [
        {"alcove_owner_email": "me@example.org"},
        {"alcove_owner_password": Secret(PASSWORD)},
        {"alcove_owner_email": "me@example.org", "alcove_owner_password": Secret("short")},
        {"alcove_owner_email": "nonsense", "alcove_owner_password": Secret(PASSWORD)},
    ],
)
async def test_an_incomplete_first_account_is_rejected(accounts: Accounts, settings: dict[str, object]) -> None:
    """The error names the setting without secrets."""
    accounts.change(**settings)
    with pytest.raises(SettingError, match="ALCOVE_OWNER_EMAIL") as caught:
        await _start(accounts)
    assert PASSWORD not in str(caught.value)


async def test_an_existing_account_does_not_become_the_owner(accounts: Accounts) -> None:
    """An account that signed up with the address does not become the owner."""
    await accounts.add("eve", email="me@example.org")
    accounts.change(alcove_owner_email="me@example.org", alcove_owner_password=Secret("another password"))
    with pytest.raises(SettingError, match="alcove account role"):
        await _start(accounts)


async def test_a_setup_code_is_created_only_if_needed(accounts: Accounts, pool: Pool) -> None:
    """Not on loopback, not with another backend, not when there is an owner; accounts without roles do not count."""
    settings = accounts.settings
    await _start(accounts)
    assert await ensure_setup_code(pool, settings=settings, policies=[LOOPBACK]) is None
    assert await ensure_setup_code(pool, settings=settings, policies=[LOOPBACK, OPEN]) is not None
    accounts.change(auth_mode="none")
    assert await ensure_setup_code(pool, settings=accounts.settings, policies=[OPEN]) is None
    assert await pool.fetchval("SELECT count(*) FROM alcove.setup_code") == 0
    await accounts.add("student")
    assert await ensure_setup_code(pool, settings=settings, policies=[OPEN]) is not None
    await accounts.add("ann", roles={"shop": "owner"})
    assert await ensure_setup_code(pool, settings=settings, policies=[OPEN]) is None
