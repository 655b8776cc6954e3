"""Users of Calibre-Web, the settings and a proxy: accounts, roles, and the end of sessions."""

import asyncio
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity import ClientInfo, NewAccount, SignInFailed
from alcove.foundation.identity.errors import AccountExists
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from support.accounts import HOME, PASSWORD, Accounts, builtin, write_app_db
from support.clock import FakeClock

MINUTES = "UPDATE alcove.browser_session SET checked_at = now() - interval '5 minutes 1 second'"
OWNER = {"shop": "owner", "till": "owner"}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect log output."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


async def test_users_of_calibre_web_become_accounts(accounts: Accounts, app_db: Path, pool: Pool) -> None:
    """Administrators own every app, others become members of shared apps; guest and LDAP users cannot sign in."""
    accounts.change(cwa_db_path=app_db)
    admin, reader = await accounts.sign_in("admin"), await accounts.sign_in("reader")
    assert (admin.account.roles, reader.account.roles) == (OWNER, {"shop": "member"})
    assert (admin.account.name, admin.account.email, admin.backend) == ("admin", None, "cwa")
    second = await accounts.sign_in("reader")
    assert second.account.id == reader.account.id
    for name in ("Guest", "ldap", "Admin", "nobody"):
        assert isinstance(await accounts.identity.sign_in.sign_in(name, PASSWORD, client=HOME), SignInFailed)
    rows = await pool.fetch("SELECT provider, provider_id FROM auth.identities ORDER BY provider_id")
    assert [tuple(row) for row in rows] == [("calibre-web", "admin"), ("calibre-web", "reader")]


async def test_concurrent_first_sign_ins_create_one_account(accounts: Accounts, app_db: Path, pool: Pool) -> None:
    """Concurrent first sign-ins of a user from several devices create one account."""
    accounts.change(cwa_db_path=app_db)
    clients = [ClientInfo(address=f"192.0.2.{number}") for number in range(1, 6)]
    await asyncio.gather(*(accounts.sign_in("reader", client=client) for client in clients))
    assert await pool.fetchval("SELECT count(*) FROM auth.users") == 1


async def test_a_session_is_checked_every_five_minutes(
    accounts: Accounts, app_db: Path, pool: Pool, password_hash: str
) -> None:
    """Changed roles apply and removed users are signed out, within five minutes."""
    accounts.change(cwa_db_path=app_db)
    sign_in = accounts.identity.sign_in
    cookie = (await accounts.sign_in("reader")).session
    write_app_db(app_db, {"reader": (password_hash, 1)})
    principal = await sign_in.find_session(cookie)
    assert principal is not None
    assert principal.account.roles == {"shop": "member"}
    await pool.execute(MINUTES)
    principal = await sign_in.find_session(cookie)
    assert principal is not None
    assert principal.account.roles == OWNER
    write_app_db(app_db, {"reader": (password_hash, 0)})
    await pool.execute(MINUTES)
    principal = await sign_in.find_session(cookie)
    assert principal is not None
    assert principal.account.roles == {"shop": "member", "till": "member"}
    write_app_db(app_db, {"admin": (password_hash, 1)})
    await pool.execute(MINUTES)
    assert await sign_in.find_session(cookie) is None
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions") == 0


async def test_an_unreadable_database_ends_no_session(
    accounts: Accounts, app_db: Path, pool: Pool, *, log: io.StringIO, clock: FakeClock, tmp_path: Path
) -> None:
    """Sessions that must be checked get 503; the log has the reason once a minute; later they work again."""
    accounts.change(cwa_db_path=app_db)
    sign_in = accounts.identity.sign_in
    cookie = (await accounts.sign_in("reader")).session
    shutil.move(app_db, tmp_path / "away.db")
    assert await sign_in.find_session(cookie) is not None
    await pool.execute(MINUTES)
    for _ in range(2):
        with pytest.raises(SignInUnavailable):
            await sign_in.find_session(cookie)
    clock.advance(61)
    with pytest.raises(SignInUnavailable):
        await sign_in.check_available()
    lines = [msgspec.json.decode(line) for line in log.getvalue().splitlines()]
    reasons = [line["reason"] for line in lines if line["event"] == "sign_in_unavailable"]
    assert reasons == ["there is no such file"] * 2
    shutil.move(tmp_path / "away.db", app_db)
    assert await sign_in.find_session(cookie) is not None


async def test_sessions_end_with_their_backend(accounts: Accounts, app_db: Path, tmp_path: Path) -> None:
    """Another database, backend or secret ends sessions; those of local accounts stay."""
    accounts.change(cwa_db_path=app_db)
    await accounts.add("ann")
    reader, ann = await accounts.sign_in("reader"), await accounts.sign_in("ann")
    find_session = accounts.identity.sign_in.find_session
    other = shutil.copyfile(app_db, tmp_path / "other.db")
    before = accounts.settings
    for change in ({"cwa_db_path": other}, {"auth_mode": "none"}, {"auth_mode": "builtin", **builtin()}):
        accounts.change(**change)
        assert await find_session(reader.session) is None
        assert await find_session(ann.session) is not None
        accounts.settings = before
        assert await find_session(reader.session) is not None
    accounts.change(session_secret=Secret("another"))
    assert await find_session(ann.session) is None


async def test_the_builtin_user_shares_no_account(accounts: Accounts) -> None:
    """An existing account of the same name is not this user, and the name is taken."""
    ann = await accounts.add("keeper", roles={"till": "member"})
    accounts.change(**builtin("keeper", "the keeper's own password"))
    keeper = await accounts.sign_in("keeper", "the keeper's own password")
    assert (keeper.account.id != ann.id, keeper.account.roles, keeper.backend) == (True, OWNER, "builtin")
    assert (await accounts.sign_in("keeper")).account.id == ann.id
    with pytest.raises(AccountExists):
        await accounts.identity.service.add_account(NewAccount(email=None, name="Keeper", password=PASSWORD))


async def test_names_of_calibre_web_users_are_taken(accounts: Accounts, app_db: Path) -> None:
    """Also names of users who have not signed in yet."""
    accounts.change(cwa_db_path=app_db)
    with pytest.raises(AccountExists):
        await accounts.add("admin")


async def test_a_banned_account_is_locked_out_immediately(accounts: Accounts, app_db: Path, pool: Pool) -> None:
    """Its session, password and tokens are rejected until the ban ends; no second account is created."""
    accounts.change(cwa_db_path=app_db)
    sign_in, service = accounts.identity.sign_in, accounts.identity.service
    reader = await accounts.sign_in("reader")
    _, token = await service.add_token(reader.account.id, name="cron", scopes=["shop"], days=None)
    await pool.execute("UPDATE auth.users SET banned_until = now() + interval '1 hour'")
    assert await sign_in.find_session(reader.session) is None
    assert await sign_in.authenticate_password("reader", PASSWORD, client=HOME) is None
    assert await sign_in.find_token(token, address="192.0.2.1") is None
    assert isinstance(await sign_in.sign_in("reader", PASSWORD, client=HOME), SignInFailed)
    await pool.execute("UPDATE auth.users SET banned_until = now()")
    assert await sign_in.find_session(reader.session) is not None


@pytest.mark.parametrize("reason", ["idle", "old"])
async def test_a_session_expires(accounts: Accounts, pool: Pool, reason: str) -> None:
    """After twelve idle hours, and after seven days in any case."""
    await accounts.add("ann")
    cookie = (await accounts.sign_in("ann")).session
    changes = {
        "idle": "UPDATE alcove.browser_session SET seen_at = now() - interval '12 hours 1 second'",
        "old": "UPDATE auth.sessions SET not_after = now()",
    }
    await pool.execute(changes[reason])
    assert await accounts.identity.sign_in.find_session(cookie) is None
    await accounts.identity.sign_in.sweep()
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions") == 0


async def test_concurrent_checks_of_a_password_are_shared(accounts: Accounts, pool: Pool) -> None:
    """Thirty concurrent requests of a script share one check and one session; the password is cached."""
    await accounts.add("ann")
    authenticate_password = accounts.identity.sign_in.authenticate_password
    principals = await asyncio.gather(*(authenticate_password("ann", PASSWORD, client=HOME) for _ in range(30)))
    assert len({one.session for one in principals if one is not None}) == 1
    assert None not in principals
    later = await authenticate_password("ann", PASSWORD, client=HOME)
    assert later is not None
    assert later.session == ""
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions") == 1
    assert await pool.fetchval("SELECT count(*) FROM alcove.sign_in_failure") == 0


async def test_a_disconnect_does_not_cancel_a_shared_check(accounts: Accounts) -> None:
    """The first of two callers with the same password disconnects; the second is still signed in."""
    await accounts.add("ann")
    authenticate_password = accounts.identity.sign_in.authenticate_password
    first = asyncio.create_task(authenticate_password("ann", PASSWORD, client=HOME))
    second = asyncio.create_task(authenticate_password("ann", PASSWORD, client=HOME))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None


async def test_a_cached_password_expires_after_a_minute_or_a_change(accounts: Accounts, clock: FakeClock) -> None:
    """Another process changed it: the old password is wrong immediately."""
    ann = await accounts.add("ann")
    authenticate_password = accounts.identity.sign_in.authenticate_password
    await authenticate_password("ann", PASSWORD, client=HOME)
    clock.advance(61)
    second = await authenticate_password("ann", PASSWORD, client=HOME)
    assert second is not None
    assert second.session
    await accounts.identity.service.set_password(ann.id, "another password")
    assert await authenticate_password("ann", PASSWORD, client=HOME) is None
