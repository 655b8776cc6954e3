"""One's own user: reading it, and changes of data, password and address."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from alcove.wires.supabase.auth.config import MailRules
from support.auth_mails import code_in, follow_link, fragment_of, link_in
from support.auth_server import PASSWORD, AuthApi, open_auth

NEW = "another password"


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with the user ann."""
    async with open_auth(dsn) as opened:
        await opened.add_user("ann@example.com")
        yield opened


async def sign_in(api: AuthApi) -> str:
    """Return an access token of ann."""
    token: str = (await api.sign_in("ann@example.com"))["access_token"]
    return token


async def refuse(api: AuthApi, token: str, body: Any) -> tuple[int, str, str]:
    """Send a change that is refused, and return the error."""
    response = await api.put("/user", body, token=token)
    error = response.json()
    return response.status_code, error.get("code"), error.get("message")


async def test_data_is_merged(api: AuthApi) -> None:
    """Members are set, null removes one, and others stay; nothing else changes."""
    token = await sign_in(api)
    await api.put("/user", {"data": {"a": 1, "b": {"c": [2]}, "gone": True}}, token=token)
    response = await api.put("/user", {"data": {"a": "x", "gone": None}}, token=token)
    assert response.status_code == 200
    assert response.json()["user_metadata"] == {"a": "x", "b": {"c": [2]}}
    assert response.json() == (await api.get("/user", token=token)).json()
    assert (await api.put("/user", {}, token=token)).status_code == 200


async def test_data_is_bounded(api: AuthApi) -> None:
    """Data that grow from change to change are refused before they make tokens too long to send."""
    api.change(max_body=2000)
    token = await sign_in(api)
    assert (await api.put("/user", {"data": {"a": "x" * 1500}}, token=token)).status_code == 200
    assert (await refuse(api, token, {"data": {"b": "x" * 1500}}))[:2] == (400, "validation_failed")
    assert list((await api.get("/user", token=token)).json()["user_metadata"]) == ["a"]


async def test_a_new_password_ends_other_sessions(api: AuthApi) -> None:
    """The session of the change goes on, the others do not, and the old password is void."""
    other, token = await sign_in(api), await sign_in(api)
    assert (await api.put("/user", {"password": NEW}, token=token)).status_code == 200
    assert (await api.get("/user", token=token)).status_code == 200
    assert (await api.get("/user", token=other)).json()["code"] == "session_not_found"
    assert (await api.sign_in("ann@example.com", password=NEW))["user"]["email"] == "ann@example.com"
    old = await api.post("/token", {"email": "ann@example.com", "password": PASSWORD}, grant_type="password")
    assert old.json()["code"] == "invalid_credentials"


async def test_refused_changes(api: AuthApi) -> None:
    """Every refusal has its code and text, and changes nothing."""
    await api.add_user("bob@example.com")
    token = await sign_in(api)
    before = (await api.get("/user", token=token)).json()
    for body, expected in (
        (
            {"password": PASSWORD},
            (422, "same_password", "New password should be different from the old password."),
        ),
        ({"password": "short"}, (422, "weak_password", "Password should be at least 6 characters.")),
        ({"password": ""}, (422, "weak_password", "Password should be at least 6 characters.")),
        (
            {"email": "BOB@example.com", "data": {"a": 1}},
            (422, "email_exists", "A user with this email address has already been registered"),
        ),
        ({"email": "x"}, (400, "validation_failed", "Unable to validate email address: invalid format")),
        ({"phone": "491234"}, (400, "phone_provider_disabled", "Unsupported phone provider")),
        (
            {"app_metadata": {"role": "admin"}},
            (403, "not_admin", "Updating app_metadata requires admin privileges"),
        ),
    ):
        assert await refuse(api, token, body) == expected, body
    assert (await api.get("/user", token=token)).json() == before
    assert (await api.put("/user", {"data": {}})).json()["code"] == "no_authorization"


async def test_both_addresses_confirm_a_change(api: AuthApi) -> None:
    """With secure changes both mails are needed, in any order; the second gives a session."""
    token = await sign_in(api)
    response = await api.put("/user", {"email": "New@example.com"}, token=token)
    user = response.json()
    assert (user["email"], user["new_email"]) == ("ann@example.com", "new@example.com")
    assert user["email_change_sent_at"]
    new, current = api.mailer.sent
    assert (new.to, current.to) == ("new@example.com", "ann@example.com")
    assert link_in(new)["type"] == link_in(current)["type"] == "email_change"
    first = fragment_of(await follow_link(api, current))
    assert first == {"message": "Confirmation link accepted. Please proceed to confirm link sent to the other email"}
    assert "error" in fragment_of(await follow_link(api, current))
    assert (await api.get("/user", token=token)).json()["email"] == "ann@example.com"
    second = fragment_of(await follow_link(api, new))
    assert second["type"] == "email_change"
    user = (await api.get("/user", token=second["access_token"])).json()
    assert (user["email"], "new_email" in user) == ("new@example.com", False)
    assert user["identities"][0]["identity_data"]["email"] == "new@example.com"
    assert user["identities"][0]["email"] == "new@example.com"
    assert (await api.sign_in("new@example.com"))["user"]["id"] == user["id"]


async def test_codes_confirm_a_change_as_well(api: AuthApi) -> None:
    """The first code is accepted without a session, the second with one."""
    await api.put("/user", {"email": "new@example.com"}, token=await sign_in(api))
    new, current = api.mailer.sent
    body = {"type": "email_change", "email": "ann@example.com", "token": code_in(current)}
    response = await api.post("/verify", body)
    assert response.json() == {
        "code": "200",
        "msg": "Confirmation link accepted. Please proceed to confirm link sent to the other email",
    }
    body = {"type": "email_change", "email": "new@example.com", "token": code_in(new)}
    assert (await api.post("/verify", body)).json()["user"]["email"] == "new@example.com"


async def test_one_confirmation_is_enough_without_secure_changes(api: AuthApi) -> None:
    """Only the new address gets mail; a second request comes a minute later, with a new link."""
    api.change(mail=MailRules(secure_email_change=False))
    token = await sign_in(api)
    await api.put("/user", {"email": "new@example.com"}, token=token)
    assert (await refuse(api, token, {"email": "newer@example.com"}))[:2] == (429, "over_email_send_rate_limit")
    api.clock.advance(61)
    await api.post("/resend", {"type": "email_change", "email": "ann@example.com"})
    assert [mail.to for mail in api.mailer.sent] == ["new@example.com"] * 2
    assert "error" in fragment_of(await follow_link(api, api.mailer.sent[0]))
    assert fragment_of(await follow_link(api, api.mailer.sent[1]))["type"] == "email_change"


async def test_an_address_that_was_taken_meanwhile_is_refused(api: AuthApi) -> None:
    """The change fails when it is confirmed, and stays unconfirmed."""
    api.change(mail=MailRules(secure_email_change=False))
    await api.put("/user", {"email": "new@example.com"}, token=await sign_in(api))
    await api.add_user("new@example.com")
    assert fragment_of(await follow_link(api, api.mailer.sent[0]))["error_code"] == "email_exists"
    assert (await api.sign_in("ann@example.com"))["user"]["email"] == "ann@example.com"


async def test_with_autoconfirm_a_change_is_made_at_once(api: AuthApi) -> None:
    """No mail is sent."""
    api.change(mail=MailRules(autoconfirm=True))
    user = (await api.put("/user", {"email": "new@example.com"}, token=await sign_in(api))).json()
    assert (user["email"], "new_email" in user, api.mailer.sent) == ("new@example.com", False, [])


@pytest.mark.parametrize("rules", [MailRules(autoconfirm=True), MailRules()])
async def test_anonymous_users_become_permanent(api: AuthApi, rules: MailRules) -> None:
    """An address makes a user permanent once it is confirmed; a password needs one."""
    api.change(anonymous_enabled=True, mail=rules)
    session = (await api.post("/signup", {})).json()
    token = session["access_token"]
    assert (await refuse(api, token, {"password": NEW}))[:2] == (422, "validation_failed")
    user = (await api.put("/user", {"email": "new@example.com", "password": NEW}, token=token)).json()
    if not rules.autoconfirm:
        assert user["is_anonymous"] is True
        (mail,) = api.mailer.sent
        assert fragment_of(await follow_link(api, mail))["type"] == "email_change"
    user = (await api.sign_in("new@example.com", password=NEW))["user"]
    assert (user["id"], user["is_anonymous"]) == (session["user"]["id"], False)
    assert user["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert [identity["provider"] for identity in user["identities"]] == ["email"]


async def test_old_sessions_need_a_nonce_for_a_password(api: AuthApi) -> None:
    """After a day a new password needs the code of a mail, which is used once."""
    api.change(requires_reauthentication=True, token_lifetime=200_000)
    token = await sign_in(api)
    assert (await api.put("/user", {"password": NEW}, token=token)).status_code == 200
    api.clock.advance(86_500)
    needed = (400, "reauthentication_needed", "Password update requires reauthentication")
    assert await refuse(api, token, {"password": PASSWORD}) == needed
    await api.get("/reauthenticate", token=token)
    nonce = code_in(api.mailer.sent[0])
    invalid = (422, "reauthentication_not_valid", "Nonce has expired or is invalid")
    assert await refuse(api, token, {"password": PASSWORD, "nonce": "x"}) == invalid
    assert (await api.put("/user", {"password": PASSWORD, "nonce": nonce}, token=token)).status_code == 200
    assert await refuse(api, token, {"password": NEW, "nonce": nonce}) == invalid


async def test_the_current_password_can_be_required(api: AuthApi) -> None:
    """A new password needs the old one, except in a session that began with a link."""
    api.change(requires_current_password=True)
    token = await sign_in(api)
    assert (await refuse(api, token, {"password": NEW}))[:2] == (400, "current_password_required")
    wrong = await refuse(api, token, {"password": NEW, "current_password": "wrong"})
    assert wrong[:2] == (400, "current_password_mismatch")
    assert api.limiter.failed == ["ann@example.com"]
    body = {"password": NEW, "current_password": PASSWORD}
    assert (await api.put("/user", body, token=token)).status_code == 200
    await api.post("/recover", {"email": "ann@example.com"})
    recovered = fragment_of(await follow_link(api, api.mailer.sent[0]))["access_token"]
    assert (await api.put("/user", {"password": PASSWORD}, token=recovered)).status_code == 200


async def test_second_factors_protect_password_and_address(api: AuthApi) -> None:
    """With a verified factor only a session of aal2 changes them; data can be changed."""
    token = await sign_in(api)
    user_id = UUID((await api.get("/user", token=token)).json()["id"])
    await api.deps.pool().execute(
        "INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)"
        " VALUES (gen_random_uuid(), $1, 'totp', 'verified', now(), now())",
        user_id,
    )
    for body in ({"password": NEW}, {"email": "new@example.com"}):
        assert await refuse(api, token, body) == (
            401,
            "insufficient_aal",
            "AAL2 session is required to update email or password when MFA is enabled.",
        )
    assert (await api.put("/user", {"data": {"a": 1}, "email": "ann@example.com"}, token=token)).status_code == 200


async def test_users_of_sso_change_nothing_of_their_sign_in(api: AuthApi) -> None:
    """Their provider decides about it."""
    token = await sign_in(api)
    await api.deps.pool().execute("UPDATE auth.users SET is_sso_user = true WHERE email = 'ann@example.com'")
    assert (await refuse(api, token, {"password": NEW}))[:2] == (422, "user_sso_managed")
