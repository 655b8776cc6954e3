"""The first account is created once, with the setup code."""

import asyncio

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import SignInPolicy, ensure_setup_code
from alcove.foundation.settings import Secret
from support.accounts import APPS, OPEN, PASSWORD
from wire.identity.conftest import AccountServer, OpenServer

OWNER = {"shop": "owner", "till": "owner"}


def _code(server: AccountServer) -> str:
    assert server.setup_path is not None
    path, _, code = server.setup_path.partition("?code=")
    assert path == "/welcome"
    return code


async def test_the_setup_code_creates_a_signed_in_owner(open_server: OpenServer) -> None:
    """Before there is an owner the account state says so; afterwards the code is used up."""
    async with open_server() as server:
        before = (await server.client.get("/api/account")).json()
        assert before == {
            "signed_in": False, "sign_in_required": True, "setup_needed": True, "sign_up_allowed": False,
            "password_reset": True, "backends": ["accounts"], "account": None,
        }  # fmt: skip
        body = {"code": _code(server), "email": "Me@Example.org", "name": "Me", "password": PASSWORD}
        response = await server.client.post("/api/account/setup", json=body)
        assert response.status_code == 200, response.text
        assert response.json()["account"]["roles"] == OWNER
        assert response.json()["account"]["email"] == "me@example.org"
        cookie = response.headers["set-cookie"]
        assert cookie.startswith("alcove_session=")
        assert "; Path=/; HttpOnly; SameSite=Lax" in cookie
        assert "Max-Age" not in cookie
        after = (await server.client.get("/api/account")).json()
        assert (after["signed_in"], after["setup_needed"], after["account"]["name"]) == (True, False, "Me")
        assert (after["account"]["kind"], after["account"]["backend"]) == ("session", "accounts")
        second = await server.client.post("/api/account/setup", json=body)
        assert (second.status_code, second.json()["code"]) == (409, "already_set_up")


async def test_a_setup_code_works_once(open_server: OpenServer, pool: Pool) -> None:
    """The code creates one account, even with concurrent requests."""
    async with open_server() as server:
        bodies = [{"code": _code(server), "name": f"n{n}", "password": PASSWORD} for n in range(4)]
        responses = await asyncio.gather(*(server.client.post("/api/account/setup", json=body) for body in bodies))
        assert [response.status_code for response in responses].count(200) == 1
        assert await pool.fetchval("SELECT count(*) FROM alcove.account_role WHERE role = 'owner'") == 2 + len(APPS)


async def test_a_wrong_code_is_throttled(open_server: OpenServer) -> None:
    """After ten wrong codes from one address even the right one is rejected."""
    async with open_server() as server:
        wrong = {"code": "guess", "name": "me", "password": PASSWORD}
        codes = [(await server.client.post("/api/account/setup", json=wrong)).status_code for _ in range(10)]
        assert codes == [403] * 9 + [429]
        right = await server.client.post("/api/account/setup", json={**wrong, "code": _code(server)})
        assert right.status_code == 429
        assert int(right.headers["retry-after"]) > 0


async def test_a_restart_replaces_the_setup_code(open_server: OpenServer, pool: Pool) -> None:
    """Only the latest code works."""
    async with open_server() as server:
        old = _code(server)
        assert await ensure_setup_code(pool, settings=server.accounts.settings, policies=[OPEN]) != server.setup_path
        response = await server.client.post(
            "/api/account/setup", json={"code": old, "name": "me", "password": PASSWORD}
        )
        assert (response.status_code, response.json()["code"]) == (403, "setup_code_wrong")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"password": "short", "name": "me"}, "password_unsuitable"),
        ({"password": "ä" * 37, "name": "me"}, "password_unsuitable"),
        ({"password": PASSWORD}, "name_unsuitable"),
        ({"password": PASSWORD, "name": "two words"}, "name_unsuitable"),
        ({"password": PASSWORD, "email": "nobody"}, "name_unsuitable"),
        ({"password": PASSWORD, "name": "me", "role": "owner"}, "invalid_request"),
        ({"name": "me"}, "invalid_request"),
    ],
)
async def test_invalid_accounts_are_rejected(open_server: OpenServer, body: dict[str, str], code: str) -> None:
    """Invalid passwords, names and fields have an error code and a message."""
    async with open_server() as server:
        response = await server.client.post("/api/account/setup", json={"code": _code(server), **body})
        assert (response.status_code, response.json()["code"]) == (400, code)
        assert set(response.json()) == {"error", "code", "request_id"}


async def test_the_settings_create_the_first_account(open_server: OpenServer) -> None:
    """With an email address and a password in the settings no code is needed."""
    settings = {"alcove_owner_email": "me@example.org", "alcove_owner_password": Secret(PASSWORD)}
    async with open_server(**settings) as server:
        assert server.setup_path is None
        body = {"name": "ME@example.org", "password": PASSWORD}
        response = await server.client.post("/api/account/sign-in", json=body)
        assert (response.status_code, response.json()["account"]["roles"]) == (200, OWNER)


@pytest.mark.parametrize("policy", [SignInPolicy(open_address=False), OPEN])
async def test_a_setup_code_is_needed_for_accounts_only(open_server: OpenServer, policy: SignInPolicy) -> None:
    """On a loopback address without required sign-in there is none."""
    async with open_server(policy) as server:
        state = (await server.client.get("/api/account")).json()
        assert (server.setup_path is not None) == state["setup_needed"] == policy.open_address
        assert state["sign_in_required"] == policy.open_address
