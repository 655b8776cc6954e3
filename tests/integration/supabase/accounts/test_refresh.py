"""Refresh tokens: rotation, use of a token twice, families, limits of sessions."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from alcove.wires.supabase.auth.config import SessionRules
from support.auth_server import AuthApi, open_auth

HOUR = 3600.0
EMAIL = "ann@example.com"


async def refresh(api: AuthApi, token: str) -> httpx2.Response:
    """Use a refresh token."""
    return await api.post("/token", {"refresh_token": token}, grant_type="refresh_token")


async def refresh_token(api: AuthApi, token: str) -> str:
    """Use a refresh token successfully and return the next one."""
    response = await refresh(api, token)
    assert response.status_code == 200, response.text
    next_token: str = response.json()["refresh_token"]
    return next_token


async def error_of(api: AuthApi, token: str) -> tuple[int, str, str]:
    """Use a refresh token without success and return status, code and message."""
    response = await refresh(api, token)
    error = response.json()
    return response.status_code, error["code"], error["message"]


ALREADY_USED = (400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
NOT_FOUND = (400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")


@pytest.fixture
async def session(api: AuthApi) -> dict[str, Any]:
    """Return a new session."""
    await api.add_user(EMAIL)
    return await api.sign_in(EMAIL)


async def test_a_refresh_gives_new_tokens_of_the_same_session(api: AuthApi, session: dict[str, Any]) -> None:
    """The session and how it began stay; the tokens are new, and the times."""
    before = api.deps.signer().verify(session["access_token"])
    api.clock.advance(600)
    response = await refresh(api, session["refresh_token"])
    renewed = response.json()
    after = api.deps.signer().verify(renewed["access_token"])
    assert renewed["refresh_token"] != session["refresh_token"]
    assert renewed["user"] == session["user"]
    assert (after["session_id"], after["amr"], after["aal"]) == (before["session_id"], before["amr"], "aal1")
    assert after["iat"] == before["iat"] + 600
    rows = await api.fetch("SELECT refreshed_at, updated_at, ip::text AS ip FROM auth.sessions")
    now = api.clock.now()
    assert rows == [{"refreshed_at": now.replace(tzinfo=None), "updated_at": now, "ip": "127.0.0.1/32"}]


async def test_tokens_are_stored_hashed(api: AuthApi, session: dict[str, Any]) -> None:
    """No column of any row has a token, and a stored hash is no token."""
    await refresh_token(api, session["refresh_token"])
    rows = await api.fetch("SELECT t.*, t.token AS stored, t.parent FROM auth.refresh_tokens AS t ORDER BY id")
    assert session["refresh_token"] not in str(rows)
    assert [row["revoked"] for row in rows] == [True, False]
    assert rows[1]["parent"] == rows[0]["token"]
    for row in rows:
        assert await error_of(api, row["stored"]) == NOT_FOUND


async def test_a_token_used_again_soon_gives_the_same_token(api: AuthApi, session: dict[str, Any]) -> None:
    """Within the interval every earlier token of the family gives the current one."""
    first = session["refresh_token"]
    second = await refresh_token(api, first)
    assert await refresh_token(api, first) == second
    third = await refresh_token(api, second)
    api.clock.advance(10)
    assert [await refresh_token(api, token) for token in (first, second)] == [third, third]
    assert len(await api.fetch("SELECT id FROM auth.refresh_tokens")) == 3


async def test_the_parent_of_the_current_token_gives_it_at_any_time(api: AuthApi, session: dict[str, Any]) -> None:
    """A client that lost the answer comes back an hour later."""
    second = await refresh_token(api, session["refresh_token"])
    api.clock.advance(HOUR)
    assert await refresh_token(api, session["refresh_token"]) == second


async def test_a_token_used_again_late_ends_the_family(api: AuthApi, session: dict[str, Any]) -> None:
    """Somebody else may have the current token, so neither token nor access token is accepted any more."""
    first = session["refresh_token"]
    second = await refresh_token(api, first)
    renewed = (await refresh(api, second)).json()
    api.clock.advance(11)
    assert await error_of(api, first) == ALREADY_USED
    for token in (first, second, renewed["refresh_token"]):
        assert await error_of(api, token) == ALREADY_USED
    response = await api.post("/logout", token=renewed["access_token"])
    assert (response.status_code, response.json()["code"]) == (403, "session_not_found")
    assert await api.fetch("SELECT id FROM auth.refresh_tokens WHERE NOT revoked") == []


async def test_without_rotation_a_late_use_ends_nothing(api: AuthApi, session: dict[str, Any]) -> None:
    """The old token is refused, the current one stays."""
    api.change(sessions=SessionRules(rotates_refresh_tokens=False))
    second = await refresh_token(api, session["refresh_token"])
    third = await refresh_token(api, second)
    api.clock.advance(11)
    assert await error_of(api, session["refresh_token"]) == ALREADY_USED
    assert await refresh_token(api, third)


async def test_an_imported_token_is_replaced_at_its_first_use(api: AuthApi, session: dict[str, Any]) -> None:
    """Tokens of GoTrue itself are stored plain."""
    await api.fetch("UPDATE auth.refresh_tokens SET token = 'abcdefghij23'")
    second = await refresh_token(api, "abcdefghij23")
    assert await refresh_token(api, "abcdefghij23") == second
    assert await api.fetch("SELECT id FROM auth.refresh_tokens WHERE token !~ '^sha256:[0-9a-f]{64}$'") == []
    assert await error_of(api, session["refresh_token"]) == NOT_FOUND
    again = "INSERT INTO auth.refresh_tokens (token, revoked, session_id) SELECT $1, true, id FROM auth.sessions"
    await api.fetch(again, "abcdefghij23")
    assert await refresh_token(api, "abcdefghij23") == second


async def test_parallel_refreshes_of_one_token_give_one_family(api: AuthApi, session: dict[str, Any]) -> None:
    """All of them succeed with the same token, and one row is added."""
    tokens = await asyncio.gather(*(refresh_token(api, session["refresh_token"]) for _ in range(64)))
    assert len(set(tokens)) == 1
    assert len(await api.fetch("SELECT id FROM auth.refresh_tokens")) == 2
    assert await refresh_token(api, tokens[0])


async def test_refreshes_against_sign_outs(api: AuthApi) -> None:
    """A sign-out in the middle of refreshes ends the session; no token of it is left, and nothing fails otherwise."""
    await api.add_user(EMAIL)
    for _ in range(5):
        session = await api.sign_in(EMAIL)
        requests = [refresh(api, session["refresh_token"]) for _ in range(6)]
        requests.insert(3, api.post("/logout", token=session["access_token"]))
        responses = await asyncio.gather(*requests)
        assert {response.status_code for response in responses} <= {200, 204, 400}
        assert await api.fetch("SELECT id FROM auth.refresh_tokens") == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (SessionRules(timebox=5400), "Invalid Refresh Token: Session Expired"),
        (SessionRules(inactivity_timeout=3600), "Invalid Refresh Token: Session Expired (Inactivity)"),
    ],
)
async def test_limits_of_sessions(api: AuthApi, session: dict[str, Any], rules: SessionRules, message: str) -> None:
    """A session that is too old, or was not used for too long, is not refreshed."""
    api.change(sessions=rules)
    api.clock.advance(1800)
    token = await refresh_token(api, session["refresh_token"])
    api.clock.advance(HOUR)
    assert await error_of(api, token) == (400, "session_expired", message)


async def test_one_session_per_user(api: AuthApi, session: dict[str, Any]) -> None:
    """The newest session wins."""
    api.change(sessions=SessionRules(single_per_user=True))
    api.clock.advance(1)
    newer = await api.sign_in(EMAIL)
    message = "Invalid Refresh Token: Session Expired (Revoked by Newer Login)"
    assert await error_of(api, session["refresh_token"]) == (400, "session_expired", message)
    assert await refresh_token(api, newer["refresh_token"])


async def test_refused_refreshes(api: AuthApi, session: dict[str, Any]) -> None:
    """Unknown tokens, none, and tokens of users who were banned."""
    assert await error_of(api, "nosuchtoken0") == NOT_FOUND
    assert await error_of(api, "' or 1=1 --") == NOT_FOUND
    response = await refresh(api, "")
    assert (response.status_code, response.json()) == (
        400,
        {"error": "invalid_request", "error_description": "refresh_token required"},
    )
    until = api.clock.now() + timedelta(hours=1)
    await api.fetch("UPDATE auth.users SET banned_until = $1", until)
    banned = (400, "user_banned", "Invalid Refresh Token: User Banned")
    assert await error_of(api, session["refresh_token"]) == banned
    api.clock.advance(2 * HOUR)
    assert await refresh_token(api, session["refresh_token"])


async def test_a_database_that_ends_the_connection_loses_no_token(dsn: str) -> None:
    """When the server is cut off in the middle of refreshes, the client's token gives the session again later."""
    async with open_auth(dsn) as api:
        await api.add_user(EMAIL)
        token = (await api.sign_in(EMAIL))["refresh_token"]
        kill = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE $1 AND pid <> pg_backend_pid()
        """
        for _ in range(5):
            pending = [asyncio.create_task(refresh(api, token)) for _ in range(8)]
            await asyncio.sleep(0.005)
            await api.fetch(kill, "%refresh_tokens%")
            responses = await asyncio.gather(*pending)
            assert {response.status_code for response in responses} <= {200, 503}
            token = await refresh_token(api, token)
        assert len(await api.fetch("SELECT id FROM auth.refresh_tokens WHERE NOT revoked")) == 1
