"""Authentication with every kind of credentials and in every sign-in mode."""

import base64
from pathlib import Path
from typing import Final

import pytest

from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.foundation.errors import SignInUnavailable, TooManyAttempts
from alcove.foundation.identity import LOCAL_OWNER, SignInPolicy
from alcove.foundation.settings import Secret
from alcove.foundation.web import PROXY_USER, Credentials
from support.accounts import APPS, OPEN, PASSWORD, Accounts, builtin, make_accounts
from support.clock import FakeClock

TOKEN: Final = "a-token-of-twenty-letters"
LOOPBACK: Final = SignInPolicy(open_address=False)
WITH_TOKEN: Final = SignInPolicy(open_address=False, server_token=Secret(TOKEN))
OWNER: Final = dict.fromkeys(APPS, "owner")


def _credentials(address: str = "192.0.2.1", scheme: str = "http", **headers: str) -> Credentials:
    pairs = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()}
    return Credentials(headers=pairs, address=address, scheme=scheme)


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("policy", "mode", "is_required"),
    [
        (LOOPBACK, None, False),
        (LOOPBACK, "accounts", True),
        (LOOPBACK, "cwa", True),
        (LOOPBACK, "builtin", True),
        (LOOPBACK, "none", False),
        (OPEN, None, True),
        (OPEN, "none", False),
        (WITH_TOKEN, None, True),
        (WITH_TOKEN, "none", True),
    ],
)
async def test_who_has_to_sign_in(
    accounts: Accounts, app_db: Path, policy: SignInPolicy, *, mode: str | None, is_required: bool
) -> None:
    """Only the address, the server token and AUTH_MODE decide; existing accounts do not."""
    await accounts.add("ann", roles=OWNER)
    further: dict[str, dict[str, object]] = {"builtin": builtin(), "cwa": {"cwa_db_path": app_db}}
    more = further.get(mode or "", {})
    accounts.change(auth_mode=mode, **more)
    authenticator = accounts.authenticator(policy)
    stranger = await authenticator.identify(_credentials())
    assert authenticator.is_required == is_required
    assert (stranger is None) == is_required
    if stranger is not None:
        assert (stranger.kind, stranger.account_id, stranger.roles) == ("local", LOCAL_OWNER, OWNER)


async def test_a_session_identifies_its_account_without_required_sign_in(accounts: Accounts) -> None:
    """Without credentials the caller is the local owner; a session, token or password identifies its account."""
    ann = await accounts.add("ann", roles={"shop": "member"})
    authenticator = accounts.authenticator(LOOPBACK)
    session = (await accounts.sign_in("ann")).session
    _, token = await accounts.identity.service.add_token(ann.id, name="cron", scopes=["shop"], days=None)
    for headers, kind in (
        ({"cookie": f"other=1; alcove_session={session}"}, "session"),
        ({"authorization": f"Bearer {token}"}, "token"),
        ({"authorization": _basic("ann", "whatever"), "cookie": f"alcove_session={session}"}, "password"),
        ({"authorization": _basic("other", "whatever"), "cookie": f"alcove_session={session}"}, "session"),
    ):
        principal = await authenticator.identify(_credentials(**headers))
        assert principal is not None
        assert (principal.account_id, principal.kind, principal.roles) == (ann.id, kind, {"shop": "member"}), headers


@pytest.mark.parametrize("header", [_basic("ann", "an old password"), _basic("ann", PASSWORD), "Bearer old"])
async def test_a_wrong_password_is_ignored_without_required_sign_in(
    accounts: Accounts, clock: FakeClock, header: str
) -> None:
    """A password that a script still sends is not checked and does not count as a failure."""
    await accounts.add("ann")
    authenticator = accounts.authenticator(LOOPBACK)
    for _ in range(12):
        principal = await authenticator.identify(_credentials(authorization=header))
        assert principal is not None
        assert principal.kind == "local"
    assert clock.monotonic() == 0
    assert await accounts.pool.fetchval("SELECT count(*) FROM alcove.sign_in_failure") == 0


async def test_a_token_of_an_app_is_limited_to_its_scopes_and_its_days(accounts: Accounts, pool: Pool) -> None:
    """The caller has the token's scopes; an expired token is a wrong one."""
    ann = await accounts.add("ann", roles=OWNER)
    _, token = await accounts.identity.service.add_token(ann.id, name="c", scopes=["till", "shop:read"], days=3)
    authenticator = accounts.authenticator()
    principal = await authenticator.identify(_credentials(authorization=f"bearer {token}"))
    assert principal is not None
    assert principal.scopes == frozenset({"till", "shop:read"})
    await pool.execute("UPDATE alcove.api_token SET expires_at = now()")
    assert await authenticator.identify(_credentials(authorization=f"bearer {token}")) is None


async def test_the_server_token_owns_every_app(accounts: Accounts) -> None:
    """As bearer and as Basic password with any name; another port without a token does not accept it."""
    for header in (f"Bearer {TOKEN}", _basic("", TOKEN), _basic("anybody", TOKEN)):
        principal = await accounts.authenticator(WITH_TOKEN).identify(_credentials(authorization=header))
        assert principal is not None
        assert (principal.kind, principal.account_id, principal.name, principal.roles) == (
            "server-token",
            None,
            "server-token",
            OWNER,
        )
        assert await accounts.authenticator(OPEN).identify(_credentials(authorization=header)) is None


async def test_in_mode_none_only_the_server_token_is_accepted(accounts: Accounts) -> None:
    """AUTH_MODE=none: a session is not accepted at an address with a token, and wrong tokens count."""
    await accounts.add("ann", roles=OWNER)
    session = (await accounts.sign_in("ann")).session
    accounts.change(auth_mode="none")
    authenticator = accounts.authenticator(WITH_TOKEN)
    assert await authenticator.identify(_credentials(cookie=f"alcove_session={session}")) is None
    for _ in range(9):
        assert await authenticator.identify(_credentials(authorization="Bearer guess")) is None
    for _ in range(2):
        with pytest.raises(TooManyAttempts):
            await authenticator.identify(_credentials(authorization="Bearer guess"))
    elsewhere = await authenticator.identify(_credentials("192.0.2.2", authorization=f"Bearer {TOKEN}"))
    assert elsewhere is not None


async def test_a_locked_address_cannot_use_the_server_token(accounts: Accounts, pool: Pool, clock: FakeClock) -> None:
    """After fifty failures even the right token is rejected, for that address only."""
    await pool.execute(
        "INSERT INTO alcove.sign_in_failure (name, address)"
        " SELECT 'n' || n, '192.0.2.1' FROM generate_series(1, 50) AS n"
    )
    authenticator = accounts.authenticator(WITH_TOKEN)
    right, wrong = {"authorization": f"Bearer {TOKEN}"}, {"authorization": _basic("me", "guess")}
    for headers in (wrong, right):
        with pytest.raises(TooManyAttempts):
            await authenticator.identify(_credentials(**headers))
    assert await authenticator.identify(_credentials("192.0.2.2", **right)) is not None
    clock.advance(15 * 60 + 1)
    assert await authenticator.identify(_credentials(**right)) is not None


async def test_one_wrong_token_locks_nothing_else(accounts: Accounts, pool: Pool) -> None:
    """A script with an outdated token is rejected; others at its address work until fifty failures."""
    ann = await accounts.add("ann")
    _, token = await accounts.identity.service.add_token(ann.id, name="c", scopes=["shop"], days=None)
    authenticator = accounts.authenticator()
    for number in range(12):
        if number < 9:
            assert await authenticator.identify(_credentials(authorization="Bearer old")) is None
        else:
            with pytest.raises(TooManyAttempts):
                await authenticator.identify(_credentials(authorization="Bearer old"))
    assert await authenticator.identify(_credentials(authorization=f"Bearer {token}")) is not None
    await pool.execute(
        "INSERT INTO alcove.sign_in_failure (name, address)"
        " SELECT 'token ' || n, '192.0.2.1' FROM generate_series(1, 50) AS n"
    )
    with pytest.raises(TooManyAttempts):
        await authenticator.identify(_credentials(authorization=f"Bearer {token}"))
    assert await authenticator.identify(_credentials("192.0.2.2", authorization=f"Bearer {token}")) is not None


async def test_a_correct_password_starts_a_session(accounts: Accounts) -> None:
    """The response sets its cookie, Secure only over https; a request with the cookie does not get it again."""
    await accounts.add("ann")
    authenticator = accounts.authenticator()
    credentials = _credentials(scheme="https", authorization=_basic("ann", PASSWORD))
    first, second = await authenticator.identify(credentials), await authenticator.identify(credentials)
    assert first is not None
    assert first.set_cookie is not None
    assert second is not None
    assert first.set_cookie.endswith("; HttpOnly; SameSite=Lax; Secure")
    assert second.set_cookie is None
    session = first.set_cookie.partition(";")[0]
    assert await authenticator.identify(_credentials(cookie=session)) is not None


async def test_only_the_proxy_header_identifies_proxy_users(accounts: Accounts) -> None:
    """Headers of clients are ignored; the header of the proxy is used, if configured."""
    authenticator = accounts.authenticator()
    proxy_credentials = Credentials(headers={PROXY_USER: b"ann"}, address="192.0.2.1")
    assert await authenticator.identify(proxy_credentials) is None
    accounts.change(alcove_proxy_user_header="Remote-User")
    assert await authenticator.identify(_credentials(remote_user="ann")) is None
    principal = await authenticator.identify(proxy_credentials)
    assert principal is not None
    assert (principal.kind, principal.name, principal.roles) == ("proxy", "ann", {"shop": "member"})
    second = await authenticator.identify(proxy_credentials)
    assert second is not None
    assert second.account_id == principal.account_id


async def test_a_setting_makes_every_calibre_web_user_an_owner(accounts: Accounts, app_db: object) -> None:
    """RESTRICT_SETTINGS_TO_ADMIN=false makes Calibre-Web users owners where they have a role, and nobody else."""
    await accounts.add("ann", roles={"shop": "member"})
    accounts.change(cwa_db_path=app_db, restrict_settings_to_admin=False)
    authenticator = accounts.authenticator()
    for name, roles in (("reader", {"shop": "owner"}), ("ann", {"shop": "member"})):
        session = (await accounts.sign_in(name)).session
        principal = await authenticator.identify(_credentials(cookie=f"alcove_session={session}"))
        assert principal is not None
        assert principal.roles == roles


@pytest.mark.parametrize("proof", [{"cookie": "alcove_session=x"}, {"authorization": "Bearer alc_x"}])
async def test_a_lost_database_is_unavailable_not_unauthorized(dsn: str, proof: dict[str, str]) -> None:
    """While the database is unavailable callers get 503 with Retry-After, never 401 or 500."""
    unavailable = await open_pool(dsn)
    accounts = make_accounts(unavailable, clock=FakeClock())
    await close_pool(unavailable)
    with pytest.raises(SignInUnavailable) as caught:
        await accounts.authenticator(OPEN).identify(_credentials(**proof))
    assert (caught.value.status, dict(caught.value.headers)) == (503, {"Retry-After": "5"})
