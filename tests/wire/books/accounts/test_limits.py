"""Limits on failed sign-ins, and the other ways to sign in."""

import asyncio
import base64
import io
import itertools
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import ScriptTokens
from alcove.foundation.settings import is_loopback
from fixtures.books.served_app import ServedApp
from support.clock import FakeClock
from support.peers import PASSWORD
from wire.books.accounts.conftest import Serve

WRONG = "Invalid username or password."
LOCKED = "Too many failed sign-ins. Try again in 15 minutes."
ADMIN = httpx2.BasicAuth("admin", PASSWORD)


async def _fail(client: httpx2.AsyncClient, name: str = "admin") -> httpx2.Response:
    return await client.post("/api/auth/login", json={"username": name, "password": "guess"})


async def test_the_tenth_failure_locks_the_name(guarded: ServedApp, clock: FakeClock) -> None:
    """From the fifth failure on the remaining tries are shown; the tenth locks the name for 15 minutes."""
    async with guarded.client() as client:
        responses = [await _fail(client) for _ in range(10)]
        assert [answer.status_code for answer in responses] == [401] * 9 + [429]
        words = [WRONG] * 4 + [f"{WRONG} Tries left: {left}" for left in (5, 4, 3, 2, 1)] + [LOCKED]
        assert [answer.json()["error"] for answer in responses] == words
        # After the third failure each response is delayed longer, up to two seconds.
        assert clock.monotonic() == 0.25 + 0.5 + 1 + 2 + 2 + 2 + 2
        right = await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        assert (right.status_code, right.json()["error"]) == (429, LOCKED)
        assert 0 < int(right.headers["retry-after"]) <= 900
        assert (await client.get("/request/api/status", auth=ADMIN)).status_code == 429
        # Another user at the same address is not locked.
        assert (await _fail(client, "other")).status_code == 401


@pytest.mark.slow
async def test_a_lock_ends_and_is_set_sooner_the_next_time(guarded: ServedApp, pool: Pool) -> None:
    """After a lock one more failure locks again; the right password resets the count."""
    async with guarded.client() as client:
        for _ in range(10):
            await _fail(client)
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        assert (await _fail(client)).status_code == 429
        await pool.execute("UPDATE alcove.sign_in_failure SET at = at - interval '15 minutes 1 second'")
        right = await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        assert right.status_code == 200
        assert (await _fail(client)).json()["error"] == WRONG


@pytest.mark.slow
async def test_a_locked_name_is_free_elsewhere(guarded: ServedApp, pool: Pool) -> None:
    """A lock applies to one address; the user can sign in from another one."""
    async with guarded.client() as client:
        for _ in range(10):
            await _fail(client)
        await pool.execute("UPDATE alcove.sign_in_failure SET address = '203.0.113.9'")
        right = await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        assert right.status_code == 200


async def test_an_address_is_locked_after_fifty_names(guarded: ServedApp, pool: Pool) -> None:
    """An address that tries one password for fifty names is locked."""
    await pool.execute(
        "INSERT INTO alcove.sign_in_failure (name, address)"
        " SELECT 'user' || n, '127.0.0.1' FROM generate_series(1, 49) AS n"
    )
    async with guarded.client() as client:
        assert (await _fail(client, "fresh")).status_code == 401
        assert (await _fail(client, "fresher")).status_code == 429


async def test_concurrent_attempts_are_all_counted(guarded: ServedApp) -> None:
    """Of thirty concurrent attempts only ten are checked."""
    async with guarded.client() as client:
        responses = await asyncio.gather(*(_fail(client) for _ in range(30)))
    assert sorted(answer.status_code for answer in responses) == [401] * 9 + [429] * 21


async def test_a_forwarded_address_of_a_client_is_ignored(guarded: ServedApp, pool: Pool) -> None:
    """X-Forwarded-For is ignored unless it comes from a trusted proxy."""
    async with guarded.client() as client:
        for number in range(3):
            headers = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
            body = {"username": "admin", "password": "guess"}
            await client.post("/api/auth/login", json=body, headers=headers)
    addresses = {row["address"] for row in await pool.fetch("SELECT address FROM alcove.sign_in_failure")}
    assert len(addresses) == 1
    assert is_loopback(addresses.pop())


@pytest.mark.parametrize("prefix", ["/api", "/request/api"])
async def test_basic_sign_in_works_at_both_prefixes_and_sets_a_cookie(
    guarded: ServedApp, pool: Pool, prefix: str
) -> None:
    """Basic authentication signs in and starts one session, not one for each request."""
    async with guarded.client() as client:
        first = await client.get(f"{prefix}/status", auth=ADMIN)
        assert first.status_code == 200
        assert first.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax")
        assert (await client.get(f"{prefix}/status")).status_code == 200
    async with guarded.client() as other:
        for _ in range(5):
            assert (await other.get(f"{prefix}/status", auth=ADMIN)).status_code == 200
    assert await pool.fetchval("SELECT count(*) FROM alcove.browser_session") == 1


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        "Basic " + base64.b64encode(b"admin").decode(),
        "Basic " + base64.b64encode(b":x").decode(),
        "Basic " + base64.b64encode(b"admin:wrong").decode(),
        "Bearer",
        "Bearer nothing",
        "Digest username=admin",
        "x" * 4000,
    ],
)
async def test_an_invalid_header_denies_access(guarded: ServedApp, header: str) -> None:
    """A malformed Authorization header does not sign in."""
    async with guarded.client() as client:
        assert (await client.get("/api/status", headers={"Authorization": header})).status_code == 401


async def test_a_token_has_the_role_of_its_owner(guarded: ServedApp, pool: Pool) -> None:
    """Scripts sign in with a token; the database contains its digest only."""
    tokens = ScriptTokens(pool=pool, app="books")
    token = await tokens.add("script", username="ann", is_admin=False)
    async with guarded.client() as client:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await client.get("/api/status", headers=headers)).status_code == 200
        assert (await client.delete("/request/api/queue/clear", headers=headers)).status_code == 200
        assert (await client.get("/api/status", headers={"Authorization": "Bearer other"})).status_code == 401
        for method, path in (("GET", "/api/settings"), ("GET", "/api/restart")):
            assert (await client.request(method, path, headers=headers)).status_code == 403
        (rows,) = await tokens.list()
        assert (rows["name"], rows["username"], rows["is_admin"]) == ("script", "ann", False)
        assert rows["used_at"] is not None
        await tokens.remove("script")
        assert (await client.get("/api/status", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "{own}"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "{own}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "{own}", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_sessions_change_nothing_for_other_origins(
    guarded: ServedApp, headers: dict[str, str], status: int
) -> None:
    """With a cookie, a change requires headers that prove the same origin."""
    sent = {name: value.format(own=guarded.url) for name, value in headers.items()}
    async with guarded.client() as client:
        await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        assert (await client.delete("/api/queue/clear", headers=sent)).status_code == status
        assert (await client.get("/api/status", headers=sent)).status_code == 200


@pytest.mark.parametrize("ruin", ["missing", "garbage", "empty"])
async def test_a_broken_database_denies_access(guarded: ServedApp, app_db: Path, ruin: str, log: io.StringIO) -> None:
    """With a broken user database every request gets 503, and the log has one line per minute."""
    _damage(app_db, ruin)
    async with guarded.client() as client:
        for path, auth in itertools.product(("status", "queue/order", "config"), (ADMIN, None)):
            answer = await client.get(f"/api/{path}", auth=auth)
            assert (answer.status_code, answer.json()["error"]) == (503, "Authentication is unavailable")
            answer = await client.get(f"/request/api/{path}", auth=auth)
            assert (answer.status_code, answer.text) == (503, "Authentication is unavailable")
            assert answer.headers["content-type"].startswith("text/plain")
        answer = await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        assert (answer.status_code, answer.json()) == (500, {"error": "Database configuration error"})
    assert log.getvalue().count("sign_in_unavailable") == 1
    assert str(app_db) not in log.getvalue()


async def test_a_lost_database_keeps_sessions_but_denies_access(guarded: ServedApp, pool: Pool, app_db: Path) -> None:
    """A session whose user cannot be looked up is refused until the lookup works again."""
    moved = app_db.with_name("moved.db")
    async with guarded.client() as client:
        await client.post("/api/auth/login", json={"username": "admin", "password": PASSWORD})
        _rename_file(app_db, moved)
        await pool.execute("UPDATE alcove.browser_session SET checked_at = now() - interval '1 hour'")
        assert (await client.get("/api/status")).status_code == 503
        unknown = {"authenticated": False, "auth_required": True, "auth_mode": "unknown", "is_admin": False}
        assert (await client.get("/api/auth/check")).json() == unknown
        _rename_file(moved, app_db)
        assert (await client.get("/api/status")).status_code == 200


async def test_an_incomplete_configuration_is_an_error(serve: Serve) -> None:
    """With a user name without a hash, or a mode without its settings, nobody can sign in."""
    async with serve(BUILTIN_USERNAME="me") as served, served.client() as client:
        assert (await client.get("/api/status")).status_code == 503
        assert (await client.get("/api/status", auth=httpx2.BasicAuth("me", "x"))).status_code == 503
    async with serve(AUTH_MODE="cwa", CWA_DB_PATH="/nowhere/app.db") as served, served.client() as client:
        assert (await client.get("/api/status", auth=ADMIN)).status_code == 503


def _damage(path: Path, kind: str) -> None:
    path.unlink()
    if kind != "missing":
        path.write_bytes(b"" if kind == "empty" else b"garbage " * 600)


def _rename_file(path: Path, target: Path) -> None:
    path.rename(target)


async def test_the_server_token_is_accepted_besides_sign_in(serve: Serve, app_db: Path, pool: Pool) -> None:
    """The server token gives the owner's role; sessions work without it, and neither counts as a failure."""
    async with serve(ALCOVE_TOKEN="t" * 30, CWA_DB_PATH=str(app_db)) as served, served.client() as client:
        assert (await client.get("/api/status")).status_code == 401
        for token in ({"Authorization": f"Bearer {'t' * 30}"}, {"Authorization": _basic("any", "t" * 30)}):
            assert (await client.get("/api/settings", headers=token)).status_code == 200
        body = {"username": "admin", "password": PASSWORD}
        assert (await client.post("/api/auth/login", json=body)).status_code == 200
        assert (await client.get("/api/status")).status_code == 200
    assert await pool.fetchval("SELECT count(*) FROM alcove.sign_in_failure") == 0


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
