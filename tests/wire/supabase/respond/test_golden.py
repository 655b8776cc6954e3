"""Whole responses over real HTTP, pinned: the status, every header and the body."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from support import golden
from support.http_client import blocking_http_client
from support.postgres import Databases
from support.rest_server import ROLES, bearer, serve_rest

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = """
CREATE TABLE films (id int PRIMARY KEY, title text NOT NULL, year int);
CREATE TABLE actors (id int PRIMARY KEY, film_id int REFERENCES films, name text);
INSERT INTO films VALUES (1, 'Alien', 1979), (2, 'Brazil', 1985), (3, 'Cube', 1997);
INSERT INTO actors VALUES (1, 1, 'Weaver'), (2, 1, 'Holm'), (3, 2, 'Pryce');
CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS 'SELECT';
CREATE FUNCTION teapot() RETURNS text LANGUAGE sql AS $$
    SELECT set_config('response.status', '418', true);
    SELECT set_config(
        'response.headers', '[{"Content-Type": "text/tea"}, {"Set-Cookie": "a=1"}, {"Set-Cookie": "b=2"}]', true
    );
    SELECT 'tea'
$$;
CREATE FUNCTION refuse(state text, message text, detail text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF detail IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message;
    END IF;
    RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, DETAIL = detail, HINT = 'a hint';
END $$;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO rest_anon;
GRANT ALL ON ALL TABLES IN SCHEMA public TO rest_user;
REVOKE ALL ON actors FROM rest_anon;
"""
OBJECT = {"Accept": "application/vnd.pgrst.object+json"}
USER = bearer()
PAGE = {"Origin": "http://page.example"}
RAISED = '{"code": "123", "message": "Payment Required", "details": "Quota exceeded", "hint": "Upgrade"}'
HOW = '{"status": 402, "headers": {"X-Powered-By": "Nerd Rage"}}'

Sent = tuple[str, str, Mapping[str, str], object]
READS: dict[str, Sent] = {
    "rows": ("GET", "/films?order=id&limit=2", {}, None),
    "rows with their number": ("GET", "/films?order=id&limit=2", {"Prefer": "count=exact"}, None),
    "no row": ("GET", "/films?id=eq.9", {"Prefer": "count=exact"}, None),
    "past the end": ("GET", "/films?offset=7", {"Prefer": "count=exact"}, None),
    "head": ("HEAD", "/films", {"Prefer": "count=exact"}, None),
    "object": ("GET", "/films?id=eq.1", OBJECT, None),
    "no object": ("GET", "/films?id=gt.1", OBJECT, None),
    "csv": ("GET", "/films?order=id", {"Accept": "text/csv"}, None),
    "no such media type": ("GET", "/films", {"Accept": "image/png, text/html"}, None),
    "no such table": ("GET", "/film", {}, None),
    "time zone": ("GET", "/films?limit=0", {"Prefer": "timezone=Europe/Berlin"}, None),
    "page of another origin": ("GET", "/films?limit=0", PAGE, None),
    "trace": ("GET", "/films?limit=0", {"X-Trace": "abc"}, None),
    "deprecated name": ("GET", "/films?select=id,cast:actors(name)&actors.limit=1&id=eq.1", USER, None),
}
WRITES: dict[str, Sent] = {
    "insert": ("POST", "/films", USER, {"id": 10, "title": "Dune"}),
    "insert with location": ("POST", "/films", {**USER, "Prefer": "return=headers-only"}, {"id": 11, "title": "E T"}),
    "insert with rows": ("POST", "/films", {**USER, "Prefer": "return=representation"}, {"id": 12, "title": "Fargo"}),
    "merge": (
        "POST", "/films",
        {**USER, "Prefer": "resolution=merge-duplicates,return=representation,count=exact"}, {"id": 12, "title": "F"},
    ),
    "duplicate": ("POST", "/films", USER, {"id": 1, "title": "Alien"}),
    "update": ("PATCH", "/films?id=eq.10", USER, {"year": 2021}),
    "update with rows": ("PATCH", "/films?id=eq.10", {**USER, "Prefer": "return=representation"}, {"year": 2022}),
    "put": ("PUT", "/films?id=eq.13", {**USER, "Prefer": "return=representation"}, {"id": 13, "title": "G"}),
    "delete": ("DELETE", "/films?id=eq.10", {**USER, "Prefer": "count=exact"}, None),
    "not allowed": ("DELETE", "/films?id=eq.10", {}, None),
}  # fmt: skip
CALLS: dict[str, Sent] = {
    "value": ("GET", "/rpc/add?a=1&b=2", {}, None),
    "nothing": ("POST", "/rpc/nothing", {}, {}),
    "own status and headers": ("POST", "/rpc/teapot", {}, {}),
    "own error": ("POST", "/rpc/refuse", {}, {"state": "PT402", "message": "Pay", "detail": "d"}),
    "error of JSON": ("POST", "/rpc/refuse", {}, {"state": "PGRST", "message": RAISED, "detail": HOW}),
    "error of no JSON": ("POST", "/rpc/refuse", {}, {"state": "PGRST", "message": "x", "detail": HOW}),
    "error without detail": ("POST", "/rpc/refuse", {}, {"state": "PGRST", "message": RAISED}),
    "refused": ("POST", "/rpc/refuse", {}, {"state": "42501", "message": "no"}),
    "refused with a token": ("POST", "/rpc/refuse", USER, {"state": "42501", "message": "no"}),
}
OTHERS: dict[str, Sent] = {
    "options of a table": ("OPTIONS", "/films", {}, None),
    "options of a function": ("OPTIONS", "/rpc/add", {}, None),
    "options of a volatile function": ("OPTIONS", "/rpc/nothing", {}, None),
    "options of the root": ("OPTIONS", "/", {}, None),
    "preflight": (
        "OPTIONS", "/films",
        {**PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Prefer"}, None,
    ),
    "no token": ("GET", "/films", {"Authorization": "Bearer"}, None),
    "malformed token": ("GET", "/films", {"Authorization": "Bearer a.b"}, None),
    "expired token": ("GET", "/films", bearer(exp=1), None),
    "unknown role": ("GET", "/films", bearer("nobody"), None),
    "role of the connection": ("GET", "/films", bearer("none"), None),
    "anonymous": ("GET", "/actors", {}, None),
    "unknown method": ("TRACE", "/films", {}, None),
}  # fmt: skip


@pytest.fixture(scope="module")
def client(_databases: Databases) -> Iterator[httpx2.Client]:
    """Yield a client of a server on a small database."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(ROLES)
            connection.execute(SCHEMA)
        with serve_rest(dsn, server_trace_header="X-Trace") as address, blocking_http_client(address) as opened:
            opened.headers.clear()
            yield opened


@pytest.mark.parametrize(
    ("name", "requests"), [("reads", READS), ("writes", WRITES), ("calls", CALLS), ("others", OTHERS)]
)
def test_responses(client: httpx2.Client, name: str, requests: Mapping[str, Sent]) -> None:
    """Every response has exactly the pinned head and body."""
    golden.check(GOLDEN / f"{name}.json", {title: answer(client, sent) for title, sent in requests.items()})


def answer(client: httpx2.Client, sent: Sent) -> dict[str, Any]:
    """Return a response as it is pinned."""
    method, path, headers, body = sent
    response = client.request(method, path, headers=dict(headers), json=body)
    if response.request.method != "HEAD" and response.status_code not in (204, 304):
        assert response.headers["content-length"] == str(len(response.content))
    head = sorted((key, value) for key, value in response.headers.multi_items() if key not in ("date", "server"))
    return {"status": response.status_code, "headers": head, "body": response.text}
