"""Signing in and out over HTTP: cookies, limits, and pages of other sites."""

import asyncio
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


async def _fail(house: AccountServer, name: str = "ann") -> httpx2.Response:
    return await house.client.post(SIGN_IN, json={"name": name, "password": "guess"})


async def _sign_in(client: httpx2.AsyncClient, name: str = "ann", **more: object) -> httpx2.Response:
    return await client.post(SIGN_IN, json={"name": name, "password": PASSWORD, **more})


async def test_the_tenth_failure_locks_the_name(open_server: OpenServer, clock: FakeClock) -> None:
    """Five silent failures, then the number left, then a quarter of an hour's rest, whatever is tried."""
    async with open_server() as house:
        await house.accounts.add("ann")
        answers = [await _fail(house) for _ in range(10)]
        assert [answer.status_code for answer in answers] == [401] * 9 + [429]
        words = [WRONG] * 4 + [f"{WRONG} Tries left: {left}" for left in (5, 4, 3, 2, 1)] + [LOCKED_TEXT]
        assert [answer.json()["error"] for answer in answers] == words
        assert answers[0].json()["code"] == "invalid_credentials"
        # Each failure after the third has been answered later than the one before, up to two seconds.
        assert clock.monotonic() == 0.25 + 0.5 + 1 + 2 + 2 + 2 + 2
        right = await _sign_in(house.client)
        assert (right.status_code, right.json()["error"], right.json()["code"]) == (
            429,
            LOCKED_TEXT,
            "too_many_attempts",
        )
        assert 0 < int(right.headers["retry-after"]) <= 900
        basic = await house.client.get("/api/account", auth=("ann", PASSWORD))
        assert basic.status_code == 429
        assert (await _fail(house, "other")).status_code == 401


async def test_a_name_is_locked_per_address(open_server: OpenServer, pool: Pool) -> None:
    """Failures of one address are no others' business."""
    async with open_server() as house:
        await house.accounts.add("ann")
        for _ in range(10):
            await _fail(house)
        await pool.execute("UPDATE alcove.sign_in_failure SET address = '203.0.113.9'")
        assert (await _sign_in(house.client)).status_code == 200


async def test_a_failure_after_a_lock_locks_again(open_server: OpenServer, pool: Pool) -> None:
    """After the lock one more failure locks again; a correct password clears the failures."""
    async with open_server() as house:
        await house.accounts.add("ann")
        for _ in range(10):
            await _fail(house)
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        assert (await _fail(house)).status_code == 429
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        assert (await _sign_in(house.client)).status_code == 200
        assert (await _fail(house)).json()["error"] == WRONG


async def test_an_address_is_locked_after_fifty_names(open_server: OpenServer, pool: Pool) -> None:
    """Trying one password for many names is locked after fifty failures."""
    await pool.execute(
        "INSERT INTO alcove.sign_in_failure (name, address)"
        " SELECT 'user' || n, '127.0.0.1' FROM generate_series(1, 49) AS n"
    )
    async with open_server() as house:
        assert (await _fail(house, "fresh")).status_code == 401
        assert (await _fail(house, "fresher")).status_code == 429


async def test_concurrent_attempts_are_all_counted(open_server: OpenServer) -> None:
    """Whoever tries thirty at a time gets ten of them looked at."""
    async with open_server() as house:
        answers = await asyncio.gather(*(_fail(house) for _ in range(30)))
        assert sorted(answer.status_code for answer in answers).count(429) >= 20
        assert (await _sign_in(house.client)).status_code == 429


async def test_the_lifetime_of_the_cookie(open_server: OpenServer) -> None:
    """A remembered session stays for a week, over https only where the settings say so; a second one ends the first."""
    async with open_server(session_cookie_secure="true") as house:
        await house.accounts.add("ann", email="ann@example.org")
        first = await _sign_in(house.client, "Ann@Example.org", remember=True)
        assert first.headers["set-cookie"].endswith("; Max-Age=604800; Secure")
        old = first.headers["set-cookie"].partition(";")[0]
        assert (await house.client.post(SIGN_IN, headers={"cookie": old}, json=_body())).status_code == 200
        state = await house.client.get("/api/account", headers={"cookie": old})
        assert state.json()["signed_in"] is False


def _body(name: str = "ann") -> dict[str, str]:
    return {"name": name, "password": PASSWORD}


async def test_signing_out_ends_the_session(open_server: OpenServer) -> None:
    """The cookie is taken back, and its text is worth nothing any more."""
    async with open_server() as house:
        await house.accounts.add("ann")
        cookie = (await _sign_in(house.client)).headers["set-cookie"].partition(";")[0]
        out = await house.client.post("/api/account/sign-out")
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert (await house.client.get("/api/account", headers={"cookie": cookie})).json()["signed_in"] is False


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
    async with open_server() as house:
        await house.accounts.add("ann")
        await _sign_in(house.client)
        for path, body in ((SIGN_IN, _body()), ("/api/account/sign-out", {}), ("/api/account/sign-up", _body("eve"))):
            answer = await house.client.post(path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), path
        answer = await house.client.delete("/api/account/sessions", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        assert (await house.client.get("/api/account")).json()["signed_in"] is True


async def test_a_session_needs_a_page_of_this_server_to_change_anything(open_server: OpenServer) -> None:
    """A request without Origin and Sec-Fetch-Site cannot use the cookie; scripts send their password."""
    async with open_server() as house:
        await house.accounts.add("ann")
        await _sign_in(house.client)
        del house.client.headers["sec-fetch-site"]
        assert (await house.client.delete("/api/account/sessions")).status_code == 403
        assert (await house.client.delete("/api/account/sessions", auth=("ann", PASSWORD))).status_code == 200


async def test_unknown_callers_get_401(open_server: OpenServer) -> None:
    """Endpoints that are not public need sign-in; without required sign-in the caller is the local owner."""
    async with open_server() as house:
        for method, path in (
            ("GET", "/api/account/sessions"),
            ("GET", "/api/accounts"),
            ("POST", "/api/account/tokens"),
        ):
            body = {"name": "x", "scopes": ["shop"]} if method == "POST" else None
            answer = await house.client.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed"), path
    async with open_server(SignInPolicy(open_address=False)) as house:
        state = (await house.client.get("/api/account")).json()
        assert (state["signed_in"], state["account"]["kind"]) == (False, "local")
        assert state["account"]["roles"] == {"shop": "owner", "till": "owner"}
        assert (await house.client.get("/api/accounts")).status_code == 200


async def test_an_incomplete_configuration_accepts_nobody(open_server: OpenServer, log: io.StringIO) -> None:
    """A builtin user without a password: unknown callers and sign-ins get 503, logged once a minute."""
    async with open_server(builtin_username="keeper") as house:
        state = (await house.client.get("/api/account")).json()
        assert (state["signed_in"], state["sign_in_required"], state["account"]) == (False, True, None)
        for _ in range(3):
            answer = await _sign_in(house.client, "keeper")
            assert (answer.status_code, answer.json()["code"]) == (503, "sign_in_unavailable")
        assert (await house.client.get("/api/accounts")).status_code == 503
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
        assert [line["event"] for line in lines].count("sign_in_unavailable") == 1


async def test_backend_users_and_local_accounts_can_both_sign_in(open_server: OpenServer) -> None:
    """With a configured backend, the server's own accounts can sign in, too."""
    async with open_server(**builtin()) as house:
        await house.accounts.add("ann", roles={"till": "member"})
        keeper = (await _sign_in(house.client, "keeper")).json()["account"]
        assert (keeper["backend"], keeper["roles"]) == ("builtin", {"shop": "owner", "till": "owner"})
        ann = (await _sign_in(house.client)).json()["account"]
        assert (ann["backend"], ann["roles"]) == ("accounts", {"till": "member"})
        assert (await house.client.get("/api/account")).json()["backends"] == ["builtin", "accounts"]


async def test_the_server_token_owns_everything_and_has_no_account(open_server: OpenServer) -> None:
    """It administers accounts, and has no sessions or tokens of its own."""
    token = "t" * 20
    policy = SignInPolicy(open_address=True, server_token=Secret(token))
    async with open_server(policy) as house:
        headers = {"authorization": f"Bearer {token}"}
        assert (await house.client.get("/api/accounts", headers=headers)).status_code == 200
        answer = await house.client.get("/api/account/tokens", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")
        state = (await house.client.get("/api/account", headers=headers)).json()
        assert (state["account"]["kind"], state["account"]["id"]) == ("server-token", None)
        foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        body = {"roles": {"shop": "owner"}}
        path = "/api/accounts/invitations"
        answer = await house.client.post(path, json=body, headers=foreign, auth=("kept by the browser", token))
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_attempts_count_while_the_backend_is_unavailable(open_server: OpenServer, tmp_path: Path) -> None:
    """While Calibre-Web's database is away, own accounts still sign in, and guesses at them still count."""
    path = write_app_db(tmp_path / "app.db", {})
    async with open_server(cwa_db_path=path) as house:
        await house.accounts.add("ann")
        path.unlink()
        assert (await _sign_in(house.client)).status_code == 200
        await house.client.post("/api/account/sign-out")
        assert {(await _fail(house, "nobody")).status_code for _ in range(12)} == {503}
        assert [(await _fail(house)).status_code for _ in range(11)] == [503] * 10 + [429]
