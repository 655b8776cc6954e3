"""Requests for mails: recovery, codes, magic links, repeated links and nonces."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alcove.wires.supabase.auth.config import MailRules
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.mailers import mail_failed
from support.auth_mails import code_in, follow_link, fragment_of, link_in
from support.auth_server import PASSWORD, AuthApi, open_auth

ANN = {"email": "ann@example.com"}


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API that confirms addresses by mail."""
    async with open_auth(dsn) as opened:
        yield opened


async def test_recovery_sends_a_link_to_known_addresses_alone(api: AuthApi) -> None:
    """Known and unknown addresses get the same answer, and only the known one gets mail."""
    await api.add_user("ann@example.com")
    known = await api.post("/recover", {"email": "ANN@example.com"}, redirect_to="https://app.example.com/reset")
    unknown = await api.post("/recover", {"email": "no@example.com"})
    assert [(known.status_code, known.json()), (unknown.status_code, unknown.json())] == [(200, {})] * 2
    (mail,) = api.mailer.sent
    assert (mail.kind, mail.subject) == ("recovery", "Reset Your Password")
    link = link_in(mail)
    assert (link["type"], link["redirect_to"]) == ("recovery", "https://app.example.com/reset")
    assert fragment_of(await follow_link(api, mail))["type"] == "recovery"
    assert ("recover", "ann@example.com") in api.limiter.checked
    assert ("mail", "ann@example.com") in api.limiter.checked


async def test_no_code_or_token_is_stored_as_it_is_sent(api: AuthApi) -> None:
    """The database knows hashes of codes only."""
    await api.add_user("ann@example.com")
    await api.post("/recover", ANN)
    code = code_in(api.mailer.sent[0])
    stored = await api.fetch(
        "SELECT (SELECT string_agg(t::text, ' ') FROM auth.one_time_tokens AS t) || (SELECT string_agg(u::text, ' ')"
        " FROM auth.users AS u) || coalesce((SELECT string_agg(payload::text, ' ') FROM auth.audit_log_entries), '')"
        " AS text"
    )
    assert len(code) == 6
    assert f"{code}," not in stored[0]["text"]
    assert f'"{code}"' not in stored[0]["text"]


async def test_magic_links_sign_in_known_users_and_sign_up_others(api: AuthApi) -> None:
    """A known user gets a magic link, and an unknown one the mail of a sign-up."""
    await api.add_user("ann@example.com")
    for path in ("/otp", "/magiclink"):
        assert (await api.post(path, ANN)).json() == {}
        assert (await api.post(path, {"email": f"new{path[1:]}@example.com", "data": {"a": 1}})).json() == {}
        api.clock.advance(61)
    assert [mail.kind for mail in api.mailer.sent] == ["magic_link", "confirmation"] * 2
    location = await follow_link(api, api.mailer.sent[2])
    assert fragment_of(location)["type"] == "magiclink"
    rows = await api.fetch("SELECT raw_user_meta_data ->> 'a' AS a FROM auth.users WHERE email LIKE 'new%'")
    assert rows == [{"a": "1"}] * 2


async def test_accounts_made_by_magic_links_count_as_sign_ups(api: AuthApi) -> None:
    """Only a request that makes an account counts against the limit of sign-ups."""
    await api.add_user("ann@example.com")
    await api.post("/otp", ANN)
    assert ("signup", "") not in api.limiter.checked
    await api.post("/otp", {"email": "new@example.com"})
    assert ("signup", "") in api.limiter.checked


async def test_with_autoconfirm_unconfirmed_users_get_a_magic_link(api: AuthApi) -> None:
    """The link proves that the address is theirs; it is confirmed by the link, and the password stays."""
    await api.add_user("ann@example.com", confirmed=False)
    api.change(mail=MailRules(autoconfirm=True))
    await api.post("/otp", ANN)
    assert [mail.kind for mail in api.mailer.sent] == ["magic_link"]
    rows = await api.fetch("SELECT email_confirmed_at FROM auth.users WHERE email = 'ann@example.com'")
    assert rows == [{"email_confirmed_at": None}]
    await follow_link(api, api.mailer.sent[0])
    assert (await api.sign_in("ann@example.com"))["user"]["email_confirmed_at"]


async def test_with_autoconfirm_a_new_address_gets_a_magic_link(api: AuthApi) -> None:
    """The sign-up is confirmed at once; the mail signs in."""
    api.change(mail=MailRules(autoconfirm=True))
    assert (await api.post("/otp", ANN)).status_code == 200
    (mail,) = api.mailer.sent
    assert mail.kind == "magic_link"
    body = {"type": "email", "email": "ann@example.com", "token": code_in(mail)}
    assert (await api.post("/verify", body)).json()["user"]["email"] == "ann@example.com"


async def test_links_are_sent_again(api: AuthApi) -> None:
    """Only unconfirmed addresses and addresses that wait for confirmation get mail; the answer is always the same."""
    await api.post("/signup", {**ANN, "password": PASSWORD})
    await api.add_user("bob@example.com")
    api.clock.advance(61)
    for email in ("ann@example.com", "bob@example.com", "no@example.com"):
        for kind in ("signup", "email_change"):
            response = await api.post(
                "/resend", {"type": kind, "email": email}, redirect_to="https://app.example.com/r"
            )
            assert (response.status_code, response.json()) == (200, {})
    assert [mail.to for mail in api.mailer.sent] == ["ann@example.com"] * 2
    assert link_in(api.mailer.sent[1])["redirect_to"] == "https://app.example.com/r"
    early = await api.post("/resend", {"type": "signup", "email": "ann@example.com"})
    assert (early.status_code, early.json()["code"]) == (429, "over_email_send_rate_limit")


REFUSED_REQUESTS: list[Any] = [
    ("/recover", {}, (400, "validation_failed", "Password recovery requires an email")),
    ("/recover", {"email": "a"}, (400, "validation_failed", "Unable to validate email address: invalid format")),
    (
        "/recover",
        {"email": "ann@example.com", "code_challenge": "short", "code_challenge_method": "s256"},
        (400, "validation_failed", "code challenge has to be between 43 and 128 characters"),
    ),
    (
        "/otp",
        {"email": "no@example.com", "create_user": False},
        (422, "otp_disabled", "Signups not allowed for otp"),
    ),
    ("/otp", {}, (400, "validation_failed", "One of email or phone must be set")),
    (
        "/otp",
        {"email": "a@x.example", "phone": "491234"},
        (400, "validation_failed", "Only an email address or phone number should be provided"),
    ),
    ("/otp", {"phone": "491234"}, (400, "phone_provider_disabled", "Unsupported phone provider")),
    ("/magiclink", {}, (400, "validation_failed", "Password recovery requires an email")),
    (
        "/resend",
        {"type": "recovery", "email": "a@x.example"},
        (400, "validation_failed", "Missing one of these types: signup, email_change, sms, phone_change"),
    ),
    ("/resend", {"type": "signup"}, (400, "validation_failed", "Type provided requires an email address")),
    ("/resend", {"type": "email_change"}, (400, "validation_failed", "Missing one of email or phone")),
    ("/resend", {"type": "sms"}, (400, "validation_failed", "Type provided requires a phone number")),
    ("/resend", {"type": "sms", "phone": "1"}, (400, "phone_provider_disabled", "Phone logins are disabled")),
    ("/reauthenticate", None, (405, "method_not_allowed", "Method Not Allowed")),
]


async def test_refused_requests(api: AuthApi) -> None:
    """Every unacceptable body has its error, and no mail is sent."""
    for path, body, expected in REFUSED_REQUESTS:
        response = await api.post(path, body)
        error = response.json()
        assert (response.status_code, error["code"], error["message"]) == expected, (path, body)
    assert api.mailer.sent == []


async def test_switched_off_and_failing_mail(api: AuthApi) -> None:
    """A mail that cannot be sent has the error of its kind; limits and switches have theirs."""
    await api.add_user("ann@example.com")
    for path, kind, name in (("/recover", "recovery", "recovery"), ("/magiclink", "magic_link", "magic link")):
        api.mailer.error = mail_failed(kind)
        response = await api.post(path, ANN)
        assert (response.status_code, response.json()["message"]) == (500, f"Error sending {name} email")
    api.mailer.error = AuthError("over_email_send_rate_limit", "email rate limit exceeded", status=429)
    response = await api.post("/recover", ANN)
    assert (response.status_code, response.json()["message"]) == (429, "email rate limit exceeded")
    api.mailer.error = None
    api.change(disable_signup=True)
    response = await api.post("/otp", {"email": "new@example.com"})
    assert (response.status_code, response.json()["code"]) == (422, "signup_disabled")
    api.change(email_enabled=False)
    response = await api.post("/otp", ANN)
    assert (response.status_code, response.json()["code"]) == (422, "email_provider_disabled")
    # Nothing was stored with the mails that were not sent.
    api.change(email_enabled=True)
    assert (await api.post("/recover", ANN)).status_code == 200


async def test_fixed_codes_of_test_addresses(api: AuthApi) -> None:
    """A test address has its own code and gets no mail, until the time that is configured."""
    until = datetime(2026, 1, 2, tzinfo=UTC)
    rules = MailRules(test_codes={"ann@example.com": "123456"}, test_codes_until=until)
    api.change(mail=rules)
    await api.add_user("ann@example.com")
    await api.post("/otp", ANN)
    assert api.mailer.sent == []
    body = {"type": "email", "email": "ann@example.com", "token": "123456"}
    assert (await api.post("/verify", body)).status_code == 200
    api.change(mail=replace(rules, otp_length=8))
    api.clock.advance(90_000)
    await api.post("/otp", ANN)
    assert len(code_in(api.mailer.sent[0])) == 8
    assert (await api.post("/verify", body)).status_code == 403


async def test_a_nonce_is_sent_to_the_caller(api: AuthApi) -> None:
    """The mail has a code and no link; it is sent once a minute."""
    await api.add_user("ann@example.com")
    token = (await api.sign_in("ann@example.com"))["access_token"]
    response = await api.get("/reauthenticate", token=token)
    assert (response.status_code, response.json()) == (200, {})
    (mail,) = api.mailer.sent
    assert (mail.kind, len(code_in(mail)), "http" in mail.text) == ("reauthentication", 6, False)
    assert (await api.get("/reauthenticate", token=token)).status_code == 429
    assert (await api.get("/reauthenticate")).status_code == 401


async def test_unknown_addresses_take_as_long_as_known_ones(api: AuthApi) -> None:
    """No answer comes before a time that is long enough for a known address."""
    await api.add_user("ann@example.com")
    for path, body in (
        ("/recover", {}),
        ("/magiclink", {}),
        ("/resend", {"type": "signup"}),
        ("/signup", {"password": PASSWORD}),
    ):
        for email in ("ann@example.com", f"no{path[1:]}@example.com"):
            started = api.clock.monotonic()
            response = await api.post(path, {"email": email, **body})
            assert response.status_code == 200
            assert api.clock.monotonic() - started == pytest.approx(0.05), (path, email)
        api.clock.advance(61)
