"""Requests of a user whom another request deletes at the same time."""

import asyncio
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest

from support.auth_server import PASSWORD, AuthApi
from support.until import until_async

BOB: Final = "bob@example.com"
_WAITING: Final = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def _send_while_deleted(api: AuthApi, user_id: UUID, *, path: str, **options: Any) -> httpx2.Response:
    """Send a request while a transaction that deletes the user is open, and return its response."""
    async with api.deps.pool().acquire() as connection:
        async with connection.transaction():
            await connection.execute("DELETE FROM auth.users WHERE id = $1", user_id)
            request = asyncio.create_task(api.post(path, **options))
            await until_async(lambda: _is_waiting(api))
        return await request


async def _is_waiting(api: AuthApi) -> bool:
    return bool(await api.fetch(_WAITING))


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/token", {"email": BOB, "password": PASSWORD}, (400, "invalid_credentials")),
        ("/otp", {"email": BOB, "create_user": False}, (422, "otp_disabled")),
    ],
)
async def test_the_answer_is_that_of_an_unknown_user(
    api: AuthApi, path: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    """A user who is gone when the session or link is stored was never there."""
    response = await _send_while_deleted(api, await api.add_user(BOB), path=path, body=body, grant_type="password")
    assert (response.status_code, response.json()["code"]) == expected


async def test_the_caller_is_gone(api: AuthApi) -> None:
    """What the token proves is checked again."""
    user_id = await api.add_user(BOB)
    token = (await api.sign_in(BOB))["access_token"]
    response = await _send_while_deleted(api, user_id, path="/factors", body={"factor_type": "totp"}, token=token)
    assert (response.status_code, response.json()["code"]) == (403, "user_not_found")
