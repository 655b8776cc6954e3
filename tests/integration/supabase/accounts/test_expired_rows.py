"""Rows that no request can use any more are removed."""

from datetime import timedelta

from alcove.wires.supabase.auth.config import SessionRules
from alcove.wires.supabase.auth.sessions.store.upkeep import remove_expired
from support.auth_server import AuthApi

EMAIL = "ann@example.com"
DAY = 86_400.0
FLOW = """
INSERT INTO auth.flow_state (id, auth_code, code_challenge_method, code_challenge, provider_type,
    authentication_method, created_at)
VALUES (gen_random_uuid(), 'x', 's256', 'x', 'x', 'x', $1)
"""


async def test_only_what_cannot_be_used_is_removed(api: AuthApi) -> None:
    """A session without limits stays, however old, with its current token; those beyond a limit go after a day."""
    await api.add_user(EMAIL)
    old = await api.sign_in(EMAIL)
    await api.post("/token", {"refresh_token": old["refresh_token"]}, grant_type="refresh_token")
    await api.fetch(FLOW, api.clock.now())
    api.clock.advance(29 * DAY)
    await api.sign_in(EMAIL)
    await api.fetch(FLOW, api.clock.now())
    nothing = dict.fromkeys(("sessions", "refresh_tokens", "flows", "challenges", "codes"), 0)
    pool, now = api.deps.pool(), api.clock.now()
    assert await remove_expired(pool, SessionRules(), now=now) == {**nothing, "flows": 1}
    later = now + timedelta(days=2)
    assert await remove_expired(pool, SessionRules(), now=later) == {**nothing, "flows": 1, "refresh_tokens": 1}
    assert (await remove_expired(pool, SessionRules(timebox=40 * DAY), now=later))["sessions"] == 0
    assert (await remove_expired(pool, SessionRules(inactivity_timeout=20 * DAY), now=later))["sessions"] == 1
    await api.fetch("UPDATE auth.sessions SET not_after = $1", now)
    assert (await remove_expired(pool, SessionRules(), now=now))["sessions"] == 0
    assert (await remove_expired(pool, SessionRules(), now=later))["sessions"] == 1
