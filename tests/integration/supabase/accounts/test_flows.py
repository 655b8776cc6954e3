"""Flows of PKCE on a real database: codes are single-use secrets of one client."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.flows import (
    CodeChallenge,
    Flow,
    NewFlow,
    ProviderTokens,
    create_flow,
    delete_flow,
    find_flow_by_code,
    issue_code,
    issue_code_for_user,
    read_challenge,
    take_flow,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
VERIFIER = "v" * 56
HASHED = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
CHALLENGE = CodeChallenge(HASHED, "s256")


async def start(connection: Connection, *, method: str = "oauth", user_id: UUID | None = None) -> UUID:
    """Create a flow and return its id."""
    flow = NewFlow(provider="google", method=method, challenge=CHALLENGE, user_id=user_id)
    return await create_flow(connection, flow, now=NOW)


async def take(connection: Connection) -> Flow:
    """Create a flow and take it."""
    flow = await take_flow(connection, await start(connection))
    assert flow is not None
    return flow


async def test_a_code_is_found_once_and_only_as_it_was_issued(connection: Connection) -> None:
    """A flow has no code before it is issued, then exactly one, which is gone with the flow."""
    taken, user_id = await take(connection), uuid4()
    assert await find_flow_by_code(connection, "") is None
    tokens = ProviderTokens(access_token="a", refresh_token="r")
    code = await issue_code(connection, taken, user_id=user_id, now=NOW, tokens=tokens)
    flow = await find_flow_by_code(connection, code)
    assert flow is not None
    assert (flow.id, flow.user_id, flow.challenge, flow.tokens) == (taken.id, user_id, CHALLENGE, tokens)
    assert await find_flow_by_code(connection, code.upper()) is None
    await delete_flow(connection, taken.id)
    assert await find_flow_by_code(connection, code) is None


async def test_a_code_is_not_stored(connection: Connection) -> None:
    """Who reads the table cannot exchange a code."""
    code = await issue_code(connection, await take(connection), user_id=uuid4(), now=NOW, tokens=ProviderTokens())
    stored = await connection.fetchval("SELECT string_agg(f::text, '') FROM auth.flow_state AS f")
    assert code not in stored


async def test_a_flow_is_taken_once(connection: Connection) -> None:
    """The state of a flow is used up by the first callback, also after its code was issued."""
    taken = await take(connection)
    assert await take_flow(connection, taken.id) is None
    await issue_code(connection, taken, user_id=uuid4(), now=NOW, tokens=ProviderTokens())
    assert await take_flow(connection, taken.id) is None


async def test_the_code_of_a_mail_belongs_to_the_last_flow_of_its_kind(connection: Connection) -> None:
    """A second mail replaces the first one; other kinds and users are not touched."""
    user_id = uuid4()
    await start(connection, method="recovery", user_id=user_id)
    await start(connection, method="magiclink", user_id=user_id)
    later = NewFlow(provider="email", method="recovery", challenge=CHALLENGE, user_id=user_id)
    last = await create_flow(connection, later, now=NOW + timedelta(seconds=61))
    code = await issue_code_for_user(connection, user_id, method="recovery", now=NOW + timedelta(hours=1))
    assert code is not None
    flow = await find_flow_by_code(connection, code)
    assert flow is not None
    assert (flow.id, flow.started_at) == (last, NOW + timedelta(hours=1))
    assert await issue_code_for_user(connection, uuid4(), method="recovery", now=NOW) is None


async def test_flows_that_nobody_finished_are_deleted(connection: Connection) -> None:
    """A new flow removes old ones of OAuth, and keeps those whose mail can still be opened."""
    abandoned, mailed = await start(connection), await start(connection, method="recovery", user_id=uuid4())
    new = NewFlow(provider="google", method="oauth", challenge=None)
    latest = await create_flow(connection, new, now=NOW + timedelta(hours=2))
    rows = await connection.fetch("SELECT id FROM auth.flow_state WHERE id = ANY($1)", [abandoned, mailed, latest])
    assert {row["id"] for row in rows} == {mailed, latest}


async def test_a_flow_expires(connection: Connection) -> None:
    """A flow is valid for less than its lifetime after it was created."""
    flow = await take(connection)
    assert not flow.is_expired(NOW + timedelta(seconds=299), lifetime=300)
    assert flow.is_expired(NOW + timedelta(seconds=300), lifetime=300)


@pytest.mark.parametrize(
    ("challenge", "verifier", "accepted"),
    [
        (CHALLENGE, VERIFIER, True),
        (CHALLENGE, VERIFIER + "x", False),
        (CHALLENGE, HASHED, False),
        (CodeChallenge(VERIFIER, "plain"), VERIFIER, True),
        (CodeChallenge(VERIFIER, "plain"), "\ud800", False),
        (CodeChallenge("", "s256"), "", False),
        (CodeChallenge("", "plain"), "", False),
    ],
)
def test_a_verifier_must_fit(challenge: CodeChallenge, verifier: str, *, accepted: bool) -> None:
    """Only the verifier of the challenge is accepted, and none fits a flow without a challenge."""
    if accepted:
        challenge.check(verifier)
        return
    with pytest.raises(AuthError, match="code challenge does not match previously saved code verifier") as refused:
        challenge.check(verifier)
    assert (refused.value.code, refused.value.status) == ("bad_code_verifier", 400)


@pytest.mark.parametrize(
    ("value", "method", "message"),
    [
        ("", "s256", "PKCE flow requires code_challenge_method and code_challenge"),
        (HASHED, None, "PKCE flow requires code_challenge_method and code_challenge"),
        ("a" * 42, "s256", "code challenge has to be between 43 and 128 characters"),
        ("a" * 129, "plain", "code challenge has to be between 43 and 128 characters"),
        ("a" * 43 + "+", "plain", "code challenge can only contain alphanumeric characters"),
        (HASHED, "s512", 'unsupported code_challenge method "s512"'),
    ],
)
def test_challenges_are_checked(value: str, method: str | None, message: str) -> None:
    """A challenge that RFC 7636 does not allow is refused with its reason."""
    with pytest.raises(AuthError, match=message) as refused:
        read_challenge(value, method=method)
    assert (refused.value.code, refused.value.status) == ("validation_failed", 400)


def test_a_request_without_challenge_has_the_implicit_flow() -> None:
    """Both parameters absent or empty is no error; methods have any case."""
    assert read_challenge(None, method=None) is None
    assert read_challenge("", method="") is None
    assert read_challenge(HASHED, method="S256") == CHALLENGE
