"""Who calls: every token that is not accepted gets GoTrue's error; sign-out ends what its scope says."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from alcove.foundation.settings import Secret
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings
from support.auth_server import AuthApi

EMAIL = "ann@example.com"
UNVERIFIED = "invalid JWT: unable to parse or verify signature, "
NO_SUBJECT = "invalid claim: missing sub claim"
OTHER_KEYS = SigningSettings(secret=Secret("another-secret-of-more-than-32-characters"))


async def error_of(response: httpx2.Response) -> tuple[int, str, str]:
    """Return status, code and message of an error."""
    error = response.json()
    assert response.headers["x-sb-error-code"] == error["code"]
    return response.status_code, error["code"], error["message"]


async def test_tokens_that_are_not_accepted(api: AuthApi) -> None:
    """None, forged, expired, malformed, foreign and incomplete ones."""
    await api.add_user(EMAIL)
    token = (await api.sign_in(EMAIL))["access_token"]
    sign, claims = api.deps.signer().sign, dict(api.deps.signer().verify(token))
    forged = SigningKeys(OTHER_KEYS, clock=api.clock).sign(claims)
    signature_invalid = f"{UNVERIFIED}token signature is invalid: signature is invalid"
    expected = {
        "no token": (None, 401, "no_authorization", "This endpoint requires a valid Bearer token"),
        "forged": (forged, 403, "bad_jwt", signature_invalid),
        "cut": (token[:-4], 403, "bad_jwt", signature_invalid),
        "expired": (
            sign({**claims, "exp": claims["iat"] - 1}), 403, "bad_jwt",
            f"{UNVERIFIED}token has invalid claims: token is expired",
        ),
        "two parts": (
            "a.b", 403, "bad_jwt",
            f"{UNVERIFIED}token is malformed: token contains an invalid number of segments",
        ),
        "no base64": (
            "a.b.=", 403, "bad_jwt",
            f"{UNVERIFIED}token is malformed: could not base64 decode or parse a segment",
        ),
        "of a role": (api.role_token("anon"), 403, "bad_jwt", NO_SUBJECT),
        "subject": (sign({**claims, "sub": "me"}), 403, "bad_jwt", "invalid claim: sub claim must be a UUID"),
        "session": (
            sign({**claims, "session_id": 5}), 403, "bad_jwt", "invalid claim: session_id claim must be a UUID",
        ),
        "unknown user": (
            sign({**claims, "sub": str(uuid4())}), 403, "user_not_found", "User from sub claim in JWT does not exist",
        ),
        "unknown session": (
            sign({**claims, "session_id": str(uuid4())}), 403, "session_not_found",
            "Session from session_id claim in JWT does not exist",
        ),
    }  # fmt: skip
    for name, (bad, *error) in expected.items():
        assert await error_of(await api.post("/logout", token=bad)) == tuple(error), name
    assert (await api.post("/logout", token=token)).status_code == 204


async def test_users_who_were_banned_or_deleted(api: AuthApi) -> None:
    """Their tokens are refused, before and while they have sessions."""
    user_id = await api.add_user(EMAIL)
    token = (await api.sign_in(EMAIL))["access_token"]
    later = api.clock.now() + timedelta(hours=1)
    await api.fetch("UPDATE auth.users SET banned_until = $1 WHERE id = $2", later, user_id)
    assert await error_of(await api.post("/logout", token=token)) == (403, "user_banned", "User is banned")
    body = {"email": EMAIL, "password": "wrong"}
    wrong = await api.post("/token", body, grant_type="password")
    assert await error_of(wrong) == (400, "invalid_credentials", "Invalid login credentials")
    with pytest.raises(AssertionError, match="user_banned"):
        await api.sign_in(EMAIL)
    await api.fetch("UPDATE auth.users SET banned_until = 'infinity' WHERE id = $1", user_id)
    assert await error_of(await api.post("/logout", token=token)) == (403, "user_banned", "User is banned")
    await api.fetch("UPDATE auth.users SET banned_until = NULL, deleted_at = $1 WHERE id = $2", later, user_id)
    message = "User from sub claim in JWT does not exist"
    assert await error_of(await api.post("/logout", token=token)) == (403, "user_not_found", message)
    with pytest.raises(AssertionError, match="invalid_credentials"):
        await api.sign_in(EMAIL)


@pytest.mark.parametrize(
    ("scope", "remaining"),
    [({}, set()), ({"scope": "global"}, set()), ({"scope": "local"}, {1, 2}), ({"scope": "others"}, {0})],
)
async def test_sign_out(api: AuthApi, scope: dict[str, str], remaining: set[int]) -> None:
    """All sessions end by default, else this one or all others; tokens of those that ended are refused at once."""
    await api.add_user(EMAIL)
    await api.add_user("bob@example.com")
    other = await api.sign_in("bob@example.com")
    sessions = [await api.sign_in(EMAIL) for _ in range(3)]
    response = await api.post("/logout", token=sessions[0]["access_token"], **scope)
    assert (response.status_code, response.content) == (204, b"")
    left = {number for number, session in enumerate(sessions) if await is_signed_in(api, session)}
    assert left == remaining
    assert await is_signed_in(api, other)


async def is_signed_in(api: AuthApi, session: dict[str, Any]) -> bool:
    """Return whether a session's access and refresh tokens are accepted; both or none are."""
    refreshed = await api.post("/token", {"refresh_token": session["refresh_token"]}, grant_type="refresh_token")
    bad_scope = await api.post("/logout", token=session["access_token"], scope="none")
    if refreshed.status_code == 200:
        assert await error_of(bad_scope) == (400, "validation_failed", 'Unsupported logout scope "none"')
        return True
    assert refreshed.json()["code"] == "refresh_token_not_found"
    assert (bad_scope.status_code, bad_scope.json()["code"]) == (403, "session_not_found")
    return False


async def test_sign_ins_and_sign_outs_are_audited(api: AuthApi) -> None:
    """The log says who, and that it was a password."""
    await api.add_user(EMAIL)
    session = await api.sign_in(EMAIL)
    await api.post("/logout", token=session["access_token"])
    query = "SELECT payload ->> 'action' AS action, payload ->> 'actor_username' AS who FROM auth.audit_log_entries"
    rows = await api.fetch(f"{query} ORDER BY payload ->> 'action'")
    assert rows == [{"action": "login", "who": EMAIL}, {"action": "logout", "who": EMAIL}]
    assert api.limiter.succeeded == [EMAIL]
