"""Links and codes that are guessed, stolen from the database, changed, or used while others are made."""

import asyncio
import base64
import hashlib
from datetime import UTC
from typing import Final
from uuid import UUID

from alcove.wires.supabase.auth.config import MailRules
from support.auth_mails import code_in, fragment_of, link_in
from support.auth_server import AuthApi

BOB: Final = "bob@example.com"
_STORE: Final = """
INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
VALUES (gen_random_uuid(), $1, 'recovery_token', $2, $3, $4, $4)
"""


def _hash_as_gotrue(code: str) -> str:
    return hashlib.sha224(f"{BOB}{code}".encode()).hexdigest()


async def _store(api: AuthApi, user_id: UUID, *, token: str) -> None:
    now = api.clock.now().astimezone(UTC).replace(tzinfo=None)
    await api.deps.pool().execute(_STORE, user_id, token, BOB, now)


async def _follow(api: AuthApi, token: str) -> str:
    response = await api.client.get("/verify", params={"token": token, "type": "magiclink"})
    return response.headers["location"]


async def test_the_token_of_a_link_cannot_be_computed_from_a_guessed_code(api: AuthApi) -> None:
    """Guesses of codes need the address, by which they are limited."""
    await api.add_user(BOB)
    await api.post("/otp", {"email": BOB})
    computed = _hash_as_gotrue(code_in(api.mailer.sent[-1]))
    response = await api.post("/verify", {"type": "magiclink", "token_hash": computed})
    assert (response.status_code, response.json()["code"]) == (403, "otp_expired")
    location = await _follow(api, computed)
    assert fragment_of(location)["error_code"] == "otp_expired"


async def test_what_is_stored_of_a_token_is_no_token(api: AuthApi) -> None:
    """Who reads the database can sign in as nobody."""
    await api.add_user(BOB)
    await api.post("/otp", {"email": BOB})
    token = link_in(api.mailer.sent[-1])["token"]
    [row] = await api.fetch("SELECT token_hash FROM auth.one_time_tokens")
    assert token not in row["token_hash"]
    for stolen in (row["token_hash"], row["token_hash"].rpartition(":")[2]):
        response = await api.post("/verify", {"type": "magiclink", "token_hash": stolen})
        assert response.status_code == 403
    assert (await api.post("/verify", {"type": "magiclink", "token_hash": token})).status_code == 200


async def test_links_and_codes_that_gotrue_has_stored_are_accepted(api: AuthApi) -> None:
    """They were sent before its database was taken over."""
    user_id, stored = await api.add_user(BOB), _hash_as_gotrue("123456")
    await _store(api, user_id, token=stored)
    response = await api.post("/verify", {"type": "magiclink", "token_hash": stored})
    assert response.status_code == 200
    await _store(api, user_id, token="pkce_" + stored)
    response = await api.post("/verify", {"type": "magiclink", "email": BOB, "token": "123456"})
    assert response.status_code == 200


async def test_a_link_of_pkce_without_its_prefix_is_no_link(api: AuthApi) -> None:
    """It would give its session to whoever sees the link instead of the client that asked for it."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 50).digest()).decode().rstrip("=")
    await api.add_user(BOB)
    await api.post("/otp", {"email": BOB, "code_challenge": challenge, "code_challenge_method": "s256"})
    token = link_in(api.mailer.sent[-1])["token"].removeprefix("pkce_")
    location = await _follow(api, token)
    assert fragment_of(location)["error_code"] == "otp_expired"


async def test_verifying_while_other_links_are_made_has_no_deadlock(api: AuthApi) -> None:
    """The user is locked before the tokens by both."""
    api.change(mail=MailRules(max_frequency=0))
    await api.add_user(BOB)
    for _ in range(10):
        await api.post("/otp", {"email": BOB})
        body = {"type": "email", "email": BOB, "token": code_in(api.mailer.sent[-1])}
        requests = [api.post(path, body) for path in ("/otp", "/verify") * 4]
        assert {response.status_code for response in await asyncio.gather(*requests)} <= {200, 403}
