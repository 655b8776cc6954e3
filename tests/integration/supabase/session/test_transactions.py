"""One transaction for each request: what it sees, how it ends, and that it leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
import httpx2
import psycopg
import pytest

from support.http_client import blocking_http_client
from support.rest_server import bearer, open_rest_server, serve_rest
from support.servers import serve_async
from support.until import until_async

STRICT = bearer("rest_strict")
IS_WAITED_FOR = """
SELECT count(*) FROM pg_locks JOIN pg_database AS d ON d.oid = database
WHERE datname = current_database() AND relation = 'notes'::regclass AND NOT granted
"""


def environment(client: httpx2.Client, headers: dict[str, str]) -> dict[str, Any]:
    """Return what a statement of a request finds set."""
    rows = client.get("/environment", headers=headers).json()
    return dict(rows[0])


def count_notes(dsn: str) -> int:
    """Return the number of rows that were committed."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM notes").fetchone()
    return int(row[0]) if row else 0


def test_settings_of_the_role(client: httpx2.Client) -> None:
    """A request has its role and the settings of that role, also the isolation level; a read may not write."""
    assert environment(client, STRICT) == {
        "user": "rest_strict", "isolation": "repeatable read", "read_only": "on", "timeout": "300ms", "memory": "9MB",
        "mark": None, "headers": None,
    }  # fmt: skip
    assert environment(client, {})["isolation"] == "read committed"


def test_settings_of_a_function(client: httpx2.Client) -> None:
    """A called function has the isolation level and the time limit of its definition, which wins over the role's."""
    assert client.get("/rpc/settings").json() == "serializable"
    assert client.get("/rpc/patient?seconds=0.4", headers=STRICT).json() == "done"


def test_statement_timeout(client: httpx2.Client) -> None:
    """A statement that takes too long is an error of PostgreSQL."""
    response = client.post("/rpc/wait", json={"seconds": 20}, headers=STRICT)
    assert (response.status_code, response.json()["code"]) == (500, "57014")
    assert response.json()["message"] == "canceling statement due to statement timeout"


def test_nothing_stays_in_the_session(client: httpx2.Client) -> None:
    """What a function sets for the whole session does not reach later requests."""
    assert client.post("/rpc/leave_marks").headers["x-left"] == "1"
    for _ in range(4):
        response = client.get("/environment")
        assert "x-left" not in response.headers
        assert response.json()[0]["mark"] in (None, "")


def test_nothing_stays_of_a_read(client: httpx2.Client) -> None:
    """What a read sets for the whole session does not reach later requests, although it is committed later."""
    for _ in range(4):
        assert client.get("/marking").json() == [{"mark": "read"}]
        assert environment(client, {})["mark"] in (None, "")
        # A failed request ends the read before it as well.
        client.get("/marking")
        assert client.post("/rpc/unknown_function").status_code == 404
        assert client.get("/notes?id=eq.x").status_code == 400
        assert environment(client, {})["mark"] in (None, "")


def test_tables_are_free_after_a_read(client: httpx2.Client, session_dsn: str) -> None:
    """A read that was answered soon holds no lock, also when no other request comes."""
    client.get("/notes")
    with psycopg.connect(session_dsn, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '5s'")
        connection.execute("ALTER TABLE notes ALTER COLUMN body SET NOT NULL")


def test_literals_in_a_changed_session(client: httpx2.Client) -> None:
    """A function that changes how literals are read cannot make SQL of the headers and paths of later requests."""
    for _ in range(2):
        assert client.post("/rpc/read_literals_otherwise").status_code == 204
        evil = "\\'; DROP TABLE notes; --"
        response = client.get("/environment", headers={"X-Odd": evil, "Cookie": f"a={evil}"})
        assert response.status_code == 200
        assert client.get(f"/environment?user=neq.{evil}").status_code == 200
        assert client.get("/rpc/wait", params={"seconds": evil}).status_code == 400
    assert client.get("/notes?limit=1").status_code == 200


def test_preferred_end(client: httpx2.Client, session_dsn: str) -> None:
    """A client may have its transaction rolled back, where that is allowed, and is told so."""
    before = count_notes(session_dsn)
    rolled_back = client.post("/notes", json={"id": 1, "body": "x"}, headers={"Prefer": "tx=rollback"})
    assert (rolled_back.status_code, rolled_back.headers["preference-applied"]) == (201, "tx=rollback")
    assert count_notes(session_dsn) == before
    assert client.post("/notes", json={"id": 1, "body": "x"}).status_code == 201
    assert count_notes(session_dsn) == before + 1


@pytest.mark.parametrize(
    ("end", "prefer", "is_kept"),
    [("commit", "tx=rollback", True), ("rollback", "tx=commit", False), ("rollback-allow-override", "tx=commit", True)],
)
def test_configured_end(session_dsn: str, end: str, prefer: str, *, is_kept: bool) -> None:
    """The configuration says how transactions end, and whether a client may choose."""
    before = count_notes(session_dsn)
    with serve_rest(session_dsn, db_tx_end=end) as address, blocking_http_client(address) as client:
        response = client.post("/notes", json={"id": before + 100, "body": "x"}, headers={"Prefer": prefer})
    assert response.status_code == 201
    assert response.headers.get("preference-applied") == (prefer if end.endswith("override") else None)
    assert count_notes(session_dsn) == before + is_kept


def test_deferred_constraints(client: httpx2.Client) -> None:
    """A constraint that is checked at the end of a transaction is checked before a rollback, too."""
    for prefer in ("tx=commit", "tx=rollback"):
        response = client.post("/children", json={"id": 1, "parent_id": 404}, headers={"Prefer": prefer})
        assert (response.status_code, response.json()["code"]) == (409, "23503")


def test_wrong_number_of_rows(client: httpx2.Client, session_dsn: str) -> None:
    """A write whose result is not the object that was asked for leaves nothing."""
    before = count_notes(session_dsn)
    headers = {"Accept": "application/vnd.pgrst.object+json", "Prefer": "return=representation"}
    rows = [{"id": 501, "body": "a"}, {"id": 502, "body": "b"}]
    response = client.post("/notes", json=rows, headers=headers)
    assert (response.status_code, response.json()["code"]) == (406, "PGRST116")
    assert count_notes(session_dsn) == before


def test_invalid_headers_of_a_function(client: httpx2.Client) -> None:
    """Headers that could end the head of the response are refused as a whole."""
    for text in ('[{"X-A": "1\\r\\nX-B: 2"}]', '[{"X A": "1"}]', '[{"a": "1", "b": "2"}]', '{"a": "1"}', "x", "[1]"):
        response = client.post("/rpc/set_headers", json={"headers": text})
        assert (response.status_code, response.json()["code"]) == (500, "PGRST111")


def test_changed_tables(client: httpx2.Client, session_dsn: str) -> None:
    """A prepared statement whose table has changed since is prepared again."""
    for kind in ("bigint", "int"):
        for _ in range(3):
            assert client.get("/notes?select=id").status_code == 200
        with psycopg.connect(session_dsn, autocommit=True) as connection:
            connection.execute(f"DROP VIEW IF EXISTS v; ALTER TABLE notes ALTER COLUMN id TYPE {kind}")
    assert client.get("/notes?select=id").status_code == 200


def test_lost_connection(client: httpx2.Client) -> None:
    """A connection that breaks during a request is 503 with Retry-After, and the next request gets another one."""
    response = client.post("/rpc/lost")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert client.get("/environment").status_code == 200


def test_full_pool(session_dsn: str) -> None:
    """A request that gets no connection in time is 504."""

    async def ask() -> tuple[httpx2.Response, httpx2.Response]:
        async with (
            open_rest_server(session_dsn, db_pool=1, db_pool_acquisition_timeout=1) as app,
            serve_async(app) as address,
            httpx2.AsyncClient(base_url=address, trust_env=False, timeout=20) as client,
        ):
            await client.get("/environment")
            async with locked_notes(session_dsn) as owner:
                slow = asyncio.create_task(client.get("/notes?id=eq.-1"))
                await until_async(partial(owner.fetchval, IS_WAITED_FOR))
                refused = await client.get("/environment")
            return refused, await slow

    refused, slow = asyncio.run(ask())
    assert (refused.status_code, refused.json()["code"]) == (504, "PGRST003")
    assert refused.json()["message"] == "Timed out acquiring connection from connection pool."
    assert slow.json() == []


@asynccontextmanager
async def locked_notes(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection that keeps everybody else out of the table of notes."""
    owner = await asyncpg.connect(dsn)
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE notes")
            yield owner
    finally:
        await owner.close()


def test_a_response_of_limited_size(session_dsn: str) -> None:
    """A larger body is not sent, and the transaction that made it is rolled back."""
    before = count_notes(session_dsn)
    headers = {"Prefer": "return=representation"}
    with serve_rest(session_dsn, max_response=1024) as address, blocking_http_client(address) as client:
        refused = client.post("/notes", json={"id": -1, "body": "x" * 1024}, headers=headers)
        stored = client.post("/notes", json={"id": -1, "body": "x" * 900}, headers=headers)
        assert client.post("/notes", json={"id": -2, "body": "x" * 900}).status_code == 201
        small = client.get("/notes?id=eq.-1")
        large = [client.get("/notes?id=lt.0", headers={"Accept": media_type}) for media_type in ("*/*", "text/csv")]
        assert client.post("/rpc/leave_marks").status_code == 204
    assert (stored.status_code, small.json()) == (201, stored.json())
    for response in (refused, *large):
        assert (response.status_code, response.json()) == (400, {
            "code": "54000", "message": "the response is larger than 1024 bytes", "details": None,
            "hint": "Select fewer columns, rows or embeds.",
        })  # fmt: skip
    assert count_notes(session_dsn) == before + 2


async def test_client_that_leaves(session_dsn: str) -> None:
    """The statement of a client that has gone is cancelled."""
    async with (
        open_rest_server(session_dsn) as app,
        serve_async(app) as address,
        httpx2.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        await client.get("/environment")
        with pytest.raises(httpx2.TimeoutException):
            await client.post("/rpc/wait", json={"seconds": 31}, timeout=0.5)
        with psycopg.connect(session_dsn, autocommit=True) as connection:

            async def is_cancelled() -> bool:
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%wait%'"
                    " AND datname = current_database() AND pid <> pg_backend_pid()"
                ).fetchone()
                return row == (0,)

            await until_async(is_cancelled)


def test_repeated_requests(client: httpx2.Client) -> None:
    """A request whose plan is kept has its own role, headers and cookies."""
    path = "/environment?select=user"
    for role in ("rest_user", "rest_strict", "rest_user"):
        assert client.get(path, headers=bearer(role)).json() == [{"user": role}]
    for number in range(3):
        response = client.get("/rpc/sent", headers={"X-Number": str(number), "Cookie": f"number={number}"})
        assert response.json() == [str(number), str(number)]
