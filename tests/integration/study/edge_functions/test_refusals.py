"""Who may call which function, and the body of every refusal."""

import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer
from support.golden import check
from support.until import until_async

GOLDEN: Final = Path(__file__).parent / "golden"
AI: Final = (
    "ai-tutor-professional", "deepseek-ai-professional", "ai-proxy", "ai-proxy-secure", "ai-study-analytics",
    "ai-study-recommendations", "semantic-search",
)  # fmt: skip
FUNCTIONS: Final = (*AI, "auth-validation", "encryption", "security-monitor", "test-keys", "nothing")
USER_FUNCTIONS: Final = (*AI, "encryption")
MISSING: Final = {"code": 401, "message": "Missing authorization header"}
INVALID: Final = {"code": 401, "message": "Invalid JWT"}


def describe(response: Any) -> dict[str, Any]:
    """Return what is pinned of a response."""
    body = response.json()
    times = {name: "..." for name in ("timestamp", "generated_at") if name in body}
    return {"status": response.status_code, "body": body | times}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_answers_to_every_kind_of_caller_are_pinned(server: StudyServer, account: uuid.UUID, name: str) -> None:
    """Without a token, with a wrong one, the anon key, a user's token, the service key, and with another method."""
    user, service = server.headers(account), server.service_headers()
    callers = {
        "no-token": {},
        "forged-token": {"Authorization": f"Bearer {server.token(account, secret='x' * 40)}"},
        "expired-token": {"Authorization": f"Bearer {server.token(account, lifetime=-60)}"},
        "anon": server.headers(),
        "user": user,
        "service": service,
    }
    answers = {caller: describe(call(server, name, {}, headers=headers)) for caller, headers in callers.items()}
    answers["put"] = describe(call(server, name, headers=service if name == "test-keys" else user, method="PUT"))
    check(GOLDEN / f"{name}.json", answers)


@pytest.mark.parametrize("name", USER_FUNCTIONS)
def test_a_user_function_refuses_the_public_key(server: StudyServer, name: str) -> None:
    """The anon key passes the gateway; the function refuses it with its own error, and never as a failure."""
    for headers in (server.headers(), server.service_headers()):
        response = call(server, name, {}, headers=headers)
        assert response.status_code == 401
        assert response.json()["error"]
        assert "code" in response.json()


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("security-monitor", "nothing")])
def test_a_missing_token_is_never_a_failure(server: StudyServer, name: str) -> None:
    """The gateway answers 401, where earlier functions answered 500 with a stack trace."""
    response = call(server, name, {}, headers={"apikey": server.keys.anon_key})
    assert response.status_code == 401
    assert response.json().items() >= MISSING.items()
    assert "details" not in response.json()


async def test_a_session_that_ended_gives_no_access(server: StudyServer, account: uuid.UUID) -> None:
    """The token of a session that was signed out is refused although it has not expired."""
    session_id = uuid.uuid4()
    await server.execute(
        "INSERT INTO auth.sessions (id, user_id, created_at, updated_at, aal) VALUES ($1, $2, now(), now(), 'aal1')",
        session_id,
        account,
    )
    headers = {"Authorization": f"Bearer {server.token(account, session_id=str(session_id))}"}
    body = {"action": "encrypt", "data": "text"}
    assert call(server, "encryption", body, headers=headers).status_code == 200
    await server.execute("DELETE FROM auth.sessions WHERE id = $1", session_id)
    await until_async(lambda: call(server, "encryption", body, headers=headers).status_code == 401)
    assert call(server, "encryption", body, headers=headers).json().items() >= INVALID.items()


def test_a_call_needs_no_api_key(server: StudyServer, account: uuid.UUID) -> None:
    """A plain fetch sends the token alone."""
    headers = {"Authorization": f"Bearer {server.token(account)}"}
    assert call(server, "encryption", {"action": "encrypt", "data": "x"}, headers=headers).status_code == 200


def test_pages_of_every_origin_may_call(server: StudyServer) -> None:
    """A preflight needs no token, and also an error can be read; no cookies are allowed."""
    requested = {"Origin": "http://page.example", "Access-Control-Request-Method": "POST"}
    preflight = call(server, "ai-tutor-professional", headers=requested, method="OPTIONS")
    assert (preflight.status_code, preflight.content) == (204, b"")
    allowed = preflight.headers["access-control-allow-headers"]
    assert all(name in allowed for name in ("x-region", "x-signature", "x-timestamp", "x-nonce", "x-supabase-auth"))
    refused = call(server, "ai-tutor-professional", {}, headers={"Origin": "http://page.example"})
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in refused.headers
    assert "X-RateLimit-Limit" in refused.headers["access-control-expose-headers"]
