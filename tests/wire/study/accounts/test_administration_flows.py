"""What administrators do through the API, and second factors of users."""

import base64
import hmac
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest

from wire.study.accounts.accounts_servers import (
    API,
    SITE,
    Accounts,
    AccountsServers,
    admin_token,
    code_in,
    fragment_of,
    link_in,
)
from wire.supabase.conformance_servers import SECRET

TOKEN = "/token?grant_type="
USER = {
    "id": "<uuid>", "aud": "authenticated", "role": "authenticated", "email": "<any>", "phone": "",
    "app_metadata": {"provider": "email", "providers": ["email"]}, "created_at": "<time>", "updated_at": "<time>",
    "is_anonymous": False, "user_metadata": {"email_verified": True}, "identities": "<any>",
    "email_confirmed_at": "<time>", "confirmed_at": "<time>",
}  # fmt: skip


@pytest.fixture
def admin() -> dict[str, Any]:
    """Return the options of a request of an administrator."""
    return {"token": admin_token()}


def make_code(secret: str, *, at: float | None = None) -> str:
    """Return the code that an authenticator app shows (RFC 6238)."""
    period = int((time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), period.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    return str((int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF) % 10**6).zfill(6)


def test_users_are_managed(accounts: Accounts, admin: dict[str, Any]) -> None:
    """A user is added, read, changed, banned, and deleted softly and for good."""
    email = "managed@example.org"
    body = {"email": email, "password": "correct horse", "email_confirm": True, "user_metadata": {"a": 1}}
    answer = {**USER, "email": email, "user_metadata": {"a": 1, "email_verified": True}}
    user = accounts.expect(200, "POST", "/admin/users", body, answer=answer, **admin)
    assert user["identities"][0]["provider"] == "email"
    message = "A user with this email address has already been registered"
    accounts.refuse(422, "email_exists", message, "POST", "/admin/users", body, **admin)
    target = f"/admin/users/{user['id']}"
    assert accounts.expect(200, "GET", target, **admin) == user
    changes = {"app_metadata": {"plan": "x"}, "role": "editor", "user_metadata": {"a": None, "b": 2}}
    changed = accounts.expect(200, "PUT", target, changes, **admin)
    assert changed["app_metadata"] == {"plan": "x", "provider": "email", "providers": ["email"]}
    assert (changed["role"], changed["user_metadata"].get("a"), changed["user_metadata"]["b"]) == ("editor", None, 2)
    assert accounts.expect(200, "PUT", target, {"ban_duration": "24h"}, **admin)["banned_until"]
    sign_in = ("POST", f"{TOKEN}password", {"email": email, "password": "correct horse"})
    accounts.refuse(400, "user_banned", "User is banned", *sign_in)
    message = 'invalid format for ban duration: time: invalid duration "long"'
    accounts.refuse(400, "validation_failed", message, "PUT", target, {"ban_duration": "long"}, **admin)
    assert "banned_until" not in accounts.expect(200, "PUT", target, {"ban_duration": "none"}, **admin)
    accounts.expect(200, *sign_in)
    accounts.expect(200, "DELETE", target, {"should_soft_delete": True}, answer={}, **admin)
    hidden = accounts.expect(200, "GET", target, **admin)
    assert (hidden["deleted_at"] != "", email in str(hidden)) == (True, False)
    accounts.refuse(400, "invalid_credentials", "Invalid login credentials", *sign_in)
    accounts.expect(200, "DELETE", target, answer={}, **admin)
    accounts.refuse(404, "user_not_found", "User not found", "GET", target, **admin)
    accounts.refuse(404, "user_not_found", "User not found", "DELETE", target, **admin)


def test_users_are_listed_in_pages(accounts: Accounts, admin: dict[str, Any]) -> None:
    """Pages have links to others in the form that the client reads, and the number of all."""
    made = [accounts.add_user(f"page{number}@paging.example")["id"] for number in range(3)]
    response = accounts.call("GET", "/admin/users?page=1&per_page=2&filter=paging.example", **admin)
    query = "filter=paging.example&page={}&per_page=2"
    assert response.headers["link"] == (
        f'</admin/users?{query.format(2)}>; rel="next", </admin/users?{query.format(2)}>; rel="last"'
    )
    assert response.headers["x-total-count"] == "3"
    page = accounts.expect(200, "GET", "/admin/users?per_page=2&filter=paging.example", **admin)
    assert (page["aud"], [user["id"] for user in page["users"]]) == ("authenticated", made[:0:-1])
    response = accounts.call("GET", "/admin/users?page=2&per_page=2&filter=paging.example", **admin)
    assert response.headers["link"] == f'</admin/users?{query.format(2)}>; rel="last"'
    assert "nobody@nowhere" not in response.body.decode()
    nothing = accounts.expect(200, "GET", "/admin/users?filter=nobody@nowhere", **admin)
    assert nothing == {"users": [], "aud": "authenticated"}


def test_invitations(accounts: Accounts, admin: dict[str, Any]) -> None:
    """An invited user signs in with the link, and cannot be invited again."""
    email = "invited@example.org"
    body = {"email": email, "data": {"team": 7}}
    user = accounts.expect(200, "POST", "/invite", body, **admin)
    assert (user["email"], user["user_metadata"]["team"]) == (email, 7)
    assert {"invited_at", "confirmation_sent_at"} <= user.keys()
    assert "email_confirmed_at" not in user
    mail = accounts.take_mail(email)
    assert mail["Subject"] == "You have been invited"
    location = accounts.follow(link_in(mail))
    assert (location.partition("#")[0], fragment_of(location)["type"]) == (SITE, "invite")
    message = "A user with this email address has already been registered"
    accounts.refuse(422, "email_exists", message, "POST", "/invite", body, **admin)
    accounts.refuse(401, "no_authorization", "This endpoint requires a valid Bearer token", "POST", "/invite", body)


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink", "recovery", "email_change_new"])
def test_generated_links(accounts: Accounts, admin: dict[str, Any], kind: str) -> None:
    """A generated link has all its parts beside its user, and works."""
    email = f"{kind}@links.example.org"
    if kind in ("recovery", "email_change_new"):
        accounts.add_user(email)
    body = {
        "type": kind, "email": email, "password": "correct horse", "new_email": f"new.{email}",
        "redirect_to": f"{SITE}/here",
    }  # fmt: skip
    link = accounts.expect(200, "POST", "/admin/generate_link", body, **admin)
    made = "signup" if kind == "magiclink" else kind
    assert (link["verification_type"], link["redirect_to"], link["email"]) == (made, f"{SITE}/here", email)
    query = {name: values[0] for name, values in parse_qs(urlsplit(link["action_link"]).query).items()}
    wanted = "email_change" if kind == "email_change_new" else made
    assert query == {"token": link["hashed_token"], "type": wanted, "redirect_to": f"{SITE}/here"}
    assert link["action_link"].startswith(f"{API}/verify?token=")
    assert len(link["email_otp"]) == 6
    location = accounts.follow(link["action_link"])
    assert location.startswith(f"{SITE}/here#")


def test_links_that_cannot_be_generated(accounts: Accounts, admin: dict[str, Any]) -> None:
    """Links need a user, or none."""
    accounts.add_user("confirmed@links.example.org")
    missing = {"type": "recovery", "email": "missing@links.example.org"}
    message = "User with this email not found"
    accounts.refuse(404, "user_not_found", message, "POST", "/admin/generate_link", missing, **admin)
    known = {"type": "signup", "email": "confirmed@links.example.org", "password": "correct horse"}
    message = "A user with this email address has already been registered"
    accounts.refuse(422, "email_exists", message, "POST", "/admin/generate_link", known, **admin)


def test_other_kinds_of_factors(accounts: Accounts) -> None:
    """Kinds that are not offered have errors of their own."""
    accounts.add_user("kinds@example.org")
    options = {"token": accounts.sign_in("kinds@example.org")["access_token"]}
    message = "factor_type needs to be totp, phone, or webauthn"
    accounts.refuse(400, "validation_failed", message, "POST", "/factors", {"factor_type": "x"}, **options)
    message = "MFA enroll is disabled for Phone"
    phone = {"factor_type": "phone", "phone": "4912345678"}
    accounts.refuse(422, "mfa_phone_enroll_not_enabled", message, "POST", "/factors", phone, **options)


def test_second_factors(accounts: Accounts, admin: dict[str, Any]) -> None:
    """A factor is enrolled, challenged and verified with the code of an authenticator app, and then demanded."""
    email = "factor@example.org"
    user = accounts.add_user(email)
    session, other = accounts.sign_in(email), accounts.sign_in(email)
    options = {"token": session["access_token"]}
    body = {"factor_type": "totp", "friendly_name": "App"}
    factor = accounts.expect(
        200, "POST", "/factors", body, **options,
        answer={"id": "<uuid>", "type": "totp", "friendly_name": "App",
                "totp": {"qr_code": "<any>", "secret": "<any>", "uri": "<any>"}},
    )  # fmt: skip
    secret = factor["totp"]["secret"]
    assert factor["totp"]["qr_code"].startswith(("<svg", "<?xml"))
    assert factor["totp"]["uri"].startswith("otpauth://totp/app.example.org:factor@example.org?")
    assert (len(secret), parse_qs(urlsplit(factor["totp"]["uri"]).query)["secret"]) == (32, [secret])
    message = 'A factor with the friendly name "App" for this user already exists'
    accounts.refuse(422, "mfa_factor_name_conflict", message, "POST", "/factors", body, **options)
    target = f"/factors/{factor['id']}"
    unknown = f"/factors/{uuid4()}/challenge"
    accounts.refuse(404, "mfa_factor_not_found", "Factor not found", "POST", unknown, {}, **options)
    answer = {"id": "<uuid>", "type": "totp", "expires_at": "<any>"}
    challenge = accounts.expect(200, "POST", f"{target}/challenge", {}, answer=answer, **options)
    assert 290 < challenge["expires_at"] - time.time() < 310
    wrong = {"challenge_id": challenge["id"], "code": make_code(secret, at=time.time() - 3000)}
    message = "Invalid TOTP code entered"
    accounts.refuse(422, "mfa_verification_failed", message, "POST", f"{target}/verify", wrong, **options)
    right = {"challenge_id": challenge["id"], "code": make_code(secret)}
    raised = accounts.expect(200, "POST", f"{target}/verify", right, **options)
    claims = jwt.decode(raised["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert (claims["aal"], [method["method"] for method in claims["amr"]]) == ("aal2", ["totp", "password"])
    listed = {
        "id": factor["id"], "status": "verified", "friendly_name": "App", "factor_type": "totp",
        "created_at": "<time>", "updated_at": "<time>", "last_challenged_at": "<time>",
    }  # fmt: skip
    accounts.expect(200, "GET", f"/admin/users/{user['id']}/factors", answer=[listed], **admin)
    ended = (403, "session_not_found", "Session from session_id claim in JWT does not exist")
    accounts.refuse(*ended, "GET", "/user", token=other["access_token"])
    weak = {"token": accounts.sign_in(email)["access_token"]}
    message = "AAL2 session is required to update email or password when MFA is enabled."
    accounts.refuse(401, "insufficient_aal", message, "PUT", "/user", {"password": "another horse"}, **weak)
    message = "AAL2 required to unenroll verified factor"
    accounts.refuse(422, "insufficient_aal", message, "DELETE", target, **weak)
    answer = {"id": factor["id"]}
    accounts.expect(200, "DELETE", target, answer=answer, token=raised["access_token"])
    accounts.expect(200, "GET", f"/admin/users/{user['id']}/factors", answer=[], **admin)


def test_factors_can_be_switched_off(accounts_servers: AccountsServers, accounts: Accounts) -> None:
    """Where factors are off, none is enrolled."""
    accounts.add_user("nofactor@example.org")
    token = accounts.sign_in("nofactor@example.org")["access_token"]
    strict = accounts_servers.client("strict")
    message = "MFA enroll is disabled for TOTP"
    strict.refuse(422, "mfa_totp_enroll_not_enabled", message, "POST", "/factors", {"factor_type": "totp"}, token=token)


def test_settings(accounts: Accounts, accounts_servers: AccountsServers) -> None:
    """The settings say which ways to sign in there are."""
    settings = accounts.expect(200, "GET", "/settings")
    enabled = [name for name, on in settings["external"].items() if on]
    assert (enabled, settings["disable_signup"], settings["mailer_autoconfirm"]) == (["email"], False, False)
    assert {"phone_autoconfirm": False, "sms_provider": "", "saml_enabled": False}.items() <= settings.items()
    auto = accounts_servers.client("auto").expect(200, "GET", "/settings")
    enabled = sorted(name for name, on in auto["external"].items() if on)
    assert (enabled, auto["mailer_autoconfirm"]) == (["anonymous_users", "email", "google"], True)
    assert accounts_servers.client("strict").expect(200, "GET", "/settings")["disable_signup"] is True


def test_reauthentication(accounts: Accounts) -> None:
    """A nonce is sent by mail."""
    accounts.add_user("again@reauthentication.example")
    token = accounts.sign_in("again@reauthentication.example")["access_token"]
    accounts.expect(200, "GET", "/reauthenticate", answer={}, token=token)
    assert len(code_in(accounts.take_mail("again@reauthentication.example"))) == 6


def test_audit_log(accounts: Accounts, admin: dict[str, Any]) -> None:
    """Sign-ins are in the log, newest first."""
    accounts.add_user("audited@example.org")
    accounts.sign_in("audited@example.org")
    response = accounts.call("GET", "/admin/audit?query=author:audited@example.org&per_page=5", **admin)
    assert response.headers["x-total-count"] == "1"
    entries = accounts.expect(200, "GET", "/admin/audit?query=action:login&per_page=1", **admin)
    payload = entries[0]["payload"]
    assert (payload["action"], payload["log_type"], payload["actor_username"]) == (
        "login", "account", "audited@example.org",
    )  # fmt: skip
