"""Factors of users and the audit log, as administrators see them."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest

from support.auth_server import PASSWORD, AuthApi, open_auth


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API without users."""
    async with open_auth(dsn) as opened:
        yield opened


async def _create(api: AuthApi) -> dict[str, Any]:
    body = {"email": "ann@example.com", "password": PASSWORD, "email_confirm": True}
    response = await api.post("/admin/users", body, token=api.role_token())
    assert response.status_code == 200, response.text
    user: dict[str, Any] = response.json()
    return user


def _error(response: httpx2.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["code"], body["message"]


async def test_administrators_see_and_change_factors(api: AuthApi) -> None:
    """Factors of a user are listed without secrets, renamed and removed, which lowers the sessions they raised."""
    user = await _create(api)
    token = (await api.sign_in("ann@example.com"))["access_token"]
    path = f"/admin/users/{user['id']}/factors"
    assert (await api.get(path, token=api.role_token())).json() == []
    for name in ("first", "second"):
        await api.post("/factors", {"factor_type": "totp", "friendly_name": name}, token=token)
        api.clock.advance(1)
    first, second = (await api.get(path, token=api.role_token())).json()
    assert list(first) == ["id", "created_at", "updated_at", "status", "friendly_name", "factor_type"]
    renamed = await api.put(f"{path}/{first['id']}", {"friendly_name": "mine"}, token=api.role_token())
    assert (renamed.status_code, renamed.json()["friendly_name"]) == (200, "mine")
    taken = await api.put(f"{path}/{first['id']}", {"friendly_name": "second"}, token=api.role_token())
    assert _error(taken)[:2] == (422, "mfa_factor_name_conflict")
    long = await api.put(f"{path}/{first['id']}", {"friendly_name": "n" * 5000}, token=api.role_token())
    assert _error(long) == (400, "validation_failed", "friendly_name is too long")
    await api.deps.pool().execute("UPDATE auth.sessions SET aal = 'aal2', factor_id = $1", UUID(first["id"]))
    removed = await api.delete(f"{path}/{first['id']}", token=api.role_token())
    assert (removed.status_code, removed.json()["id"]) == (200, first["id"])
    assert await api.fetch("SELECT aal::text, factor_id FROM auth.sessions") == [{"aal": "aal1", "factor_id": None}]
    assert [factor["id"] for factor in (await api.get(path, token=api.role_token())).json()] == [second["id"]]
    missing = await api.delete(f"{path}/{first['id']}", token=api.role_token())
    assert _error(missing) == (404, "mfa_factor_not_found", "Factor not found")
    wrong = await api.delete(f"{path}/first", token=api.role_token())
    assert _error(wrong) == (404, "validation_failed", "factor_id must be an UUID")


async def test_the_audit_log_says_who_did_what(api: AuthApi) -> None:
    """Every action is an entry; the newest come first, and a filter finds authors, actions and types."""
    user = await _create(api)
    api.clock.advance(1)
    change = {"user_metadata": {"full_name": "Ann Lee"}}
    await api.put(f"/admin/users/{user['id']}", change, token=api.role_token())
    token = (await api.sign_in("ann@example.com"))["access_token"]
    api.clock.advance(1)
    await api.post("/factors", {"factor_type": "totp"}, token=token)

    async def read(**query: str) -> list[dict[str, Any]]:
        response = await api.get("/admin/audit", token=api.role_token(), **query)
        assert response.headers["x-total-count"] == str(len(response.json()))
        return [entry["payload"] for entry in response.json()]

    entries = await read(query="type:factor")
    assert entries == [
        {
            "action": "factor_in_progress", "actor_id": user["id"], "actor_username": "ann@example.com",
            "actor_name": "Ann Lee", "actor_via_sso": False, "log_type": "factor", "traits": entries[0]["traits"],
        }
    ]  # fmt: skip
    created = await read(query="action:user_signedup")
    assert created[0]["actor_username"] == "service_role"
    assert created[0]["traits"] == {"user_id": user["id"], "user_email": "ann@example.com", "user_phone": ""}
    assert [entry["action"] for entry in await read(query="author:SERVICE")] == ["user_modified", "user_signedup"]
    assert entries[0] in await read(query="author:lee")
    assert (await read())[0] == entries[0]
    page = await api.get("/admin/audit", token=api.role_token(), per_page="1", page="2")
    assert len(page.json()) == 1
    assert 'rel="next"' in page.headers["link"]
    assert set(page.json()[0]) == {"id", "payload", "created_at", "ip_address"}
    assert page.json()[0]["ip_address"] == "127.0.0.1"
    refused = await api.get("/admin/audit", token=api.role_token(), query="user:ann")
    assert _error(refused) == (400, "validation_failed", "Invalid query scope: user:ann")


async def test_the_audit_log_can_be_turned_off(api: AuthApi) -> None:
    """Without the log nothing is recorded."""
    api.change(writes_audit_log=False)
    await _create(api)
    assert (await api.get("/admin/audit", token=api.role_token())).json() == []
