"""Invitations, and links that administrators send by themselves."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from alcove.wires.supabase.auth.config import MailRules
from alcove.wires.supabase.auth.mailers import mail_failed
from support.auth_mails import follow_link, fragment_of
from support.auth_server import PASSWORD, AuthApi, open_auth

SITE = "https://app.example.com"
TAKEN = (422, "email_exists", "A user with this email address has already been registered")


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with the confirmed user ann@example.com and the unconfirmed new@example.com."""
    async with open_auth(dsn) as opened:
        await opened.add_user("ann@example.com")
        await opened.add_user("new@example.com", confirmed=False)
        yield opened


async def _generate(api: AuthApi, **parameters: Any) -> dict[str, Any]:
    response = await api.post("/admin/generate_link", parameters, token=api.role_token())
    assert response.status_code == 200, response.text
    link: dict[str, Any] = response.json()
    return link


async def _follow(api: AuthApi, link: dict[str, Any]) -> dict[str, str]:
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(link["action_link"]).query).items()}
    response = await api.client.get("/verify", params=parameters)
    assert response.status_code == 303
    assert response.headers["location"].startswith(link["redirect_to"])
    return fragment_of(response.headers["location"])


def _error(response: httpx2.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["code"], body["message"]


@pytest.mark.parametrize(
    ("kind", "email", "made"),
    [
        ("signup", "bob@example.com", "signup"),
        ("signup", "new@example.com", "signup"),
        ("invite", "bob@example.com", "invite"),
        ("invite", "new@example.com", "invite"),
        ("magiclink", "bob@example.com", "signup"),
        ("magiclink", "ann@example.com", "magiclink"),
        ("recovery", "ann@example.com", "recovery"),
    ],
)
async def test_a_link_signs_its_user_in(api: AuthApi, kind: str, email: str, made: str) -> None:
    """The link, its hash and its code work, once, and nothing is sent; new users are added where a type allows it."""
    link = await _generate(
        api, type=kind, email=email.upper(), password=PASSWORD, data={"a": 1}, redirect_to=f"{SITE}/in"
    )
    assert list(link)[-5:] == ["action_link", "email_otp", "hashed_token", "verification_type", "redirect_to"]
    assert (link["email"], link["verification_type"], link["redirect_to"]) == (email, made, f"{SITE}/in")
    assert link["action_link"].startswith(
        f"https://api.example.com/auth/v1/verify?token={link['hashed_token']}&type={made}"
    )
    session = await _follow(api, link)
    assert session["type"] == made
    user = (await api.get("/user", token=session["access_token"])).json()
    assert (user["id"], user["email"]) == (link["id"], email)
    assert "error" in await _follow(api, link)
    by_hash = await _generate(api, type="recovery", email=email)
    body = {"type": "recovery", "token_hash": by_hash["hashed_token"]}
    assert (await api.post("/verify", body)).json()["user"]["id"] == link["id"]
    by_code = await _generate(api, type="magiclink", email=email)
    body = {"type": "email", "email": email, "token": by_code["email_otp"]}
    assert (await api.post("/verify", body)).json()["user"]["id"] == link["id"]
    assert api.mailer.sent == []


async def test_what_new_users_get(api: AuthApi) -> None:
    """Metadata are stored, the password of a sign-up works, and one of an invitation is still to be set."""
    link = await _generate(api, type="signup", email="bob@example.com", password=PASSWORD, data={"a": 1})
    assert (link["user_metadata"], link["redirect_to"]) == ({"a": 1}, SITE)
    assert link["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert [identity["provider"] for identity in link["identities"]] == ["email"]
    await _follow(api, link)
    assert (await api.sign_in("bob@example.com"))["user"]["id"] == link["id"]
    invited = await _generate(api, type="invite", email="eve@example.com", data={"b": 2})
    assert (invited["user_metadata"], invited["invited_at"]) == ({"b": 2}, "2026-01-01T00:00:00Z")
    stored = await api.fetch("SELECT encrypted_password FROM auth.users WHERE email = 'eve@example.com'")
    assert stored == [{"encrypted_password": ""}]


async def test_links_of_an_email_change(api: AuthApi) -> None:
    """Both addresses confirm the change, each with its own link, unless one confirmation is enough."""
    new = {"email": "ann@example.com", "new_email": "Lee@example.com"}
    second = await _generate(api, type="email_change_new", **new)
    assert second["new_email"] == "lee@example.com"
    first = await _generate(api, type="email_change_current", **new)
    assert [link["verification_type"] for link in (first, second)] == ["email_change_current", "email_change_new"]
    assert "type=email_change&" in first["action_link"]
    assert "access_token" not in await _follow(api, first)
    session = await _follow(api, second)
    assert (await api.get("/user", token=session["access_token"])).json()["email"] == "lee@example.com"
    api.change(mail=MailRules(secure_email_change=False))
    body = {"type": "email_change_current", "email": "lee@example.com", "new_email": "x@example.com"}
    refused = await api.post("/admin/generate_link", body, token=api.role_token())
    message = "Enable secure email change to generate link for current email"
    assert _error(refused) == (400, "validation_failed", message)


_REFUSED: list[tuple[dict[str, Any], tuple[int, str, str]]] = [
    ({"type": "signup"}, (400, "validation_failed", "An email address is required")),
    (
        {"type": "sms", "email": "ann@example.com"},
        (400, "validation_failed", "Invalid email action link type requested: sms"),
    ),
    (
        {"email": "ann@example.com"},
        (400, "validation_failed", "Invalid email action link type requested: "),
    ),
    ({"type": "signup", "email": "ann@example.com", "password": PASSWORD}, TAKEN),
    ({"type": "invite", "email": "ann@example.com"}, TAKEN),
    (
        {"type": "signup", "email": "bob@example.com"},
        (400, "validation_failed", "Signup requires a valid password"),
    ),
    (
        {"type": "signup", "email": "bob@example.com", "password": "short"},
        (422, "weak_password", "Password should be at least 6 characters."),
    ),
    (
        {"type": "recovery", "email": "bob@example.com"},
        (404, "user_not_found", "User with this email not found"),
    ),
    (
        {"type": "email_change_new", "email": "ann@example.com", "new_email": "new@example.com"},
        TAKEN,
    ),
    (
        {"type": "email_change_new", "email": "ann@example.com"},
        (400, "validation_failed", "An email address is required"),
    ),
]


async def test_refused_links(api: AuthApi) -> None:
    """Wrong types, missing users and taken addresses get GoTrue's errors, and nothing is stored."""
    for body, expected in _REFUSED:
        refused = await api.post("/admin/generate_link", body, token=api.role_token())
        assert _error(refused) == expected, body
    assert len(await api.fetch("SELECT id FROM auth.users WHERE email IS NOT NULL")) == 2
    assert await api.fetch("SELECT id FROM auth.one_time_tokens") == []


async def test_links_lead_only_to_allowed_targets(api: AuthApi) -> None:
    """A foreign target becomes the site; auth-js names the target in the query."""
    foreign = await _generate(api, type="recovery", email="ann@example.com", redirect_to="https://evil.example")
    assert foreign["redirect_to"] == SITE
    body = {"type": "recovery", "email": "ann@example.com"}
    response = await api.post("/admin/generate_link", body, token=api.role_token(), redirect_to=f"{SITE}/next")
    assert response.json()["redirect_to"] == f"{SITE}/next"


async def test_an_invitation_is_sent(api: AuthApi) -> None:
    """A new user is added and sent a link, which confirms the address; an unconfirmed one can be invited again."""
    body = {"email": "Bob@example.com", "data": {"team": "blue"}}
    response = await api.post("/invite", body, token=api.role_token(), redirect_to=f"{SITE}/welcome")
    invited = response.json()
    assert response.status_code == 200
    assert (invited["email"], invited["user_metadata"]) == ("bob@example.com", {"team": "blue"})
    assert invited["invited_at"] == invited["confirmation_sent_at"] == "2026-01-01T00:00:00Z"
    for _ in range(2):
        assert (await api.post("/invite", {"email": "new@example.com"}, token=api.role_token())).status_code == 200
    assert [(mail.to, mail.kind) for mail in api.mailer.sent] == [
        ("bob@example.com", "invite"), ("new@example.com", "invite"), ("new@example.com", "invite"),
    ]  # fmt: skip
    location = await follow_link(api, api.mailer.sent[0])
    assert location.startswith(f"{SITE}/welcome#access_token=")
    assert fragment_of(location)["type"] == "invite"
    again = await api.post("/invite", body, token=api.role_token())
    assert _error(again) == TAKEN


async def test_an_invitation_that_cannot_be_sent_adds_nobody(api: AuthApi) -> None:
    """When the mail fails, no user remains."""
    api.mailer.error = mail_failed("invite")
    refused = await api.post("/invite", {"email": "bob@example.com"}, token=api.role_token())
    assert _error(refused) == (500, "unexpected_failure", "Error sending invite email")
    assert await api.fetch("SELECT id FROM auth.users WHERE email = 'bob@example.com'") == []


async def test_only_administrators_make_links(api: AuthApi) -> None:
    """Users and anonymous callers are refused."""
    user = (await api.sign_in("ann@example.com"))["access_token"]
    for path in "/invite", "/admin/generate_link":
        for token, status in (None, 401), (user, 403), (api.role_token("anon"), 403):
            response = await api.post(path, {"email": "bob@example.com", "type": "invite"}, token=token)
            assert response.status_code == status
