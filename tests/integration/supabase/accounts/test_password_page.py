"""The page of the server where links to a new password can lead."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from support.auth_mails import follow_link, fragment_of, link_in
from support.auth_server import AuthApi, open_auth

NEW = "another password"
PAGE = "https://api.example.com/auth/v1/set-password"


@pytest.fixture
async def api(dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API with the user ann, whose recovery links lead to the page."""
    async with open_auth(dsn, password_page=True) as opened:
        await opened.add_user("ann@example.com")
        yield opened


async def recover(api: AuthApi) -> str:
    """Return the access token of a recovery link, which leads to the page whatever was asked for."""
    body = {"email": "ann@example.com", "code_challenge": "x" * 43, "code_challenge_method": "s256"}
    await api.post("/recover", body, redirect_to="https://app.example.com/auth?mode=reset-password")
    assert link_in(api.mailer.sent[-1])["redirect_to"] == PAGE
    location = await follow_link(api, api.mailer.sent[-1])
    assert location.startswith(f"{PAGE}#access_token=")
    return fragment_of(location)["access_token"]


async def submit(api: AuthApi, **fields: str) -> httpx2.Response:
    """Send the form."""
    return await api.client.post("/set-password", data=fields)


async def test_the_page_sets_a_password(api: AuthApi) -> None:
    """The form needs no API key, only the token of the link; other sessions end."""
    token = await recover(api)
    page = await api.client.get("/set-password")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'name="access_token" value=""' in page.text
    done = await submit(api, access_token=token, password=NEW, repeated=NEW)
    assert done.status_code == 200
    assert '<a href="https://app.example.com">' in done.text
    assert (await api.sign_in("ann@example.com", password=NEW))["user"]["email"] == "ann@example.com"


async def test_errors_are_shown_in_the_form(api: AuthApi) -> None:
    """The form comes back with the reason and the token, as text and not as markup."""
    token = await recover(api)
    for fields, status, text in (
        ({"access_token": token, "password": NEW, "repeated": "x"}, 400, "The two passwords differ"),
        ({"access_token": token}, 400, "The two passwords differ, or are empty."),
        ({"access_token": token, "password": "x", "repeated": "x"}, 422, "at least 6 characters"),
        ({"access_token": '"><script>', "password": NEW, "repeated": NEW}, 403, "invalid JWT"),
        ({"password": NEW, "repeated": NEW}, 401, "requires a valid Bearer token"),
    ):
        response = await submit(api, **fields)
        assert response.status_code == status
        assert text in response.text
        assert '"><script>' not in response.text
    kept = await submit(api, access_token=token, password=NEW, repeated="x")
    assert f'value="{token}"' in kept.text
    assert (await api.client.post("/set-password", content=b"\xff" * 100_000)).status_code == 400


async def test_the_page_runs_only_its_own_script(api: AuthApi) -> None:
    """Its policy allows the hashes of its script and style, no frames and no other target of its form."""
    page = await api.client.get("/set-password")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r"(?:src|href)=", page.text) == []


async def test_links_lead_to_the_page_only_where_it_is_wanted(api: AuthApi) -> None:
    """Without the setting a client can still name the page as target."""
    api.change(password_page=False)
    await api.post("/recover", {"email": "ann@example.com"}, redirect_to="https://app.example.com/x")
    api.clock.advance(61)
    await api.post("/recover", {"email": "ann@example.com"}, redirect_to=PAGE)
    assert [link_in(mail)["redirect_to"] for mail in api.mailer.sent] == ["https://app.example.com/x", PAGE]
