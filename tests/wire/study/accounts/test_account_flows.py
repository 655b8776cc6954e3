"""Flows of accounts through the API, with the mails that a mail server receives."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest

from wire.study.accounts.accounts_servers import (
    SITE,
    Accounts,
    code_in,
    fragment_of,
    link_in,
)
from wire.supabase.conformance_servers import SECRET

TOKEN = "/token?grant_type="
VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"
IDENTITY = {
    "identity_id": "<uuid>", "id": "<uuid>", "user_id": "<uuid>", "provider": "email", "email": "<any>",
    "last_sign_in_at": "<time>", "created_at": "<time>", "updated_at": "<time>",
}  # fmt: skip
USER = {
    "id": "<uuid>", "aud": "authenticated", "role": "authenticated", "email": "<any>", "phone": "",
    "app_metadata": {"provider": "email", "providers": ["email"]}, "created_at": "<time>", "updated_at": "<time>",
    "is_anonymous": False,
}  # fmt: skip


def user_answer(email: str, *, confirmed: bool, data: dict[str, Any] | None = None, **times: Any) -> dict[str, Any]:
    """Return the JSON of a user who signed up."""
    claims = {"sub": "<uuid>", "email": email, "email_verified": False, "phone_verified": False, **(data or {})}
    confirmation = {"email_confirmed_at": "<time>", "confirmed_at": "<time>"} if confirmed else {}
    return {
        **USER,
        "email": email,
        "user_metadata": {**claims, "email_verified": confirmed},
        "identities": [{**IDENTITY, "email": email, "identity_data": claims}],
        **confirmation,
        **times,
    }


def session_answer(user: Any, **members: Any) -> dict[str, Any]:
    """Return the JSON of a session."""
    return {
        "access_token": "<any>", "token_type": "bearer", "expires_in": 3600, "expires_at": "<any>",
        "refresh_token": "<any>", "user": user, **members,
    }  # fmt: skip


def challenge(method: str = "plain") -> dict[str, str]:
    """Return the members of a body that start a flow with PKCE."""
    return {"code_challenge": VERIFIER, "code_challenge_method": method}


def test_sign_up_confirms_an_address(accounts: Accounts) -> None:
    """The link of the mail is used once, and leads to the target with a session."""
    email = "new@example.org"
    body = {"email": email.upper(), "password": "correct horse", "data": {"name": "Ada"}}
    target = "/signup?redirect_to=https://app.example.org/welcome?a=1"
    answer = user_answer(email, confirmed=False, data={"name": "Ada"}, confirmation_sent_at="<time>")
    accounts.expect(200, "POST", target, body, answer=answer)
    sign_in = ("POST", f"{TOKEN}password", {"email": email, "password": "correct horse"})
    accounts.refuse(400, "email_not_confirmed", "Email not confirmed", *sign_in)
    mail = accounts.take_mail(email)
    assert mail["Subject"] == "Confirm Your Email"
    link = link_in(mail)
    query = parse_qs(urlsplit(link).query)
    assert (query["type"], query["redirect_to"]) == (["signup"], ["https://app.example.org/welcome?a=1"])
    location = accounts.follow(link)
    assert location.startswith("https://app.example.org/welcome?a=1#access_token=")
    assert list(fragment_of(location)) == [
        "access_token", "expires_at", "expires_in", "refresh_token", "sb", "token_type", "type",
    ]  # fmt: skip
    assert fragment_of(location)["type"] == "signup"
    assert fragment_of(accounts.follow(link))["error_code"] == "otp_expired"
    user = accounts.expect(200, "GET", "/user", token=fragment_of(location)["access_token"])
    assert user["identities"][0]["identity_data"]["email_verified"] is True
    assert user["user_metadata"]["email_verified"] is True
    repeated = accounts.sign_up(email)
    assert (repeated["identities"], repeated["role"], "email_confirmed_at" in repeated) == ([], "", False)
    assert repeated["id"] != user["id"]


def test_codes_of_mails(accounts: Accounts) -> None:
    """The code of a mail works once, with its address alone."""
    email = "code@example.org"
    accounts.expect(200, "POST", "/otp", {"email": email, "data": {"a": 1}}, answer={})
    code = code_in(accounts.take_mail(email))
    verify = {"type": "email", "token": code, "email": email}
    wrong = {**verify, "email": "other@example.org"}
    expired = (403, "otp_expired", "Token has expired or is invalid")
    accounts.refuse(*expired, "POST", "/verify", wrong)
    session = accounts.expect(200, "POST", "/verify", verify)
    assert session["user"]["user_metadata"]["a"] == 1
    accounts.refuse(*expired, "POST", "/verify", verify)
    accounts.expect(200, "POST", "/otp", {"email": email}, answer={})
    mail = accounts.take_mail(email)
    assert mail["Subject"] == "Your Magic Link"
    body = {"type": "magiclink", "token_hash": parse_qs(urlsplit(link_in(mail)).query)["token"][0]}
    session = accounts.expect(200, "POST", "/verify", body)
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert [method["method"] for method in claims["amr"]] == ["otp"]


def test_recovery_with_pkce(accounts: Accounts) -> None:
    """The link leads to a code, which the client exchanges with its verifier."""
    email = "pkce@example.org"
    accounts.add_user(email)
    target = "/recover?redirect_to=https://app.example.org/reset"
    accounts.expect(200, "POST", target, {"email": email, **challenge()}, answer={})
    mail = accounts.take_mail(email)
    assert mail["Subject"] == "Reset Your Password"
    link = link_in(mail)
    assert parse_qs(urlsplit(link).query)["token"][0].startswith("pkce_")
    location = accounts.follow(link)
    assert urlsplit(location).fragment == ""
    code = parse_qs(urlsplit(location).query)["code"][0]
    wrong = {"auth_code": code, "code_verifier": VERIFIER[1:]}
    message = "code challenge does not match previously saved code verifier"
    accounts.refuse(400, "bad_code_verifier", message, "POST", f"{TOKEN}pkce", wrong)
    right = {"auth_code": code, "code_verifier": VERIFIER}
    session = accounts.expect(200, "POST", f"{TOKEN}pkce", right)
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert claims["amr"][0]["method"] == "recovery"
    message = "invalid flow state, no valid flow state found"
    accounts.refuse(404, "flow_state_not_found", message, "POST", f"{TOKEN}pkce", right)


def test_sessions_and_sign_out(accounts: Accounts) -> None:
    """Refresh tokens are replaced; sign-out ends what its scope says."""
    email = "sessions@example.org"
    user = accounts.add_user(email)
    first, second, third = (accounts.sign_in(email) for _ in range(3))
    claims = jwt.decode(first["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert list(claims) == [
        "aud", "exp", "iat", "iss", "sub", "email", "phone", "app_metadata", "user_metadata", "role", "aal", "amr",
        "session_id", "is_anonymous",
    ]  # fmt: skip
    assert (claims["sub"], claims["aal"], claims["exp"]) == (user["id"], "aal1", first["expires_at"])
    refreshed = accounts.expect(200, "POST", f"{TOKEN}refresh_token", {"refresh_token": first["refresh_token"]})
    assert refreshed["refresh_token"] != first["refresh_token"]
    again = accounts.expect(200, "POST", f"{TOKEN}refresh_token", {"refresh_token": first["refresh_token"]})
    assert again["refresh_token"] == refreshed["refresh_token"]
    bad = ("POST", "/logout?scope=some")
    accounts.refuse(400, "validation_failed", 'Unsupported logout scope "some"', *bad, token=first["access_token"])
    assert accounts.expect(204, "POST", "/logout?scope=local", token=first["access_token"]) is None
    gone = (403, "session_not_found", "Session from session_id claim in JWT does not exist")
    accounts.refuse(*gone, "GET", "/user", token=first["access_token"])
    accounts.expect(204, "POST", "/logout?scope=others", token=second["access_token"])
    accounts.refuse(*gone, "GET", "/user", token=third["access_token"])
    accounts.expect(200, "GET", "/user", token=second["access_token"])
    accounts.expect(204, "POST", "/logout", token=second["access_token"])
    accounts.refuse(*gone, "GET", "/user", token=second["access_token"])
    body = {"refresh_token": second["refresh_token"]}
    message = "Invalid Refresh Token: Refresh Token Not Found"
    accounts.refuse(400, "refresh_token_not_found", message, "POST", f"{TOKEN}refresh_token", body)


def test_changes_of_the_own_user(accounts: Accounts) -> None:
    """Data is merged, a password must be another one, and both addresses confirm a new one."""
    email, wanted = "change@example.org", "changed@example.org"
    accounts.add_user(email)
    accounts.add_user("taken@example.org")
    token = accounts.sign_in(email)["access_token"]
    accounts.expect(200, "PUT", "/user", {"data": {"a": 1, "b": 2}}, token=token)
    user = accounts.expect(200, "PUT", "/user", {"data": {"b": None}}, token=token)
    assert (user["user_metadata"].get("a"), "b" in user["user_metadata"]) == (1, False)
    message = "New password should be different from the old password."
    accounts.refuse(422, "same_password", message, "PUT", "/user", {"password": "correct horse"}, token=token)
    message = "A user with this email address has already been registered"
    accounts.refuse(422, "email_exists", message, "PUT", "/user", {"email": "taken@example.org"}, token=token)
    user = accounts.expect(200, "PUT", "/user", {"email": wanted}, token=token)
    assert (user["email"], user["new_email"], "email_change_sent_at" in user) == (email, wanted, True)
    mails = [accounts.take_mail(address) for address in (email, wanted)]
    assert [mail["Subject"] for mail in mails] == ["Confirm Email Change"] * 2
    location = accounts.follow(link_in(mails[0]))
    message = "Confirmation+link+accepted.+Please+proceed+to+confirm+link+sent+to+the+other+email"
    assert location == f"{SITE}#message={message}&sb="
    assert fragment_of(accounts.follow(link_in(mails[1])))["type"] == "email_change"
    user = accounts.expect(200, "GET", "/user", token=token)
    assert (user["email"], user["identities"][0]["email"], "new_email" in user) == (wanted, wanted, False)


def test_links_again(accounts: Accounts) -> None:
    """A link that is sent again replaces the first one."""
    email = "again@example.org"
    accounts.sign_up(email)
    first = link_in(accounts.take_mail(email))
    accounts.expect(200, "POST", "/resend", {"type": "signup", "email": email}, answer={})
    second = accounts.take_mail(email)
    assert second["Subject"] == "Confirm Your Email"
    assert fragment_of(accounts.follow(first))["error_code"] == "otp_expired"
    body = {"type": "signup", "token": code_in(second), "email": email}
    answer = user_answer(email, confirmed=True, confirmation_sent_at="<time>", last_sign_in_at="<time>")
    answer["identities"][0]["identity_data"]["email_verified"] = True
    accounts.expect(200, "POST", "/verify", body, answer=session_answer(answer))


def test_sign_up_without_confirmation(auto: Accounts) -> None:
    """The address is confirmed at once, and a second sign-up is refused."""
    body = {"email": "quick@example.org", "password": "correct horse"}
    user = user_answer("quick@example.org", confirmed=True, last_sign_in_at="<time>")
    user = {**user, "aud": "people", "role": "member"}
    session = auto.expect(200, "POST", "/signup", body, answer=session_answer(user, expires_in=600))
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="people")
    assert (claims["role"], claims["exp"] - claims["iat"]) == ("member", 600)
    auto.refuse(422, "user_already_exists", "User already registered", "POST", "/signup", body)


def test_anonymous_users(auto: Accounts) -> None:
    """Somebody without a name gets a session, and becomes a user with an address."""
    user = {
        **USER, "aud": "people", "role": "member", "email": "", "app_metadata": {}, "user_metadata": {"x": 1},
        "identities": [], "last_sign_in_at": "<time>", "is_anonymous": True,
    }  # fmt: skip
    answer = session_answer(user, expires_in=600)
    token = auto.expect(200, "POST", "/signup", {"data": {"x": 1}}, answer=answer)["access_token"]
    message = "Updating password of an anonymous user without an email or phone is not allowed"
    auto.refuse(422, "validation_failed", message, "PUT", "/user", {"password": "correct horse"}, token=token)
    named = auto.expect(200, "PUT", "/user", {"email": "named@example.org"}, token=token)
    assert (named["is_anonymous"], named["email"]) == (False, "named@example.org")
    assert named["identities"][0]["provider"] == "email"


def test_authorize_redirects(auto: Accounts) -> None:
    """The address of the provider has the parameters of OAuth, and those that are passed on."""
    response = auto.call("GET", "/authorize?provider=google&redirect_to=https://app.example.org/in&prompt=consent")
    assert response.status == 302
    parts = urlsplit(response.headers["location"])
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path) == ("accounts.google.com", "/o/oauth2/auth") or parts.netloc.endswith(
        "google.com"
    )
    assert (query["client_id"], query["redirect_uri"]) == (["the-client"], ["https://auth.example.org/callback"])
    assert (query["response_type"], query["prompt"]) == (["code"], ["consent"])
    assert {"email", "profile"} <= set(query["scope"][0].split())
    token = auto.sign_up("linking@example.org")["access_token"]
    url = auto.expect(
        200, "GET", "/user/identities/authorize?provider=google&skip_http_redirect=true", token=token
    )["url"]  # fmt: skip
    assert urlsplit(url).netloc.endswith("google.com")
    identity = auto.expect(200, "GET", "/user", token=token)["identities"][0]["identity_id"]
    message = "User must have at least 1 identity after unlinking"
    auto.refuse(
        422, "single_identity_not_deletable", message, "DELETE", f"/user/identities/{identity}", token=token
    )  # fmt: skip


@pytest.mark.parametrize("method", ["plain", "s256", "S256"])
def test_sign_up_with_pkce(accounts: Accounts, method: str) -> None:
    """The confirmation leads to a code of the client that signed up."""
    email = f"{uuid4()}@pkce.example"
    value = VERIFIER
    if method != "plain":
        value = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    body = {"email": email, "password": "correct horse", "code_challenge": value, "code_challenge_method": method}
    accounts.expect(200, "POST", "/signup", body)
    location = accounts.follow(link_in(accounts.take_mail(email)))
    code = parse_qs(urlsplit(location).query)["code"][0]
    session = accounts.expect(200, "POST", f"{TOKEN}pkce", {"auth_code": code, "code_verifier": VERIFIER})
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert claims["amr"][0]["method"] == "email/signup"


def test_a_refresh_token_is_used_again_at_once(accounts: Accounts) -> None:
    """Within the interval even an old token of the session returns the current one."""
    accounts.add_user("twice@example.org")
    first = accounts.sign_in("twice@example.org")["refresh_token"]
    token = first
    for _ in range(3):
        token = accounts.expect(200, "POST", f"{TOKEN}refresh_token", {"refresh_token": token})["refresh_token"]
    again = accounts.expect(200, "POST", f"{TOKEN}refresh_token", {"refresh_token": first})
    assert again["refresh_token"] == token
