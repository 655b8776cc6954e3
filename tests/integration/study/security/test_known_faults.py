"""Faults of the earlier server that no other test is about (docs/explain/known-faults.md)."""

import uuid

import pytest

from alcove.foundation.database import Connection
from integration.study.served import StudyServer
from support.http_client import blocking_http_client
from support.until import until_async

POLICIES = """
SELECT tablename::text AS name, coalesce(qual, '') || ' ' || coalesce(with_check, '') AS text FROM pg_policies
WHERE schemaname = 'public' AND coalesce(qual, '') || coalesce(with_check, '') LIKE '%uid()%'
"""
TIMES = """
SELECT table_schema || '.' || table_name || '.' || column_name AS name FROM information_schema.columns
WHERE table_schema IN ('public', 'study') AND (data_type = 'timestamp without time zone'
      OR (data_type LIKE 'timestamp%' AND column_default ~* 'timezone|at time zone'))
"""


async def test_policies_compare_the_account_of_the_row(connection: Connection) -> None:
    """Each policy of an account compares `user_id`, and that of profiles `id`; there is no `profiles.user_id`."""
    policies = await connection.fetch(POLICIES)
    assert len(policies) > 20
    for policy in policies:
        column = "id" if policy["name"] == "profiles" else "user_id"
        assert f"{column} = " in policy["text"] or f"= {column}" in policy["text"], tuple(policy)
    columns = await connection.fetch(
        "SELECT column_name::text FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = 'profiles'"
    )
    assert "user_id" not in {row[0] for row in columns}


async def test_every_time_has_a_zone_and_no_default_shifts_it(connection: Connection) -> None:
    """No column of the app is a time without a zone, and no default converts one, also where the server is in Tokyo."""
    assert [row["name"] for row in await connection.fetch(TIMES)] == []
    await connection.execute("SET TIME ZONE 'Asia/Tokyo'")
    shift = await connection.fetchval(
        "INSERT INTO public.security_events (event_type) VALUES ('x') RETURNING extract(epoch FROM now() - created_at)"
    )
    assert shift == 0


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
@pytest.mark.parametrize("path", ["/rest/v1/tasks", "/auth/v1/user", "/functions/v1/ai-proxy", "/api/tasks"])
def test_no_origin_is_allowed_credentials(server: StudyServer, origin: str, path: str) -> None:
    """A page of any origin is never allowed to send cookies, neither by a preflight nor by the answer itself."""
    with blocking_http_client(server.address) as client:
        requested = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for response in (client.options(path, headers=requested), client.get(path, headers={"Origin": origin})):
            assert "access-control-allow-credentials" not in response.headers
            assert response.headers.get("access-control-allow-origin") != "null"


@pytest.mark.parametrize("path", ["/api/tasks", "/rest/v1/tasks", "/functions/v1/security-headers", "/auth/v1/health"])
def test_every_answer_has_security_headers(server: StudyServer, path: str) -> None:
    """Answers of every part have the headers, errors as well; a function of that name does not exist."""
    with blocking_http_client(server.address) as client:
        response = client.get(path, headers=server.headers())
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in response.headers
    assert "permissions-policy" in response.headers
    if "functions" in path:
        assert response.status_code == 404


async def test_nobody_chooses_the_address_that_is_recorded(server: StudyServer, account: uuid.UUID) -> None:
    """Headers of proxies that are not trusted change neither the address of an event nor whom a threshold counts."""
    forged = server.token(account, secret="another secret that nobody has, long enough")
    with blocking_http_client(server.address) as client:
        for number in range(6):
            spoofed = {
                "X-Forwarded-For": f"192.0.2.{number}",
                "CF-Connecting-IP": "192.0.2.9",
                "X-Real-IP": "192.0.2.8",
            }
            headers = {**spoofed, "Authorization": f"Bearer {forged}"}
            assert client.get("/api/tasks", headers=headers).status_code == 401

    async def is_counted() -> bool:
        return bool(await server.execute("SELECT FROM study.security_alerts WHERE kind = 'forged_token'"))

    await until_async(is_counted)
    rows = await server.execute(
        "SELECT DISTINCT ip_address FROM public.security_events WHERE event_type = 'forged_token'"
    )
    assert [row["ip_address"] for row in rows] == ["127.0.0.1"]
