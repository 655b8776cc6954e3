"""Sign-in through providers, from the first redirect to the session."""

import asyncio
import base64
import hashlib
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from support.oauth_flow import PROVIDERS, TARGET, OAuthBrowser, read_arrival
from support.oauth_provider import CLIENT_ID

VERIFIER = "v" * 56
PKCE = {
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("="),
    "code_challenge_method": "s256",
}


@pytest.mark.parametrize("name", PROVIDERS)
async def test_the_implicit_flow_ends_with_a_session_in_the_fragment(browser: OAuthBrowser, name: str) -> None:
    """A new person gets a confirmed account and a session, beside the tokens of the provider."""
    arrival = await browser.sign_in(name)
    assert (arrival.status, arrival.url, arrival.query) == (302, TARGET, {})
    assert list(arrival.fragment) == [
        "access_token", "expires_at", "expires_in", "provider_refresh_token", "provider_token", "refresh_token",
        "token_type",
    ]  # fmt: skip
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert (claims["email"], claims["aal"], claims["role"]) == ("ada@example.com", "aal1", "authenticated")
    assert claims["amr"][0]["method"] == "oauth"
    assert claims["app_metadata"] == {"provider": name, "providers": [name]}
    metadata = claims["user_metadata"]
    assert {key: metadata[key] for key in ("sub", "provider_id", "email", "email_verified", "phone_verified")} == {
        "sub": "1001", "provider_id": "1001", "email": "ada@example.com", "email_verified": True,
        "phone_verified": False,
    }  # fmt: skip
    assert (metadata["name"], metadata["full_name"]) == ("Ada", "Ada")
    row = await browser.api.fetch(
        "SELECT u.email_confirmed_at IS NOT NULL AS confirmed, i.provider, i.provider_id, i.email "
        "FROM auth.users AS u JOIN auth.identities AS i ON i.user_id = u.id"
    )
    assert row == [{"confirmed": True, "provider": name, "provider_id": "1001", "email": "ada@example.com"}]


@pytest.mark.parametrize("name", PROVIDERS)
async def test_the_flow_of_pkce_ends_with_a_code_for_its_client(browser: OAuthBrowser, name: str) -> None:
    """Only the client with the verifier gets the session, and only once."""
    arrival = await browser.sign_in(name, **PKCE)
    assert (arrival.url, list(arrival.query), arrival.fragment) == (TARGET, ["code"], {})
    body = {"auth_code": arrival.query["code"], "code_verifier": VERIFIER}
    wrong = await browser.api.post("/token", {**body, "code_verifier": "w" * 56}, grant_type="pkce")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_code_verifier")
    response = await browser.api.post("/token", body, grant_type="pkce")
    session = response.json()
    assert response.status_code == 200, session
    assert session["user"]["email"] == "ada@example.com"
    assert session["provider_token"]
    assert session["provider_refresh_token"] == browser.provider.refresh_token
    again = await browser.api.post("/token", body, grant_type="pkce")
    assert (again.status_code, again.json()["code"]) == (404, "flow_state_not_found")
    assert await browser.api.fetch("SELECT id FROM auth.flow_state") == []


async def test_a_code_expires(browser: OAuthBrowser) -> None:
    """A code that was not used within the lifetime of the flow is refused."""
    arrival = await browser.sign_in(**PKCE)
    browser.api.clock.advance(300)
    body = {"auth_code": arrival.query["code"], "code_verifier": VERIFIER}
    response = await browser.api.post("/token", body, grant_type="pkce")
    assert (response.status_code, response.json()) == (
        403, {"code": "flow_state_expired", "message": "invalid flow state, flow state has expired"},
    )  # fmt: skip


async def test_exchanges_of_one_code_at_once_give_one_session(browser: OAuthBrowser) -> None:
    """A code is used once, also by requests that arrive together."""
    arrival = await browser.sign_in(**PKCE)
    body = {"auth_code": arrival.query["code"], "code_verifier": VERIFIER}
    responses = await asyncio.gather(*(browser.api.post("/token", body, grant_type="pkce") for _ in range(8)))
    assert sorted(response.status_code for response in responses) == [200, *[404] * 7]
    assert len(await browser.api.fetch("SELECT id FROM auth.sessions")) == 1


async def test_the_code_of_a_link_in_mail_is_exchanged_alike(browser: OAuthBrowser) -> None:
    """A link that was asked for with a challenge ends with a code; the session says how it began."""
    await browser.api.add_user("ada@example.com")
    await browser.api.post("/otp", {"email": "ada@example.com", **PKCE})
    browser.api.clock.advance(3600)
    link = re.search(r"(/verify\?\S+)", browser.api.mailer.sent[0].text)
    assert link is not None
    arrival = read_arrival(await browser.api.client.get(link[1]))
    body = {"auth_code": arrival.query["code"], "code_verifier": VERIFIER}
    session = (await browser.api.post("/token", body, grant_type="pkce")).json()
    claims = browser.api.deps.signer().verify(session["access_token"])
    assert (claims["email"], claims["amr"][0]["method"]) == ("ada@example.com", "magiclink")
    assert "provider_token" not in session


@pytest.mark.parametrize(
    "body", [{}, {"auth_code": "x"}, {"code_verifier": "x"}, {"auth_code": "", "code_verifier": ""}]
)
async def test_an_exchange_needs_both_code_and_verifier(browser: OAuthBrowser, body: dict[str, str]) -> None:
    """A request without one of them is refused with GoTrue's text."""
    response = await browser.api.post("/token", body, grant_type="pkce")
    message = "invalid request: both auth code and code verifier should be non-empty"
    assert (response.status_code, response.json()) == (400, {"code": "validation_failed", "message": message})


async def test_a_person_comes_back_to_the_same_account(browser: OAuthBrowser) -> None:
    """The id at the provider counts, not the address; the data follow the provider."""
    await browser.sign_in()
    browser.provider.person |= {"email": "lovelace@example.com", "name": "Ada Lovelace"}
    arrival = await browser.sign_in()
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert (claims["email"], claims["user_metadata"]["name"]) == ("ada@example.com", "Ada Lovelace")
    assert len(await browser.api.fetch("SELECT id FROM auth.users")) == 1


async def test_parameters_on_the_way_to_the_provider(browser: OAuthBrowser) -> None:
    """Scopes are added, further parameters are passed on, and none replaces those of the protocol."""
    url = await browser.start(
        "github", scopes="repo gist", access_type="offline", prompt="consent", client_id="other", state="x",
        redirect_uri="https://evil.example.com", invite_token="",
    )  # fmt: skip
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{browser.provider.address}/login/oauth/authorize"
    query = dict(parse_qsl(parts.query))
    state = query.pop("state")
    assert query == {
        "client_id": CLIENT_ID, "response_type": "code", "scope": "user:email repo gist", "access_type": "offline",
        "prompt": "consent", "redirect_uri": "https://api.example.com/auth/v1/callback",
    }  # fmt: skip
    claims = browser.api.deps.signer().verify(state)
    assert (claims["provider"], claims["site_url"]) == ("github", "https://app.example.com")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("google", "https://accounts.google.com/o/oauth2/v2/auth"),
        ("github", "https://github.com/login/oauth/authorize"),
        ("azure", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
        ("apple", "https://appleid.apple.com/auth/authorize"),
        ("gitlab", "https://gitlab.com/oauth/authorize"),
    ],
)
async def test_known_providers_need_no_address(browser: OAuthBrowser, name: str, url: str) -> None:
    """The redirect to a known provider is made without asking it for anything."""
    browser.api.change(providers={name: browser.provider.config(url="")})
    assert (await browser.start(name)).startswith(f"{url}?")


async def test_an_unwanted_target_is_replaced_by_the_site(browser: OAuthBrowser) -> None:
    """A session is sent to the site or to what the configuration allows, never elsewhere."""
    arrival = await browser.sign_in(redirect_to="https://evil.example.com/")
    assert arrival.url == "https://app.example.com"
    assert "access_token" in arrival.fragment


async def test_providers_that_send_a_form(browser: OAuthBrowser) -> None:
    """The callback reads the fields of a POST like those of a query."""
    fields = await browser.ask(await browser.start())
    response = await browser.api.client.post("/callback", data=fields)
    assert "access_token" in read_arrival(response).fragment


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ('{"name": {"firstName": "Ada", "lastName": "Lovelace"}, "email": "x@example.com"}', "Ada Lovelace"),
        ('{"name": {"firstName": 7}}', None),
        ("[" * 5000, None),
        ("", None),
    ],
)
async def test_the_name_that_apple_posts(browser: OAuthBrowser, form: str, name: str | None) -> None:
    """Apple tells the name in the form of the first sign-in alone; anything else in it is left out."""
    del browser.provider.person["name"]
    browser.api.change(providers={"apple": browser.provider.config()})
    fields = await browser.ask(await browser.start("apple"))
    arrival = read_arrival(await browser.api.client.post("/callback", data={**fields, "user": form}))
    metadata = browser.api.deps.signer().verify(arrival.fragment["access_token"])["user_metadata"]
    assert (metadata.get("full_name"), metadata["email"]) == (name, "ada@example.com")


async def test_a_state_works_once(browser: OAuthBrowser) -> None:
    """A callback that is repeated leads nowhere, with either flow."""
    for parameters in ({}, PKCE):
        fields = await browser.ask(await browser.start(**parameters))
        await browser.call_back(fields)
        again = await browser.call_back({**fields, "code": "another"})
        assert again.query["error_code"] == "flow_state_not_found"


@pytest.mark.parametrize("way", ["missing", "forged", "expired", "access token"])
async def test_a_callback_without_flow_leads_to_the_site(browser: OAuthBrowser, way: str) -> None:
    """Whoever brings no valid state gets an error, and no request goes to the provider."""
    fields = await browser.ask(await browser.start())
    before = len(browser.provider.requests)
    if way == "missing":
        del fields["state"]
    elif way == "forged":
        fields["state"] = fields["state"][:-4] + "AAAA"
    elif way == "expired":
        browser.api.clock.advance(301)
    else:
        fields["state"] = browser.api.role_token("authenticated")
    arrival = await browser.call_back(fields)
    expected = {
        "missing": ("bad_oauth_callback", "OAuth state parameter missing"),
        "access token": ("bad_oauth_state", "OAuth callback with invalid state (missing provider)"),
    }.get(way, ("bad_oauth_state", "OAuth callback with invalid state"))
    assert (arrival.status, arrival.url, arrival.fragment) == (303, "https://app.example.com", {})
    assert arrival.query == {
        "error": "invalid_request", "error_code": expected[0], "error_description": expected[1]
    }  # fmt: skip
    assert len(browser.provider.requests) == before


async def test_signing_in_at_once_makes_one_account(browser: OAuthBrowser) -> None:
    """Two first sign-ins of one person at the same time find one account."""
    fields = [await browser.ask(await browser.start(name)) for name in ("keycloak", "custom", "keycloak", "google")]
    arrivals = await asyncio.gather(*map(browser.call_back, fields))
    assert all("access_token" in arrival.fragment for arrival in arrivals), arrivals
    assert len(await browser.api.fetch("SELECT id FROM auth.users")) == 1
    assert len(await browser.api.fetch("SELECT id FROM auth.identities")) == 3
