"""What the variables of `alcove auth` change, with the mails that a mail server receives."""

import re

import jwt
import pytest

from wire.study.accounts.accounts_servers import Accounts, AccountsServers, admin_token, fragment_of, link_in

TOKEN = "/token?grant_type="


def test_requests_are_limited_by_a_header(accounts_servers: AccountsServers) -> None:
    """Requests are counted by the header of the configuration, and not without it."""
    strict = accounts_servers.client("strict")
    body = {"refresh_token": "abcdefghijkl"}
    statuses = [
        strict.call("POST", f"{TOKEN}refresh_token", body, headers={"X-Client": "one"}).status for _ in range(31)
    ]
    assert (statuses[:30], statuses[30]) == ([400] * 30, 429)
    limited = {"headers": {"X-Client": "one"}}
    message = "Request rate limit reached"
    strict.refuse(429, "over_request_rate_limit", message, "POST", f"{TOKEN}refresh_token", body, **limited)
    assert strict.call("POST", f"{TOKEN}refresh_token", body).status == 400
    assert strict.call("POST", f"{TOKEN}refresh_token", body, headers={"X-Client": "two"}).status == 400


@pytest.mark.parametrize(("role", "status"), [("boss", 200), ("service_role", 403)])
def test_roles_of_administrators(auto: Accounts, role: str, status: int) -> None:
    """Only the configured roles administer."""
    assert auto.call("GET", "/admin/users", token=admin_token(role)).status == status


def test_mails_are_sent_at_intervals(accounts_servers: AccountsServers, accounts: Accounts) -> None:
    """A second mail of a kind waits for a minute."""
    accounts.add_user("often@example.org")
    slow = accounts_servers.client("passwords")
    slow.expect(200, "POST", "/recover", {"email": "often@example.org"}, answer={})
    response = slow.call("POST", "/recover", {"email": "often@example.org"})
    assert (response.status, response.headers["x-sb-error-code"]) == (429, "over_email_send_rate_limit")
    assert re.search(rb"For security purposes, you can only request this after 5[0-9] seconds\.", response.body)


def test_magic_links_can_be_switched_off(accounts_servers: AccountsServers) -> None:
    """Recovery remains."""
    server = accounts_servers.client("passwords")
    message = "Login with magic link is disabled"
    server.refuse(422, "email_provider_disabled", message, "POST", "/otp", {"email": "any@example.org"})
    server.expect(200, "POST", "/recover", {"email": "any@example.org"})


def test_one_confirmation_of_a_new_address(accounts_servers: AccountsServers, accounts: Accounts) -> None:
    """Without secure changes only the new address confirms; fixed codes get no mail."""
    accounts.add_user("single@example.org")
    single = accounts_servers.client("single")
    token = single.sign_in("single@example.org")["access_token"]
    single.expect(200, "PUT", "/user", {"email": "new@single.example"}, token=token)
    assert fragment_of(single.follow(link_in(single.take_mail("new@single.example"))))["type"] == "email_change"
    assert single.expect(200, "GET", "/user", token=token)["email"] == "new@single.example"
    single.expect(200, "POST", "/otp", {"email": "fixed@example.org"})
    body = {"type": "email", "token": "424242", "email": "fixed@example.org"}
    assert single.expect(200, "POST", "/verify", body)["user"]["email"] == "fixed@example.org"


def test_unverified_addresses_may_sign_in(accounts_servers: AccountsServers) -> None:
    """Where it is allowed, a password is enough."""
    single = accounts_servers.client("single")
    user = single.sign_up("unverified@example.org")
    assert "email_confirmed_at" not in user
    session = single.sign_in("unverified@example.org")
    assert (session["user"]["id"], "email_confirmed_at" in session["user"]) == (user["id"], False)


def test_tokens_of_key_pairs(accounts_servers: AccountsServers) -> None:
    """Whoever reads the published keys can verify the tokens."""
    single = accounts_servers.client("single")
    keys = single.expect(200, "GET", "/.well-known/jwks.json")["keys"]
    assert [(key["kty"], key["alg"], key["kid"], "d" in key) for key in keys] == [("EC", "ES256", "the-key", False)]
    single.sign_up("signed@example.org")
    token = single.sign_in("signed@example.org")["access_token"]
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": "the-key", "typ": "JWT"}
    assert jwt.decode(token, jwt.PyJWK(keys[0]), audience="authenticated")["email"] == "signed@example.org"


def test_undelivered_mails_undo_the_request(accounts_servers: AccountsServers) -> None:
    """What cannot be sent leaves no user."""
    broken = accounts_servers.client("broken")
    body = {"email": "undelivered@example.org", "password": "correct horse"}
    broken.refuse(500, "unexpected_failure", "Error sending confirmation email", "POST", "/signup", body)
    listed = broken.expect(200, "GET", "/admin/users?filter=undelivered", token=admin_token())
    assert listed["users"] == []
    message = "email rate limit exceeded"
    broken.refuse(429, "over_email_send_rate_limit", message, "POST", "/signup", body)


def test_weak_passwords_of_old_users(accounts_servers: AccountsServers, accounts: Accounts) -> None:
    """A password that breaks the rules of today still signs in, with a remark."""
    accounts.add_user("weak@example.org", password="only")
    answer = accounts_servers.client("passwords").sign_in("weak@example.org", password="only")
    message = (
        "Password should be at least 10 characters. Password should contain at least one character of each: "
        "abcdefghijklmnopqrstuvwxyz, 0123456789."
    )
    assert answer["weak_password"] == {"message": message, "reasons": ["length", "characters"]}


def test_anonymous_users_confirm_their_address(accounts_servers: AccountsServers) -> None:
    """Without autoconfirm a user is anonymous until the address is confirmed."""
    single = accounts_servers.client("single")
    token = single.expect(200, "POST", "/signup", {})["access_token"]
    user = single.expect(200, "PUT", "/user", {"email": "known@anonymous.example"}, token=token)
    assert (user["is_anonymous"], user["email"], user["new_email"]) == (True, "", "known@anonymous.example")
    single.follow(link_in(single.take_mail("known@anonymous.example")))
    user = single.expect(200, "GET", "/user", token=token)
    assert (user["is_anonymous"], user["email"]) == (False, "known@anonymous.example")
    assert user["app_metadata"] == {"provider": "email", "providers": ["email"]}
    user = single.expect(200, "PUT", "/user", {"password": "correct horse"}, token=token)
    assert single.sign_in("known@anonymous.example")["user"]["id"] == user["id"]
