"""Links and codes of mails: what they do, and that they do it once."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from alcove.wires.supabase.auth.config import MailRules
from support.auth_mails import code_in, follow_link, fragment_of, link_in
from support.auth_server import PASSWORD, AuthApi, open_auth

ANN = {"email": "ann@example.com", "password": PASSWORD}
SITE = "https://app.example.com"
VERIFIER = "v" * 50
PKCE = {
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("="),
    "code_challenge_method": "s256",
}
BAD_LINK = {
    "error": "access_denied",
    "error_code": "otp_expired",
    "error_description": "Email link is invalid or has expired",
}


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API that confirms addresses by mail."""
    async with open_auth(dsn) as opened:
        yield opened


async def test_a_link_confirms_the_address_and_gives_a_session(api: AuthApi) -> None:
    """The session is in the fragment of the target, where auth-js reads it; the link works once."""
    await api.post("/signup", ANN, redirect_to=f"{SITE}/in?x=1")
    location = await follow_link(api, api.mailer.sent[0])
    assert location.startswith(f"{SITE}/in?x=1#access_token=")
    session = fragment_of(location)
    assert list(session) == ["access_token", "expires_at", "expires_in", "refresh_token", "token_type", "type"]
    assert (session["type"], session["token_type"], session["expires_in"]) == ("signup", "bearer", "3600")
    user = (await api.get("/user", token=session["access_token"])).json()
    assert user["email_confirmed_at"]
    assert user["user_metadata"]["email_verified"] is True
    assert user["identities"][0]["identity_data"]["email_verified"] is True
    assert api.deps.signer().verify(session["access_token"])["amr"][0]["method"] == "otp"
    again = await follow_link(api, api.mailer.sent[0])
    assert again.partition("#")[0] == f"{SITE}/in?x=1"
    assert fragment_of(again) == BAD_LINK


async def test_mail_servers_that_look_at_a_link_do_not_use_it_up(api: AuthApi) -> None:
    """HEAD is refused."""
    await api.post("/signup", ANN)
    response = await api.client.request("HEAD", "/verify", params=link_in(api.mailer.sent[0]))
    assert response.status_code == 405
    assert "access_token" in fragment_of(await follow_link(api, api.mailer.sent[0]))


async def test_one_link_that_is_followed_often_at_a_time_gives_one_session(api: AuthApi) -> None:
    """Of many requests with one token exactly one gets a session."""
    await api.post("/signup", ANN)
    locations = await asyncio.gather(*(follow_link(api, api.mailer.sent[0]) for _ in range(8)))
    assert sum("access_token" in fragment_of(location) for location in locations) == 1
    assert len(await api.fetch("SELECT id FROM auth.sessions")) == 1


async def test_codes_and_hashes_give_a_session_as_json(api: AuthApi) -> None:
    """A code needs its address; the hash of the link needs nothing else; `email` takes both kinds of mail."""
    await api.add_user("bob@example.com")
    for email, kind in (("ann@example.com", "signup"), ("bob@example.com", "magiclink"), ("cy@example.com", "email")):
        await api.post("/otp", {"email": email})
        mail = api.mailer.sent[-1]
        response = await api.post("/verify", {"type": kind, "email": email.upper(), "token": code_in(mail)})
        assert response.status_code == 200, response.text
        assert response.json()["user"]["email"] == email
    api.clock.advance(100)
    await api.post("/otp", {"email": "ann@example.com"})
    body = {"type": "email", "token_hash": link_in(api.mailer.sent[-1])["token"]}
    assert (await api.post("/verify", body)).json()["user"]["email"] == "ann@example.com"
    refused = await api.post("/verify", body)
    assert (refused.status_code, refused.json()) == (
        403,
        {"code": "otp_expired", "message": "Email link is invalid or has expired"},
    )


async def test_wrong_codes_are_counted(api: AuthApi) -> None:
    """A code for another address or of another kind is refused, and counts as a failure of that name."""
    await api.add_user("bob@example.com")
    await api.post("/recover", {"email": "bob@example.com"})
    code = code_in(api.mailer.sent[-1])
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for body in (
        {"type": "recovery", "email": "bob@example.com", "token": wrong},
        {"type": "recovery", "email": "ann@example.com", "token": code},
        {"type": "signup", "email": "bob@example.com", "token": code},
        # The token of a code is the hash of both texts, one behind the other.
        {"type": "recovery", "email": "bob@example.co", "token": f"m{code}"},
    ):
        response = await api.post("/verify", body)
        assert (response.status_code, response.json()) == (
            403,
            {"code": "otp_expired", "message": "Token has expired or is invalid"},
        )
    assert api.limiter.failed == ["bob@example.com", "ann@example.com", "bob@example.com", "bob@example.co"]
    right = {"type": "recovery", "email": "bob@example.com", "token": code}
    assert (await api.post("/verify", right)).status_code == 200
    assert api.limiter.succeeded == ["bob@example.com"]


async def test_links_expire(api: AuthApi) -> None:
    """A link is valid for the lifetime of its kind."""
    api.change(mail=MailRules(lifetimes={"signup": 600.0}))
    await api.post("/signup", ANN)
    api.clock.advance(601)
    assert fragment_of(await follow_link(api, api.mailer.sent[0])) == BAD_LINK
    await api.post("/signup", ANN)
    api.clock.advance(590)
    assert "access_token" in fragment_of(await follow_link(api, api.mailer.sent[1]))
    api.clock.advance(100)
    await api.post("/recover", ANN)
    api.clock.advance(86_000)
    assert "access_token" in fragment_of(await follow_link(api, api.mailer.sent[2]))


async def test_links_of_pkce_end_with_a_code(api: AuthApi) -> None:
    """The target gets a code in its query; its errors are in query and fragment."""
    await api.post("/signup", {**ANN, **PKCE}, redirect_to=f"{SITE}/?x=1")
    link = link_in(api.mailer.sent[0])
    assert link["token"].startswith("pkce_")
    query = parse_qs(urlsplit(await follow_link(api, api.mailer.sent[0])).query)
    assert query.keys() == {"x", "code"}
    flows = await api.fetch("SELECT authentication_method, code_challenge FROM auth.flow_state")
    assert flows == [{"authentication_method": "email/signup", "code_challenge": PKCE["code_challenge"]}]
    assert await api.fetch("SELECT id FROM auth.sessions") == []
    again = await follow_link(api, api.mailer.sent[0])
    assert fragment_of(again) == BAD_LINK
    assert {name: values[0] for name, values in parse_qs(urlsplit(again).query).items()} == {"x": "1", **BAD_LINK}


async def test_banned_and_deleted_users_get_no_session(api: AuthApi) -> None:
    """A ban and a deletion hold for links that were sent before them."""
    await api.add_user("ann@example.com")
    await api.post("/recover", ANN)
    await api.deps.pool().execute("UPDATE auth.users SET banned_until = $1", api.clock.now() + timedelta(days=1))
    banned = fragment_of(await follow_link(api, api.mailer.sent[0]))
    assert (banned["error_code"], banned["error_description"]) == ("user_banned", "User is banned")
    await api.deps.pool().execute("UPDATE auth.users SET deleted_at = now(), banned_until = NULL")
    assert fragment_of(await follow_link(api, api.mailer.sent[0])) == BAD_LINK


REFUSED_VERIFICATIONS: list[Any] = [
    ({}, (400, "Verify requires a verification type")),
    ({"type": "signup"}, (400, "Verify requires either a token or a token hash")),
    ({"type": "signup", "token": "1", "token_hash": "2"}, (400, "Verify requires either a token or a token hash")),
    (
        {"type": "signup", "token_hash": "2", "email": "a@x.example"},
        (400, "Only the token_hash and type should be provided"),
    ),
    ({"type": "signup", "token": "1"}, (400, "Only an email address or phone number should be provided on verify")),
    ({"type": "signup", "token": "1", "email": "a"}, (400, "Invalid email format")),
    ({"type": "other", "token_hash": "x" * 56}, (400, "Invalid email verification type")),
    ({"type": "signup", "token_hash": "x" * 56}, (403, "Email link is invalid or has expired")),
    ({"type": "signup", "token_hash": "ü"}, (403, "Email link is invalid or has expired")),
    ({"type": "sms", "token": "1", "phone": "491234"}, (403, "Token has expired or is invalid")),
    ({"type": "sms", "token": "1", "phone": "x"}, (400, "Invalid phone number format (E.164 required)")),
]


async def test_refused_verifications(api: AuthApi) -> None:
    """Every body that cannot be verified has its error."""
    for body, expected in REFUSED_VERIFICATIONS:
        response = await api.post("/verify", body)
        assert (response.status_code, response.json()["message"]) == expected, body


async def test_refused_links(api: AuthApi) -> None:
    """A link without token or type is answered as JSON, one with others by a redirect to an allowed target."""
    for query, message in (
        ({"token": "x"}, "Verify requires a verification type"),
        ({"type": "signup"}, "Verify requires a token or a token hash"),
    ):
        response = await api.client.get("/verify", params=query)
        assert (response.status_code, response.json()["msg"]) == (400, message)
    response = await api.client.get(
        "/verify", params={"token": "x", "type": "signup", "redirect_to": "https://evil.example/"}
    )
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"{SITE}#error=access_denied&error_code=otp_expired")
    other = await api.client.get("/verify", params={"token": "x", "type": "other"})
    assert fragment_of(other.headers["location"])["error"] == "invalid_request"
