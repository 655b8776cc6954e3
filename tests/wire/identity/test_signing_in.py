"""Sign-in and sign-out over HTTP: cookies, limits, and pages of other sites."""

import asyncio
import base64
import io
import json
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import SignInPolicy
from alcove.foundation.settings import Secret
from support.accounts import PASSWORD, builtin, write_app_db
from support.clock import FakeClock
from wire.identity.conftest import AccountServer, OpenServer

SIGN_IN = "/api/account/sign-in"
WRONG = "Invalid username or password."
LOCKED_TEXT = "Too many failed sign-ins. Try again in 15 minutes."


async def _fail(server: AccountServer, name: str = "ann") -> httpx2.Response:
    return await server.client.post(SIGN_IN, json={"name": name, "password": "guess"})


async def _sign_in(client: httpx2.AsyncClient, name: str = "ann", **more: object) -> httpx2.Response:
    return await client.post(SIGN_IN, json={"name": name, "password": PASSWORD, **more})


async def test_the_tenth_failure_locks_the_name(open_server: OpenServer, clock: FakeClock) -> None:
    """After ten failures the name is locked for 15 minutes; the last five responses show the attempts left."""
    async with open_server() as server:
        await server.accounts.add("ann")
        responses = [await _fail(server) for _ in range(10)]
        assert [response.status_code for response in responses] == [401] * 9 + [429]
        words = [WRONG] * 4 + [f"{WRONG} Tries left: {left}" for left in (5, 4, 3, 2, 1)] + [LOCKED_TEXT]
        assert [response.json()["error"] for response in responses] == words
        assert responses[0].json()["code"] == "invalid_credentials"
        # Every failure after the third is delayed longer than the previous one, up to two seconds.
        assert clock.monotonic() == 0.25 + 0.5 + 1 + 2 + 2 + 2 + 2
        right = await _sign_in(server.client)
        assert (right.status_code, right.json()["error"], right.json()["code"]) == (
            429,
            LOCKED_TEXT,
            "too_many_attempts",
        )
        assert 0 < int(right.headers["retry-after"]) <= 900
        basic = await server.client.get("/api/account", auth=("ann", PASSWORD))
        assert basic.status_code == 429
        assert (await _fail(server, "other")).status_code == 401


async def test_a_name_is_locked_per_address(open_server: OpenServer, pool: Pool) -> None:
    """Failures of one address do not lock the name for others."""
    async with open_server() as server:
        await server.accounts.add("ann")
        for _ in range(10):
            await _fail(server)
        await pool.execute("UPDATE alcove.sign_in_failure SET address = '203.0.113.9'")
        assert (await _sign_in(server.client)).status_code == 200


async def test_a_failure_after_a_lock_locks_again(open_server: OpenServer, pool: Pool) -> None:
    """After the lock one more failure locks again; a correct password clears the failures."""
    async with open_server() as server:
        await server.accounts.add("ann")
        for _ in range(10):
            await _fail(server)
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        assert (await _fail(server)).status_code == 429
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        assert (await _sign_in(server.client)).status_code == 200
        assert (await _fail(server)).json()["error"] == WRONG


async def test_an_address_is_locked_after_fifty_names(open_server: OpenServer, pool: Pool) -> None:
    """Trying one password for many names is locked after fifty failures."""
    await pool.execute(
        "INSERT INTO alcove.sign_in_failure (name, address)"
        " SELECT 'user' || n, '127.0.0.1' FROM generate_series(1, 49) AS n"
    )
    async with open_server() as server:
        assert (await _fail(server, "fresh")).status_code == 401
        assert (await _fail(server, "fresher")).status_code == 429


async def test_concurrent_attempts_are_all_counted(open_server: OpenServer) -> None:
    """Of thirty concurrent attempts at most ten are checked."""
    async with open_server() as server:
        responses = await asyncio.gather(*(_fail(server) for _ in range(30)))
        assert sorted(response.status_code for response in responses).count(429) >= 20
        assert (await _sign_in(server.client)).status_code == 429


async def test_the_lifetime_of_the_cookie(open_server: OpenServer) -> None:
    """A remembered session lasts a week, with Secure if configured; a second sign-in ends the first session."""
    async with open_server(session_cookie_secure="true") as server:
        await server.accounts.add("ann", email="ann@example.org")
        first = await _sign_in(server.client, "Ann@Example.org", remember=True)
        assert first.headers["set-cookie"].endswith("; Max-Age=604800; Secure")
        old = first.headers["set-cookie"].partition(";")[0]
        assert (await server.client.post(SIGN_IN, headers={"cookie": old}, json=_body())).status_code == 200
        state = await server.client.get("/api/account", headers={"cookie": old})
        assert state.json()["signed_in"] is False


def _body(name: str = "ann") -> dict[str, str]:
    return {"name": name, "password": PASSWORD}


async def test_signing_out_ends_the_session(open_server: OpenServer) -> None:
    """The cookie is deleted and no longer valid."""
    async with open_server() as server:
        await server.accounts.add("ann")
        cookie = (await _sign_in(server.client)).headers["set-cookie"].partition(";")[0]
        out = await server.client.post("/api/account/sign-out")
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert (await server.client.get("/api/account", headers={"cookie": cookie})).json()["signed_in"] is False


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
async def test_other_sites_cannot_sign_in_or_out(open_server: OpenServer, headers: dict[str, str]) -> None:
    """Requests of pages of other sites are rejected before anything happens."""
    async with open_server() as server:
        await server.accounts.add("ann")
        await _sign_in(server.client)
        for path, body in ((SIGN_IN, _body()), ("/api/account/sign-out", {}), ("/api/account/sign-up", _body("eve"))):
            response = await server.client.post(path, json=body, headers=headers)
            assert (response.status_code, response.json()["code"]) == (403, "foreign_origin"), path
        response = await server.client.delete("/api/account/sessions", headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "foreign_origin")
        assert (await server.client.get("/api/account")).json()["signed_in"] is True


async def test_a_session_needs_a_page_of_this_server_to_change_anything(open_server: OpenServer) -> None:
    """A request without Origin and Sec-Fetch-Site cannot use the cookie; scripts send their password."""
    async with open_server() as server:
        await server.accounts.add("ann")
        await _sign_in(server.client)
        del server.client.headers["sec-fetch-site"]
        assert (await server.client.delete("/api/account/sessions")).status_code == 403
        assert (await server.client.delete("/api/account/sessions", auth=("ann", PASSWORD))).status_code == 200


async def test_unknown_callers_get_401(open_server: OpenServer) -> None:
    """Endpoints that are not public need sign-in; without required sign-in the caller is the local owner."""
    async with open_server() as server:
        for method, path in (
            ("GET", "/api/account/sessions"),
            ("GET", "/api/accounts"),
            ("POST", "/api/account/tokens"),
        ):
            body = {"name": "x", "scopes": ["shop"]} if method == "POST" else None
            response = await server.client.request(method, path, json=body)
            assert (response.status_code, response.json()["code"]) == (401, "sign_in_needed"), path
    async with open_server(SignInPolicy(open_address=False)) as server:
        state = (await server.client.get("/api/account")).json()
        assert (state["signed_in"], state["account"]["kind"]) == (False, "local")
        assert state["account"]["roles"] == {"shop": "owner", "till": "owner"}
        assert (await server.client.get("/api/accounts")).status_code == 200


async def test_an_incomplete_configuration_accepts_nobody(open_server: OpenServer, log: io.StringIO) -> None:
    """A builtin user without a password: unknown callers and sign-ins get 503, logged once a minute."""
    async with open_server(builtin_username="keeper") as server:
        state = (await server.client.get("/api/account")).json()
        assert (state["signed_in"], state["sign_in_required"], state["account"]) == (False, True, None)
        for _ in range(3):
            response = await _sign_in(server.client, "keeper")
            assert (response.status_code, response.json()["code"]) == (503, "sign_in_unavailable")
        assert (await server.client.get("/api/accounts")).status_code == 503
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
        assert [line["event"] for line in lines].count("sign_in_unavailable") == 1


async def test_backend_users_and_local_accounts_can_both_sign_in(open_server: OpenServer) -> None:
    """With a configured backend, the server's own accounts can sign in, too."""
    async with open_server(**builtin()) as server:
        await server.accounts.add("ann", roles={"till": "member"})
        keeper = (await _sign_in(server.client, "keeper")).json()["account"]
        assert (keeper["backend"], keeper["roles"]) == ("builtin", {"shop": "owner", "till": "owner"})
        ann = (await _sign_in(server.client)).json()["account"]
        assert (ann["backend"], ann["roles"]) == ("accounts", {"till": "member"})
        assert (await server.client.get("/api/account")).json()["backends"] == ["builtin", "accounts"]


async def test_the_server_token_owns_everything_and_has_no_account(open_server: OpenServer) -> None:
    """It can administer accounts, but has no sessions or tokens."""
    token = "t" * 20
    policy = SignInPolicy(open_address=True, server_token=Secret(token))
    async with open_server(policy) as server:
        headers = {"authorization": f"Bearer {token}"}
        assert (await server.client.get("/api/accounts", headers=headers)).status_code == 200
        response = await server.client.get("/api/account/tokens", headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "role_needed")
        state = (await server.client.get("/api/account", headers=headers)).json()
        assert (state["account"]["kind"], state["account"]["id"]) == ("server-token", None)
        foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        body = {"roles": {"shop": "owner"}}
        path = "/api/accounts/invitations"
        response = await server.client.post(path, json=body, headers=foreign, auth=("kept by the browser", token))
        assert (response.status_code, response.json()["code"]) == (403, "foreign_origin")


async def test_attempts_count_while_the_backend_is_unavailable(open_server: OpenServer, tmp_path: Path) -> None:
    """While Calibre-Web's database is missing, local accounts can sign in, and failures count."""
    path = write_app_db(tmp_path / "app.db", {})
    async with open_server(cwa_db_path=path) as server:
        await server.accounts.add("ann")
        path.unlink()
        assert (await _sign_in(server.client)).status_code == 200
        await server.client.post("/api/account/sign-out")
        assert {(await _fail(server, "nobody")).status_code for _ in range(12)} == {503}
        assert [(await _fail(server)).status_code for _ in range(11)] == [503] * 10 + [429]


HOSTILE_CREDENTIALS = {
    "a NUL in the name": b"an\0n:" + PASSWORD.encode(),
    "a NUL in the password": b"ann:\0",
    "not UTF-8": b"\xff\xfe:\xff",
    "half a pair": "\ud800:x".encode("utf-8", "surrogatepass"),
    "no colon": b"ann",
    "a long name": b"a" * 5000 + b":x",
    "a long password": b"ann:" + b"x" * 5000,
    "quotes": b"' OR 1=1 --:' OR 1=1 --",
}


@pytest.mark.parametrize("case", HOSTILE_CREDENTIALS, ids=list(HOSTILE_CREDENTIALS))
async def test_hostile_credentials_are_wrong_ones(open_server: OpenServer, case: str) -> None:
    """Credentials of any bytes are refused as wrong ones, in a Basic header and as a token."""
    encoded = base64.b64encode(HOSTILE_CREDENTIALS[case]).decode()
    async with open_server() as server:
        await server.accounts.add("ann")
        for authorization in (f"Basic {encoded}", f"Bearer {encoded}", f"Basic {encoded[:-1]}", "Basic", "Bearer \xff"):
            headers = {b"authorization": authorization.encode("latin-1")}
            response = await server.client.get("/api/account/sessions", headers=headers)
            assert response.status_code == 401, response.text
        cookies = {b"cookie": b"alcove_session=" + encoded.encode() + b"\xff"}
        assert (await server.client.get("/api/account/sessions", headers=cookies)).status_code == 401
