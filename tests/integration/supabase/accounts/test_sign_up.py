"""Sign-up: new, repeated and anonymous users."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.config import MailRules, PasswordRules
from alcove.wires.supabase.auth.links.model import hash_token
from alcove.wires.supabase.auth.mailers import mail_failed
from support.auth_mails import follow_link, link_in
from support.auth_server import PASSWORD, AuthApi, open_auth

ANN = {"email": "Ann@Example.com", "password": PASSWORD, "data": {"display_name": "Ann"}}


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API that confirms addresses by mail."""
    async with open_auth(dsn) as opened:
        yield opened


async def test_a_new_user_gets_a_mail_and_no_session(api: AuthApi) -> None:
    """The answer is the user; the mail has a link to the target that was asked for."""
    response = await api.post("/signup", ANN, redirect_to="https://app.example.com/welcome")
    assert response.status_code == 200
    user = response.json()
    data = {
        "display_name": "Ann",
        "sub": user["id"],
        "email": "ann@example.com",
        "email_verified": False,
        "phone_verified": False,
    }
    (identity,) = user.pop("identities")
    assert user == {
        "id": user["id"], "aud": "authenticated", "role": "authenticated", "email": "ann@example.com", "phone": "",
        "confirmation_sent_at": "2026-01-01T00:00:00Z", "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": data, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        "is_anonymous": False,
    }  # fmt: skip
    assert (identity["identity_data"], identity["provider"], identity["id"]) == (data, "email", user["id"])
    (mail,) = api.mailer.sent
    assert (mail.to, mail.kind, mail.subject) == ("ann@example.com", "confirmation", "Confirm Your Email")
    assert link_in(mail)["redirect_to"] == "https://app.example.com/welcome"
    refused = await api.post("/token", ANN, grant_type="password")
    assert refused.json()["code"] == "email_not_confirmed"


async def test_with_autoconfirm_a_new_user_gets_a_session(api: AuthApi) -> None:
    """No mail is sent, and a second sign-up with the address is refused."""
    api.change(mail=MailRules(autoconfirm=True))
    response = await api.post("/signup", ANN)
    session = response.json()
    assert session["user"]["email_confirmed_at"] == "2026-01-01T00:00:00Z"
    assert session["user"]["user_metadata"]["email_verified"] is True
    claims = api.deps.signer().verify(session["access_token"])
    assert claims["amr"][0]["method"] == "password"
    assert api.mailer.sent == []
    repeated = await api.post("/signup", {"email": "ANN@example.com", "password": PASSWORD})
    assert (repeated.status_code, repeated.json()) == (
        422,
        {"code": "user_already_exists", "message": "User already registered"},
    )


async def test_autoconfirm_gives_nobody_the_account_of_another(api: AuthApi) -> None:
    """An unconfirmed address gets the password of its confirmed sign-up; an invited one is not free."""
    await api.post("/signup", ANN)
    await api.post("/signup", {**ANN, "email": "bob@example.com"})
    await api.deps.pool().execute("UPDATE auth.users SET invited_at = now() WHERE email = 'bob@example.com'")
    api.change(mail=MailRules(autoconfirm=True))
    session = (await api.post("/signup", {**ANN, "password": "another password"})).json()
    assert session["user"]["email_confirmed_at"]
    assert (await api.sign_in("ann@example.com", password="another password"))["user"]["id"] == session["user"]["id"]
    old = await api.post("/token", ANN, grant_type="password")
    assert old.json()["code"] == "invalid_credentials"
    invited = await api.post("/signup", {**ANN, "email": "bob@example.com"})
    assert (invited.status_code, invited.json()["code"]) == (422, "user_already_exists")


async def test_a_known_address_gets_the_answer_of_a_new_one(api: AuthApi) -> None:
    """Nobody learns by a sign-up that an address is taken, and its password stays."""
    user_id = await api.add_user("ann@example.com")
    known = (await api.post("/signup", {**ANN, "password": "another password"})).json()
    unknown = (await api.post("/signup", {**ANN, "email": "new@example.com"})).json()
    assert known.keys() == unknown.keys()
    assert known["id"] != str(user_id)
    assert known["identities"] == []
    assert [mail.to for mail in api.mailer.sent] == ["new@example.com"]
    assert (await api.sign_in("ann@example.com"))["user"]["id"] == str(user_id)


async def test_an_unconfirmed_user_gets_another_mail_after_a_minute(api: AuthApi) -> None:
    """The second sign-up neither changes the password nor sends mail too soon."""
    first = (await api.post("/signup", ANN)).json()
    early = await api.post("/signup", ANN)
    assert early.status_code == 429
    assert early.json()["code"] == "over_email_send_rate_limit"
    assert early.json()["message"].startswith("For security purposes, you can only request this after 5")
    assert int(early.headers["Retry-After"]) <= 60
    api.clock.advance(61)
    again = (await api.post("/signup", {**ANN, "password": "another password"})).json()
    assert again["id"] == first["id"]
    assert len(api.mailer.sent) == 2
    assert link_in(api.mailer.sent[0])["token"] != link_in(api.mailer.sent[1])["token"]
    rows = await api.fetch("SELECT token_hash FROM auth.one_time_tokens")
    assert [row["token_hash"] for row in rows] == [hash_token(link_in(api.mailer.sent[1])["token"])]
    await follow_link(api, api.mailer.sent[1])
    assert (await api.sign_in("ann@example.com"))["user"]["id"] == first["id"]


REFUSED_SIGN_UPS: list[Any] = [
    ({"email": "a@x.example"}, (400, "validation_failed", "Signup requires a valid password")),
    ({"email": "a@x.example", "password": "short"}, (422, "weak_password", None)),
    ({"email": "a@x.example", "password": "x" * 73}, (400, "validation_failed", None)),
    (
        {"email": "no address", "password": PASSWORD},
        (400, "validation_failed", "Unable to validate email address: invalid format"),
    ),
    (
        {"email": "a@x.example", "phone": "123", "password": PASSWORD},
        (400, "validation_failed", "Only an email address or phone number should be provided on signup."),
    ),
    ({"phone": "4912345", "password": PASSWORD}, (400, "phone_provider_disabled", "Phone signups are disabled")),
    (
        {"email": "a@x.example", "password": PASSWORD, "code_challenge": "x" * 43},
        (400, "validation_failed", "PKCE flow requires code_challenge_method and code_challenge"),
    ),
    ({"password": PASSWORD}, (422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")),
    ({}, (422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")),
    ({"email": ["a"], "password": PASSWORD}, (400, "bad_json", None)),
    ({"email": "a@x.example", "password": PASSWORD, "data": "text"}, (400, "bad_json", None)),
    ({"email": "a@x.example", "password": PASSWORD, "data": {"a": "\0"}}, (400, "validation_failed", None)),
]


async def test_refused_sign_ups(api: AuthApi) -> None:
    """Every unacceptable body has its error, and leaves nothing behind."""
    for body, expected in REFUSED_SIGN_UPS:
        response = await api.post("/signup", body)
        error = response.json()
        message = error["message"] if expected[2] is not None else None
        assert (response.status_code, error["code"], message) == expected, body
    assert await api.fetch("SELECT id FROM auth.users WHERE email IS NOT NULL") == []


async def test_settings_that_refuse_sign_ups(api: AuthApi) -> None:
    """Sign-up, its domains, mail addresses and anonymous users can be switched off."""
    refusals: list[tuple[dict[str, Any], dict[str, Any], tuple[int, str, str | None]]] = [
        ({"disable_signup": True}, ANN, (422, "signup_disabled", "Signups not allowed for this instance")),
        ({"email_enabled": False}, ANN, (400, "email_provider_disabled", "Email signups are disabled")),
        ({"email_sign_up_enabled": False}, ANN, (400, "email_provider_disabled", "Email signups are disabled")),
        (
            {"allowed_email_domains": ["other.example"]},
            ANN,
            (
                400,
                "email_address_not_authorized",
                'Email address "ann@example.com" cannot be used as it is not authorized',
            ),
        ),
        ({"anonymous_enabled": True, "disable_signup": True}, {}, (422, "signup_disabled", None)),
        ({"passwords": PasswordRules(min_length=99)}, ANN, (422, "weak_password", None)),
    ]
    original = api.config
    for settings, body, expected in refusals:
        api.config = original
        api.change(**settings)
        response = await api.post("/signup", body)
        message = response.json()["message"] if expected[2] is not None else None
        assert (response.status_code, response.json()["code"], message) == expected, settings
    reasons = (await api.post("/signup", ANN)).json()["weak_password"]
    assert reasons == {"reasons": ["length"]}


async def test_anonymous_users(api: AuthApi) -> None:
    """Whoever names neither address nor number gets a session, and is marked as anonymous."""
    api.change(anonymous_enabled=True)
    session = (await api.post("/signup", {"data": {"color": "red"}})).json()
    user = session["user"]
    assert (user["is_anonymous"], user["email"], user["identities"]) == (True, "", [])
    assert (user["app_metadata"], user["user_metadata"]) == ({}, {"color": "red"})
    claims = api.deps.signer().verify(session["access_token"])
    assert (claims["is_anonymous"], claims["amr"][0]["method"]) == (True, "anonymous")


async def test_a_mail_that_cannot_be_sent_leaves_no_user(api: AuthApi) -> None:
    """The sign-up is undone as a whole."""
    api.mailer.error = mail_failed("confirmation")
    response = await api.post("/signup", ANN)
    assert (response.status_code, response.json()) == (
        500,
        {"code": "unexpected_failure", "message": "Error sending confirmation email"},
    )
    assert await api.fetch("SELECT id FROM auth.users WHERE email = 'ann@example.com'") == []


async def test_parallel_sign_ups_make_one_user(api: AuthApi) -> None:
    """Of many sign-ups with one address at a time one creates the user, and none fails."""
    responses = await asyncio.gather(*(api.post("/signup", ANN) for _ in range(8)))
    assert sorted({response.status_code for response in responses}) == [200, 429]
    assert len(api.mailer.sent) == 1
    assert len(await api.fetch("SELECT id FROM auth.users WHERE email = 'ann@example.com'")) == 1


class FailingHooks:
    """A host whose part of a sign-up fails."""

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Run a statement that fails."""
        await connection.execute("SELECT 1 / (SELECT count(*) FROM auth.users WHERE id = $1 AND email = '')", user_id)


async def test_the_host_takes_part_in_the_transaction(dsn: str) -> None:
    """When the host's part of a sign-up fails, there is no user."""
    async with open_auth(dsn, hooks=FailingHooks(), anonymous_enabled=True) as api:
        for body in (ANN, {}):
            assert (await api.post("/signup", body)).status_code == 500
        assert await api.fetch("SELECT id FROM auth.users WHERE email = 'ann@example.com' OR is_anonymous") == []


async def test_a_trigger_of_the_database_can_refuse_a_user(api: AuthApi) -> None:
    """What a program's own trigger raises is a failure of the sign-up, in GoTrue's words."""
    await api.deps.pool().execute("""
        CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER refuse AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.refuse()
    """)
    response = await api.post("/signup", ANN)
    assert (response.status_code, response.json()) == (
        500,
        {"code": "unexpected_failure", "message": "Database error saving new user"},
    )
