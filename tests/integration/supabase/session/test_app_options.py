"""What an app adds to the REST server: hooks of function calls, and the order of reads that ask for none."""

from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest

from alcove.foundation.errors import AppError
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName
from alcove.wires.supabase.rest.transaction.call_hooks import CallHook, CallValues, ReceivedCall
from support.http_client import blocking_http_client
from support.postgres import Databases
from support.rest_server import ROLES, bearer, serve_rest

SCHEMA = """
CREATE TABLE notes (id int PRIMARY KEY, body text);
INSERT INTO notes VALUES (1, 'b'), (2, 'a'), (3, NULL), (4, 'c');
CREATE FUNCTION keep(secret text, times int DEFAULT 1) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT repeat(secret, times) $$;
CREATE FUNCTION open(secret text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(secret, 'none') $$;
CREATE FUNCTION write(secret text) RETURNS void LANGUAGE sql AS $$ INSERT INTO notes VALUES (9, secret) $$;
GRANT ALL ON notes TO rest_user;
REVOKE EXECUTE ON FUNCTION keep(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep(text, int) TO rest_user;
"""


class Refused(AppError):
    """The error of a hook."""

    status = 422
    code = "refused"


def hide(call: ReceivedCall) -> CallValues:
    """Return the arguments with the secret replaced by its length and the role."""
    secret = str(call.arguments["secret"])
    if secret == "bad":
        raise Refused("This secret is refused.")
    return {**call.arguments, "secret": f"<{len(secret)} {call.caller.role}>"}


async def show(result: Any, call: ReceivedCall) -> Any:
    """Return what was found together with what was asked."""
    return {"found": result, "asked": call.arguments["secret"]}


HOOKS = {
    QualifiedName("public", "keep"): CallHook(convert_arguments=hide),
    QualifiedName("public", "write"): CallHook(convert_arguments=hide),
    QualifiedName("public", "open"): CallHook(convert_result=show),
}


@pytest.fixture(scope="module")
def client(_databases: Databases) -> Iterator[httpx2.Client]:
    """Yield a client of a server with hooks and a default order."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(ROLES)
            connection.execute(SCHEMA)
        options: dict[str, Any] = {
            "hooks": HOOKS,
            "default_order": {"notes": "body.desc.nullsfirst"},
            "db_aggregates_enabled": True,
            "db_plan_enabled": True,
        }
        with serve_rest(dsn, **options) as address, blocking_http_client(address, headers=bearer()) as client:
            yield client


JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        ("/rpc/keep", JSON, '{"secret": "abcd"}'),
        ("/rpc/keep", JSON, '{"secret": "wrong", "secret": "abcd"}'),
        ("/rpc/keep", JSON, '[{"secret": "abcd"}, {"secret": "second"}]'),
        ("/rpc/keep?columns=secret", JSON, '{"secret": "abcd", "more": 1}'),
        ("/rpc/keep", FORM, "secret=wrong&secret=abcd"),
        ("/rpc/keep?secret=abcd", {}, None),
    ],
)
def test_arguments_of_every_kind_are_converted(
    client: httpx2.Client, path: str, headers: dict[str, str], body: str | None
) -> None:
    """However arguments are sent, PostgreSQL gets the converted one."""
    response = client.get(path) if body is None else client.post(path, content=body, headers=headers)
    assert (response.status_code, response.json()) == (200, "<4 rest_user>")


def test_calls_with_a_hook_are_like_others(client: httpx2.Client) -> None:
    """Other arguments stay as they are; unknown ones, missing privileges and read-only calls are PostgREST's errors."""
    assert client.post("/rpc/keep", json={"secret": "ab", "times": 2}).json() == "<2 rest_user>" * 2
    assert client.get("/rpc/keep?secret=ab&times=2").json() == "<2 rest_user>" * 2
    assert client.post("/rpc/keep", json={"secrets": "ab"}).json()["code"] == "PGRST202"
    assert client.post("/rpc/keep", content="{", headers=JSON).json()["code"] == "PGRST102"
    assert client.get("/rpc/write?secret=ab").json()["code"] == "25006"
    with blocking_http_client(str(client.base_url)) as anonymous:
        refused = anonymous.post("/rpc/keep", json={"secret": "ab"})
    assert (refused.status_code, refused.json()["code"]) == (401, "42501")


def test_an_error_of_a_hook_is_the_response(client: httpx2.Client) -> None:
    """Its status, code and message are in PostgREST's form, and nothing was called."""
    response = client.post("/rpc/write", json={"secret": "bad"})
    assert response.status_code == 422
    assert response.json() == {"code": "refused", "message": "This secret is refused.", "details": None, "hint": None}
    assert client.get("/notes?id=eq.9").json() == []


def test_results_are_converted(client: httpx2.Client) -> None:
    """The hook gets the result and the arguments of each call, also of one that was made before; only JSON is made."""
    for secret, found in (("x", "x"), ("none", None), ("x", "x")):
        expected = {"found": found, "asked": secret}
        assert client.get("/rpc/open", params={"secret": secret}).json() == expected
        response = client.post("/rpc/open", json={"secret": secret})
        assert response.json() == expected
        assert int(response.headers["Content-Length"]) == len(response.content)
    refused = client.get("/rpc/open?secret=x", headers={"Accept": "text/csv"})
    assert (refused.status_code, refused.json()["code"]) == (406, "PGRST107")
    assert client.head("/rpc/open?secret=x").status_code == 200
    plan = client.get("/rpc/open?secret=x", headers={"Accept": "application/vnd.pgrst.plan+json"})
    assert "Plan" in plan.json()[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select=id", [3, 4, 1, 2]),
        ("select=id&limit=2&offset=1", [4, 1]),
        ("select=id&order=id", [1, 2, 3, 4]),
        ("select=id&id=lt.4", [3, 1, 2]),
        ("select=id:id.max()", [4]),
    ],
)
def test_reads_without_an_order_get_the_default_one(client: httpx2.Client, query: str, expected: list[int]) -> None:
    """The default order is that of the whole read, and gives way to one in the request and to aggregates."""
    assert [row["id"] for row in client.get(f"/notes?{query}").json()] == expected
