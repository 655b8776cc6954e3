"""What people see when a sign-in through a provider fails."""

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from support.oauth_flow import TARGET, OAuthBrowser
from support.oauth_provider import KEYCLOAK

TOKEN, USER = f"{KEYCLOAK}/token", f"{KEYCLOAK}/userinfo"
NO_EXCHANGE = "Unable to exchange external code: "
NO_USER = "Error getting user profile from external provider"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"provider": "facebook"}, "Unsupported provider: provider is not enabled"),
        ({"provider": "nobody"}, "Unsupported provider: Provider nobody could not be found"),
        ({}, "Unsupported provider: Provider  could not be found"),
        ({"provider": "email"}, "Unsupported provider: Provider email could not be found"),
        ({"provider": "apple"}, "Unsupported provider: missing OAuth secret"),
        ({"provider": "azure"}, "Unsupported provider: missing OAuth client ID"),
        (
            {"provider": "google", "code_challenge_method": "s256"},
            "PKCE flow requires code_challenge_method and code_challenge",
        ),
    ],
)
async def test_requests_that_cannot_begin(browser: OAuthBrowser, query: dict[str, str], message: str) -> None:
    """A wrong request is no redirect but an error, and starts no flow."""
    config = browser.provider.config()
    broken = {
        "apple": config.__class__(client_ids=("x",)),
        "azure": config.__class__(client_ids=(), secret=config.secret),
    }
    browser.api.change(providers={"google": config, "email": config, **broken})
    response = await browser.api.get("/authorize", **query)
    assert (response.status_code, response.json()) == (400, {"code": "validation_failed", "message": message})
    assert await browser.api.fetch("SELECT id FROM auth.flow_state") == []


async def test_an_invitation_that_does_not_exist(browser: OAuthBrowser) -> None:
    """The token of an invitation is checked before the browser leaves."""
    response = await browser.api.get("/authorize", provider="google", invite_token="nothing\0")
    assert (response.status_code, response.json()) == (
        404, {"code": "user_not_found", "message": "User identified by token not found"},
    )  # fmt: skip


async def test_a_person_who_refuses(browser: OAuthBrowser) -> None:
    """The client learns what the provider said."""
    browser.provider.denies = True
    arrival = await browser.sign_in()
    assert (arrival.status, arrival.url) == (302, TARGET)
    assert arrival.query == arrival.fragment
    assert arrival.query == {"error": "access_denied", "error_description": "The person said no."}


async def test_a_callback_without_code(browser: OAuthBrowser) -> None:
    """A provider that sends neither code nor error is told in the redirect."""
    fields = await browser.ask(await browser.start())
    arrival = await browser.call_back({"state": fields["state"]})
    assert arrival.query == {
        "error": "invalid_request", "error_code": "bad_oauth_callback",
        "error_description": "OAuth callback with missing authorization code missing",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "response", "message"),
    [
        (TOKEN, JSONResponse({"error": "invalid_grant"}, 400), NO_EXCHANGE),
        (TOKEN, JSONResponse({"error": "bad_verification_code"}), NO_EXCHANGE),
        (TOKEN, JSONResponse({"access_token": 7}), NO_EXCHANGE),
        (TOKEN, JSONResponse(["access_token"]), NO_EXCHANGE),
        (TOKEN, Response("<html>", 502), NO_EXCHANGE),
        (TOKEN, Response("[" * 100_000), NO_EXCHANGE),
        (TOKEN, Response(b"{" + b" " * 600_000), NO_EXCHANGE),
        (TOKEN, RedirectResponse("http://127.0.0.1:9/", 307), NO_EXCHANGE),
        (USER, JSONResponse({}, 401), NO_USER),
        (USER, JSONResponse([]), NO_USER),
        (USER, JSONResponse({"email": "ada@example.com", "email_verified": True}), NO_USER),
        (USER, JSONResponse({"sub": "", "email": "ada@example.com", "email_verified": True}), NO_USER),
        (USER, JSONResponse({"sub": "x" * 300, "email": "ada@example.com"}), NO_USER),
    ],
)
async def test_answers_of_a_provider_that_cannot_be_used(
    browser: OAuthBrowser, path: str, response: Response, message: str
) -> None:
    """Whatever a provider answers, the person is sent back with an error, and nothing is stored."""
    browser.provider.gives_id_token = False
    fields = await browser.ask(await browser.start())
    browser.provider.broken[path] = response
    arrival = await browser.call_back(fields)
    assert (arrival.query["error"], arrival.query["error_code"]) == ("server_error", "unexpected_failure")
    assert arrival.query["error_description"] == message + (fields["code"] if message is NO_EXCHANGE else "")
    assert await browser.api.fetch("SELECT id FROM auth.users") == []


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example.com"},
        {"aud": "another-client"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"nonce": "of another sign-in"},
    ],
)
async def test_id_tokens_of_another_sign_in(browser: OAuthBrowser, claims: dict[str, object]) -> None:
    """An ID token must be from this provider, for this client, now, and for this flow."""
    fields = await browser.ask(await browser.start())
    browser.provider.claims = claims
    arrival = await browser.call_back(fields)
    assert arrival.query["error_description"] == NO_USER


async def test_a_provider_that_replaces_its_key(browser: OAuthBrowser) -> None:
    """A token with an unknown key is checked with the keys of now, which are read at most once a minute."""
    await browser.sign_in()
    browser.provider.replace_key()
    assert (await browser.sign_in()).query["error_description"] == NO_USER
    browser.api.clock.advance(60)
    assert "access_token" in (await browser.sign_in()).fragment


async def test_a_state_belongs_to_its_provider(browser: OAuthBrowser) -> None:
    """A provider that was switched off meanwhile is refused."""
    fields = await browser.ask(await browser.start())
    browser.api.change(providers={"github": browser.provider.config()})
    arrival = await browser.call_back(fields)
    assert arrival.query == {
        "error": "invalid_request", "error_code": "oauth_provider_not_supported",
        "error_description": "Unsupported provider: provider is not enabled",
    }  # fmt: skip


@pytest.mark.parametrize(
    "response",
    [
        JSONResponse({"issuer": "https://other.example.com"}),
        JSONResponse([]),
        Response("no", 404),
    ],
)
async def test_metadata_that_cannot_be_used(browser: OAuthBrowser, response: Response) -> None:
    """A provider whose metadata are wrong is an error of this server, and no redirect."""
    browser.provider.broken["/.well-known/openid-configuration"] = response
    answer = await browser.api.get("/authorize", provider="custom")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected_failure")
