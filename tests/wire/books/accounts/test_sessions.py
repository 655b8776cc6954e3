"""Sign-in with user name and password, and the session cookie."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from werkzeug.security import generate_password_hash

from alcove.foundation.database import Pool
from fixtures.books.served_app import ServedApp
from support.peers import PASSWORD
from wire.books.accounts.conftest import Serve

OPEN = {"authenticated": True, "auth_required": False, "auth_mode": "none", "is_admin": True}
OUT = {"authenticated": False, "auth_required": True, "auth_mode": "cwa", "is_admin": False}
IN = {"authenticated": True, "auth_required": True, "auth_mode": "cwa", "is_admin": True}
OWN_HASH = generate_password_hash("correct horse battery", "scrypt:1024:8:1")
PREFIXES = pytest.mark.parametrize("prefix", ["/api", "/request/api"])
GUARDED = ["status", "search?query=x", "info?id=x-1", "downloads/active", "queue/order", "config", "localdownload?id=x"]


SETTINGS = [
    ("GET", "/api/settings"),
    ("GET", "/request/api/settings/general"),
    ("PUT", "/api/settings/general"),
    ("POST", "/api/settings/advanced/action/clear_covers"),
]


async def _log_in(client: httpx2.AsyncClient, name: str = "admin", password: str = PASSWORD) -> httpx2.Response:
    return await client.post("/api/auth/login", json={"username": name, "password": password})


@PREFIXES
async def test_without_configuration_sign_in_is_not_required(serve: Serve, prefix: str) -> None:
    """Without a sign-in mode every request is allowed, and a login always succeeds."""
    async with serve() as served, served.client() as client:
        assert (await client.get(f"{prefix}/auth/check")).json() == OPEN
        assert (await client.get(f"{prefix}/status")).status_code == 200
        answer = await client.post(f"{prefix}/auth/login", json={"username": "a", "password": "b"})
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        assert "set-cookie" not in answer.headers


@PREFIXES
async def test_a_user_signs_in_and_out(guarded: ServedApp, prefix: str) -> None:
    """Check, login, check, logout and check return exactly what the page expects."""
    async with guarded.client() as client:
        assert (await client.get(f"{prefix}/auth/check")).json() == OUT
        answer = await client.post(f"{prefix}/auth/login", json={"username": "admin", "password": PASSWORD})
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        assert (await client.get(f"{prefix}/auth/check/")).json() == IN
        assert (await client.get(f"{prefix}/status")).status_code == 200
        answer = await client.post(f"{prefix}/auth/logout")
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        assert (await client.get(f"{prefix}/auth/check")).json() == OUT
        assert (await client.get(f"{prefix}/status")).status_code == 401
        assert (await client.post(f"{prefix}/auth/logout")).json() == {"success": True}


async def test_every_protected_endpoint_requires_sign_in(guarded: ServedApp) -> None:
    """Without a session the status is 401; only the older prefix sends WWW-Authenticate."""
    async with guarded.client() as client:
        for path in GUARDED:
            answer = await client.get(f"/api/{path}")
            assert (answer.status_code, answer.json()["error"]) == (401, "Unauthorized"), path
            assert "www-authenticate" not in answer.headers
            answer = await client.get(f"/request/api/{path}")
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Basic realm=")
        assert (await client.get("/api/auth/check")).status_code == 200


async def test_the_cookie_is_http_only_and_opaque(guarded: ServedApp, pool: Pool) -> None:
    """The cookie is HttpOnly and SameSite; the database contains its digest only."""
    async with guarded.client() as client:
        first = await _log_in(client)
        second = await client.post(
            "/api/auth/login", json={"username": "admin", "password": PASSWORD, "remember_me": True}
        )
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("alcove_session=")
    assert cookie.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Lax"
    assert "Max-Age=604800" in second.headers["set-cookie"]
    session = cookie.partition("=")[2].partition(";")[0]
    assert len(session) >= 43
    rows = await pool.fetch("SELECT * FROM alcove.browser_session")
    # The second sign-in has ended the first session.
    assert [(row["username"], row["backend"], row["remember"]) for row in rows] == [("admin", "cwa", True)]
    assert session not in str(rows)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("seen_at = now() - interval '11 hours 59 minutes'", 200),
        ("seen_at = now() - interval '12 hours 1 second'", 401),
        ("backend = 'builtin'", 401),
        ("backend = 'accounts'", 401),
        ("fingerprint = 'another'", 401),
    ],
)
async def test_sessions_end_by_themselves(guarded: ServedApp, pool: Pool, change: str, status: int) -> None:
    """A session ends after twelve idle hours, or when the sign-in mode changes."""
    async with guarded.client() as client:
        await _log_in(client)
        await pool.execute(f"UPDATE alcove.browser_session SET {change}")  # noqa: S608 - one of those above
        assert (await client.get("/api/status")).status_code == status


@pytest.mark.parametrize(("left", "status"), [("1 minute", 200), ("-1 second", 401)])
async def test_no_session_is_older_than_a_week(guarded: ServedApp, pool: Pool, left: str, status: int) -> None:
    """A session ends seven days after its start, even if it is used."""
    async with guarded.client() as client:
        await _log_in(client)
        assert await pool.fetchval("SELECT not_after - created_at = interval '7 days' FROM auth.sessions")
        await pool.execute(f"UPDATE auth.sessions SET not_after = now() + interval '{left}'")  # noqa: S608 - see above
        assert (await client.get("/api/status")).status_code == status


async def test_a_removed_user_loses_access_within_minutes(guarded: ServedApp, pool: Pool, app_db: Path) -> None:
    """Every five minutes the user is looked up again: a lost role applies, and a deleted user is signed out."""
    async with guarded.client() as client:
        await _log_in(client)
        _run(app_db, "UPDATE user SET role = 0 WHERE name = 'admin'")
        assert (await client.get("/api/auth/check")).json()["is_admin"] is True
        await pool.execute("UPDATE alcove.browser_session SET checked_at = now() - interval '5 minutes 1 second'")
        assert (await client.get("/api/auth/check")).json() == {**IN, "is_admin": False}
        _run(app_db, "DELETE FROM user WHERE name = 'admin'")
        assert (await client.get("/api/status")).status_code == 200
        await pool.execute("UPDATE alcove.browser_session SET checked_at = now() - interval '5 minutes 1 second'")
        assert (await client.get("/api/status")).status_code == 401
    assert await pool.fetchval("SELECT count(*) FROM alcove.browser_session") == 0


async def test_sessions_end_when_the_sign_in_backend_changes(serve: Serve, app_db: Path) -> None:
    """A session of one sign-in mode, or of one key, is invalid for another."""
    requests = [
        {"CWA_DB_PATH": str(app_db)},
        {"CWA_DB_PATH": str(app_db), "SESSION_SECRET": "another key"},
        {"BUILTIN_USERNAME": "admin", "BUILTIN_PASSWORD_HASH": OWN_HASH},
    ]
    async with serve(**requests[0]) as served, served.client() as client:
        await _log_in(client)
        cookie = {"Cookie": f"alcove_session={client.cookies['alcove_session']}"}
        assert (await client.get("/api/status", headers=cookie)).status_code == 200
    for environ in requests[1:]:
        async with serve(**environ) as served, served.client() as client:
            assert (await client.get("/api/status", headers=cookie)).status_code == 401
    async with serve(**requests[0]) as served, served.client() as client:
        assert (await client.get("/api/status", headers=cookie)).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("Guest", ""), ("Guest", "1"), ("empty", ""), ("empty", "x")])
async def test_a_user_without_a_password_cannot_sign_in(
    guarded: ServedApp, app_db: Path, name: str, password: str
) -> None:
    """The guest and users of an external directory cannot sign in; the response gives no reason."""
    _run(app_db, "INSERT INTO user (name, email, password, role) VALUES ('empty', 'e@example.org', '', 1)")
    _run(app_db, "UPDATE user SET password = ? WHERE name = 'Guest'", generate_password_hash("1", "scrypt:1024:8:1"))
    async with guarded.client() as client:
        answer = await _log_in(client, name, password)
        expected = "Invalid username or password." if password else "Username and password are required"
        assert answer.json()["error"] == expected
        authorization = httpx2.BasicAuth(name, password)
        assert (await client.get("/api/status", auth=authorization)).status_code == 401


async def test_settings_require_an_administrator(guarded: ServedApp, serve: Serve, app_db: Path) -> None:
    """Settings require the admin role, unless the configuration allows all users."""
    _run(app_db, "UPDATE user SET role = 2 WHERE name = 'admin'")
    async with guarded.client() as client:
        await _log_in(client)
        assert (await client.get("/api/status")).status_code == 200
        assert (await client.get("/api/auth/check")).json() == {**IN, "is_admin": False}
        for method, path in SETTINGS:
            answer = await client.request(method, path, json={}, headers={"Origin": guarded.url})
            assert (answer.status_code, answer.json()["error"]) == (403, "Administrator access is required"), path
    async with serve(CWA_DB_PATH=str(app_db), RESTRICT_SETTINGS_TO_ADMIN="no") as served, served.client() as client:
        await _log_in(client)
        assert (await client.get("/api/auth/check")).json() == IN


async def test_the_builtin_user(serve: Serve) -> None:
    """A user name and a hash are sufficient; the user is an administrator."""
    async with serve(BUILTIN_USERNAME="me", BUILTIN_PASSWORD_HASH=OWN_HASH) as served, served.client() as client:
        assert (await _log_in(client, "Me", "correct horse battery")).status_code == 401
        assert (await _log_in(client, "me", "correct horse batterY")).status_code == 401
        assert (await _log_in(client, "me", "correct horse battery")).status_code == 200
        assert (await client.get("/api/auth/check")).json() == {**IN, "auth_mode": "builtin"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "No data provided"),
        (b"{", "No data provided"),
        (b"[]", "No data provided"),
        (b"{}", "No data provided"),
        (b"\xff", "No data provided"),
        (b"[" * 100_000, "No data provided"),
        (b'{"username": "admin"}', "Username and password are required"),
        (b'{"username": "", "password": "x"}', "Username and password are required"),
        (b'{"username": "admin", "password": ""}', "Username and password are required"),
        (b'{"username": ["admin"], "password": {"a": 1}}', "Username and password are required"),
    ],
)
async def test_a_login_without_its_fields_is_refused(guarded: ServedApp, body: bytes, error: str) -> None:
    """A body without user name and password is refused."""
    async with guarded.client() as client:
        answer = await client.post("/api/auth/login", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("name", "password"), [("a\0b", "x"), ("x" * 5000, "y"), ("admin", "z" * 5000), ("\udcff", "\ud800"), ("ü", "\0")]
)
async def test_invalid_names_and_passwords_are_refused(guarded: ServedApp, name: str, password: str) -> None:
    """Invalid characters and very long values are a failed sign-in like any other."""
    async with guarded.client() as client:
        text = f'{{"username": {_json(name)}, "password": {_json(password)}}}'
        answer = await client.post("/api/auth/login", content=text.encode())
        assert answer.status_code in (400, 401)


def _json(text: str) -> str:
    return '"' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"'


def _run(path: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, values)
