"""Plans that are kept for equal requests: what differs between requests is never taken from an earlier one."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx2
import psycopg
import pytest

from support.http_client import blocking_http_client
from support.postgres import Databases
from support.rest_server import ROLES, bearer, serve_rest
from support.until import until

SCHEMA = """
CREATE SCHEMA one; CREATE SCHEMA two;
CREATE TABLE one.notes (
    id int PRIMARY KEY, body text, day date, kind text DEFAULT 'plain', owner text DEFAULT current_user
);
CREATE TABLE two.notes (id text PRIMARY KEY, body jsonb);
CREATE FUNCTION one.add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION one.add(a int, c text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a || c';
CREATE FUNCTION one.echo(json) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION one.count(VARIADIC words text[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT cardinality(words)';
GRANT USAGE ON SCHEMA one, two TO rest_anon, rest_user;
GRANT ALL ON ALL TABLES IN SCHEMA one, two TO rest_user;
GRANT SELECT ON one.notes TO rest_anon;
"""
USER = bearer()
FULL = {**USER, "Prefer": "return=representation"}
TWO = {"Content-Profile": "two", "Accept-Profile": "two"}


@pytest.fixture(scope="module")
def kept_dsn(_databases: Databases) -> Iterator[str]:
    """Yield the address of a database with two schemas."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(ROLES)
            connection.execute(SCHEMA)
        yield dsn


@pytest.fixture(scope="module")
def kept(kept_dsn: str) -> Iterator[httpx2.Client]:
    """Yield a client of a server of both schemas, which takes blank texts for null."""
    with (
        serve_rest(kept_dsn, db_schemas=("one", "two"), db_extra_search_path=(), blank_as_null=True) as address,
        blocking_http_client(address) as opened,
    ):
        yield opened


@pytest.fixture(autouse=True)
def _empty_tables(kept_dsn: str) -> None:
    with psycopg.connect(kept_dsn, autocommit=True) as connection:
        connection.execute("TRUNCATE one.notes, two.notes")


def insert(client: httpx2.Client, body: Any, *, query: str = "", headers: dict[str, str] = FULL) -> Any:
    """Return the rows that an insert returns."""
    response = client.post(f"/notes{query}", json=body, headers=headers)
    assert response.status_code == 201, response.text
    return response.json() if response.content else None


def test_each_body_is_its_own(kept: httpx2.Client) -> None:
    """Bodies with the same keys in any order, arrays and single objects, and blank texts are written as sent."""
    bodies: list[Any] = [
        {"id": 1, "body": "a"},
        {"body": "b", "id": 2},
        [{"id": 3, "body": "c"}, {"body": "d", "id": 4}],
        [{"id": 5, "body": ""}],
        {"id": 6, "body": "e", "day": ""},
        {"id": 7, "body": "f", "day": "2026-01-01"},
        {"id": 8, "body": 'g"\\\u00e9', "day": ""},
        [],
    ]
    for body in bodies:
        rows = insert(kept, body, query="?select=id,body,day")
        sent = body if isinstance(body, list) else [body]
        assert rows == [{"id": row["id"], "body": row["body"], "day": row.get("day") or None} for row in sent]


def test_a_wrong_body_is_refused(kept: httpx2.Client) -> None:
    """The keys and the syntax of each body are checked."""
    insert(kept, [{"id": 1, "body": "a"}])
    for content, code in (
        ('[{"id": 2, "body": "b"}, {"id": 3}]', "PGRST102"),
        ('[{"id": 2, "body": "b"', "PGRST102"),
        ('[{"id": "x", "body": "b"}]', "22P02"),
        ('[{"id": 2, "text": "b"}]', "PGRST204"),
    ):
        headers = {**FULL, "Content-Type": "application/json"}
        for _ in range(2):
            assert kept.post("/notes", content=content, headers=headers).json()["code"] == code
    assert [row["id"] for row in kept.get("/notes", headers=USER).json()] == [1]


def test_each_caller_has_his_own_role(kept: httpx2.Client) -> None:
    """An equal request of another role runs as that role."""
    for number, allowed in enumerate((True, False, True)):
        headers = USER if allowed else {}
        response = kept.post("/notes?select=*", json={"id": number}, headers=headers)
        assert response.status_code == (201 if allowed else 401)
        assert kept.get("/notes?select=id", headers=headers).status_code == 200
    assert {row["owner"] for row in kept.get("/notes", headers=USER).json()} == {"rest_user"}


def test_each_schema_has_its_own_table(kept: httpx2.Client) -> None:
    """Equal requests with another profile write to the other schema."""
    for number, profile in product((1, 2), ({}, TWO)):
        (row,) = insert(kept, {"id": number, "body": "1"}, query="?select=id,body", headers={**FULL, **profile})
        assert row == ({"id": str(number), "body": "1"} if profile else {"id": number, "body": "1"})
        path = f"/notes?id=eq.{number}"
        assert kept.patch(path, json={"body": "2"}, headers={**USER, **profile}).status_code == 204
        assert [row["body"] for row in kept.get(path, headers={**USER, **profile}).json()] == ["2"]
        if number == 2:
            assert kept.delete(path, headers={**USER, **profile}).status_code == 204
            assert kept.get(path, headers={**USER, **profile}).json() == []


def test_each_preference_counts(kept: httpx2.Client) -> None:
    """Equal requests with other preferences are answered as these say."""
    for number in range(2):
        body = [{"id": number, "body": "a"}]
        assert insert(kept, body, headers=USER) is None
        merged = {**USER, "Prefer": "resolution=merge-duplicates, return=representation"}
        changed = kept.post("/notes", json=[{"id": number, "body": "b"}], headers=merged)
        assert (changed.status_code, changed.json()[0]["body"]) == (200, "b")
        assert kept.post("/notes", json=body, headers=USER).status_code == 409
        ignored = {**USER, "Prefer": "resolution=ignore-duplicates, return=representation"}
        assert kept.post("/notes", json=body, headers=ignored).json() == []
        located = kept.post("/notes", json=[{"id": number + 10}], headers={**USER, "Prefer": "return=headers-only"})
        assert located.headers["location"] == f"/notes?id=eq.{number + 10}"
        limited = {**USER, "Prefer": "handling=strict, max-affected=1"}
        assert kept.patch("/notes?id=gte.0", json={"body": "c"}, headers=limited).json()["code"] == "PGRST124"
        assert kept.patch(f"/notes?id=eq.{number}", json={"body": "c"}, headers=limited).status_code == 204
        single = {**FULL, "Accept": "application/vnd.pgrst.object+json"}
        assert kept.patch(f"/notes?id=eq.{number}", json={"body": "d"}, headers=single).json()["body"] == "d"


def test_defaults_and_columns(kept: httpx2.Client) -> None:
    """`columns` decides what is written, with defaults or null for what is missing, in single objects and arrays."""
    query = "?columns=id,kind&select=id,kind"
    for start in (0, 10):
        bodies: list[Any] = [{"id": start, "body": "x"}, [{"id": start + 1}, {"id": start + 2, "kind": "k"}]]
        assert [insert(kept, body, query=query) for body in bodies] == [
            [{"id": start, "kind": None}],
            [{"id": start + 1, "kind": None}, {"id": start + 2, "kind": "k"}],
        ]
        defaults = {**USER, "Prefer": "return=representation, missing=default"}
        assert insert(kept, {"id": start + 3}, query=query, headers=defaults) == [{"id": start + 3, "kind": "plain"}]


def test_put(kept: httpx2.Client) -> None:
    """A row is put by its address, whose key the body must repeat."""
    for text in ("a", "b"):
        for number in (1, 2):
            response = kept.put(f"/notes?id=eq.{number}", json={"id": number, "body": text}, headers=FULL)
            assert [(row["id"], row["body"]) for row in response.json()] == [(number, text)]
        assert kept.put("/notes?id=eq.1", json={"id": 2, "body": text}, headers=FULL).json()["code"] == "PGRST115"


def test_calls(kept: httpx2.Client) -> None:
    """Arguments are those of each call, and their names choose the function."""
    for number in (1, 2):
        assert kept.post("/rpc/add", json={"a": number, "b": 1}).json() == number + 1
        assert kept.post("/rpc/add", json={"a": number, "c": "x"}).json() == f"{number}x"
        assert kept.post("/rpc/add", json={"a": number, "d": 1}).json()["code"] == "PGRST202"
        assert kept.get(f"/rpc/add?a={number}&b=2").json() == number + 2
        assert kept.post("/rpc/add", data={"a": str(number), "b": "3"}).json() == number + 3
        assert kept.post("/rpc/echo", json={"a": [number, ""]}).json() == {"a": [number, ""]}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        words = "&".join(["words=x"] * number)
        assert kept.post("/rpc/count", content=words, headers=form).json() == number


def test_a_changed_schema_makes_new_plans(kept_dsn: str) -> None:
    """After the schema cache was loaded again, nothing of the old schema is used."""
    with (
        serve_rest(kept_dsn, db_schemas=("two",), db_extra_search_path=()) as address,
        blocking_http_client(address) as client,
        psycopg.connect(kept_dsn, autocommit=True) as connection,
    ):
        body, changed = {"id": "1", "body": {"a": 1}}, {"id": "2", "body": {"a": 1}, "added": "x"}
        insert(client, body)
        assert client.post("/notes", json=changed, headers=USER).json()["code"] == "PGRST204"
        connection.execute("ALTER TABLE two.notes ADD COLUMN added text, ALTER COLUMN body TYPE text")
        connection.execute("NOTIFY pgrst")
        until(lambda: client.post("/notes", json=changed, headers=USER).status_code == 201)
        assert client.get("/notes?id=eq.2", headers=USER).json() == [{"id": "2", "body": '{"a":1}', "added": "x"}]
        assert insert(client, body | {"id": "3"}) == [{"id": "3", "body": '{"a":1}', "added": None}]
        connection.execute("ALTER TABLE two.notes DROP COLUMN added, ALTER COLUMN body TYPE jsonb USING body::jsonb")
