"""Row security over HTTP: every table, every kind of caller, every verb, with the status that PostgREST gives."""

import asyncio
import uuid
from typing import Any

import asyncpg
import httpx2
import pytest

from integration.study.callers import ALLOWED, FILTERED, REFUSED, add_account
from integration.study.served import StudyServer
from integration.study.test_row_security import CALLERS, EXPECTED, Example, make_example

VERBS = ("select", "embed", "update", "upsert", "delete", "insert")
REPRESENTATION = "return=representation"


async def make_case(dsn: str, table: str) -> tuple[Example, uuid.UUID, uuid.UUID]:
    """Add an account with a row in a table, and another account."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SET search_path = auth")
        owner, other = await add_account(connection), await add_account(connection)
        return await make_example(connection, table, owner), owner, other
    finally:
        await connection.close()


def send(client: httpx2.Client, verb: str, example: Example) -> httpx2.Response:
    """Send the request of a verb for the row of an example."""
    row = f"/{example.table}?{example.key}=eq.{example.id}"
    prefer = {"Prefer": REPRESENTATION}
    match verb:
        case "select":
            return client.get(row)
        case "embed":
            return client.get(f"{row}&select={example.key},profiles!inner(id)")
        case "update":
            return client.patch(row, json={example.key: example.id}, headers=prefer)
        case "delete":
            return client.delete(row, headers=prefer)
        case "upsert":
            prefer = {"Prefer": f"{REPRESENTATION}, resolution=merge-duplicates"}
            return client.post(f"/{example.table}", json={**example.values, example.key: example.id}, headers=prefer)
        case _:
            return client.post(f"/{example.table}", json=example.values, headers=prefer)


def outcome(response: httpx2.Response, *, caller: str) -> str:
    """Return what a request did, by its status and body."""
    if response.status_code in (200, 201):
        return ALLOWED if response.json() else FILTERED
    body: dict[str, Any] = response.json()
    assert response.status_code == (401 if caller == "anonymous" else 403), response.text
    return str(body["code"])


@pytest.mark.slow
@pytest.mark.parametrize("table", sorted(EXPECTED))
async def test_row_security_over_http(server: StudyServer, table: str) -> None:
    """Each caller gets what the matrix says: rows, no rows, or 42501 with 401 without an account and 403 with one."""
    found: dict[str, list[str]] = {verb: [] for verb in VERBS}
    for caller in CALLERS:
        example, owner, other = await make_case(server.dsn, table)
        headers = {
            "anonymous": server.headers(), "owner": server.headers(owner), "other": server.headers(other),
            "service": server.service_headers(),
        }  # fmt: skip
        with server.client(headers=headers[caller]) as client:
            for verb in VERBS:
                if verb == "embed" and table == "profiles":
                    found[verb].append(EXPECTED[table][verb][CALLERS.index(caller)])
                    continue
                if verb == "insert" and example.key in example.values:
                    await server.execute(f"DELETE FROM public.{table} WHERE {example.key} = $1", uuid.UUID(example.id))  # noqa: S608
                response = await asyncio.to_thread(send, client, verb, example)
                found[verb].append(outcome(response, caller=caller))
                if verb == "insert" and example.key in example.values and found[verb][-1] == REFUSED:
                    await server.execute(example.insert(example.values))
    assert found == {verb: list(EXPECTED[table][verb]) for verb in VERBS}
