"""Sign-in with ID tokens that clients got by themselves."""

import base64
import hashlib
from typing import Any

import jwt
import pytest

from support.oauth_flow import OAuthBrowser
from support.oauth_provider import CLIENT_SECRET

NONCE = "a nonce of the client"
HASHED = hashlib.sha256(NONCE.encode()).hexdigest()


async def sign_in(browser: OAuthBrowser, token: str, **body: Any) -> tuple[int, dict[str, Any]]:
    """Send an ID token and return status and body."""
    content = {"provider": "custom", "id_token": token, **body}
    response = await browser.api.post("/token", content, grant_type="id_token")
    return response.status_code, response.json()


async def test_an_id_token_gives_a_session(browser: OAuthBrowser) -> None:
    """The person gets the same account as by a redirect."""
    status, session = await sign_in(browser, browser.provider.sign_id_token())
    assert status == 200, session
    assert session["user"]["app_metadata"] == {"provider": "custom", "providers": ["custom"]}
    arrival = await browser.sign_in("custom")
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert claims["sub"] == session["user"]["id"]


async def test_providers_are_found_by_issuer(browser: OAuthBrowser) -> None:
    """A client can name the issuer instead of the provider, if it is one of the configuration."""
    browser.api.change(providers={"custom": browser.provider.config()})
    token = browser.provider.sign_id_token()
    body = {"provider": None, "client_id": "client-of-the-test", "issuer": browser.provider.address}
    status, session = await sign_in(browser, token, **body)
    assert (status, session.get("user", session)["app_metadata"]["provider"]) == (200, "custom")
    status, error = await sign_in(browser, token, **{**body, "issuer": "https://other.example.com"})
    assert (status, error["code"]) == (400, "validation_failed")


async def test_nonces_are_compared_by_their_hash(browser: OAuthBrowser) -> None:
    """The token has the hash of what the client sends, or neither has one, unless the check is off."""
    with_nonce, without = browser.provider.sign_id_token(nonce=HASHED), browser.provider.sign_id_token()
    assert (await sign_in(browser, with_nonce, nonce=NONCE))[0] == 200
    either = {
        "error": "invalid request",
        "error_description": "Passed nonce and nonce in id_token should either both exist or not.",
    }
    assert await sign_in(browser, with_nonce) == (400, either)
    assert await sign_in(browser, without, nonce=NONCE) == (400, either)
    mismatch = {"error": "invalid nonce", "error_description": "Nonces mismatch"}
    assert await sign_in(browser, with_nonce, nonce=HASHED) == (400, mismatch)
    browser.api.change(providers={"custom": browser.provider.config(skips_nonce_check=True)})
    assert (await sign_in(browser, with_nonce))[0] == 200


async def test_the_access_token_must_fit(browser: OAuthBrowser) -> None:
    """An ID token that names the hash of an access token belongs to that one."""
    digest = hashlib.sha256(b"access").digest()
    token = browser.provider.sign_id_token(at_hash=base64.urlsafe_b64encode(digest[:16]).decode().rstrip("="))
    assert (await sign_in(browser, token, access_token="access"))[0] == 200
    status, error = await sign_in(browser, token, access_token="another")
    assert (status, error["error_description"]) == (400, "Bad ID token")


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ({"id_token": ""}, "id_token required"),
        ({"provider": ""}, "provider or client_id and issuer required"),
        ({"provider": None, "client_id": "x"}, "provider or client_id and issuer required"),
        ({"id_token": "nonsense"}, "Bad ID token"),
        ({"id_token": "a.b.c"}, "Bad ID token"),
    ],
)
async def test_requests_that_are_wrong(browser: OAuthBrowser, body: dict[str, Any], description: str) -> None:
    """Errors have the form of OAuth."""
    content = {"id_token": browser.provider.sign_id_token(), **body}
    token = content.pop("id_token")
    response = await browser.api.post(
        "/token", {"provider": "custom", "id_token": token, **content}, grant_type="id_token"
    )
    assert response.status_code == 400
    assert response.json() == {"error": "invalid request", "error_description": description}
    assert "x-sb-error-code" not in response.headers


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"iss": "https://other.example.com"}, "Bad ID token"),
        ({"exp": 1}, "Bad ID token"),
        ({"exp": None}, "Bad ID token"),
        ({"sub": None}, "Missing sub claim in id_token"),
        ({"aud": "another"}, "Unacceptable audience in id_token: [another]"),
        ({"aud": ["one", "two"]}, "Unacceptable audience in id_token: [one two]"),
        ({"aud": None}, "Unacceptable audience in id_token: []"),
    ],
)
async def test_tokens_that_are_not_accepted(browser: OAuthBrowser, claims: dict[str, Any], description: str) -> None:
    """A token is for this client, from its issuer, and valid now."""
    status, error = await sign_in(browser, browser.provider.sign_id_token(**claims))
    assert (status, error) == (400, {"error": "invalid request", "error_description": description})


@pytest.mark.parametrize("way", ["unsigned", "secret", "key of another"])
async def test_forged_tokens(browser: OAuthBrowser, way: str) -> None:
    """Only the published keys of the provider count."""
    token = browser.provider.sign_id_token()
    claims = jwt.decode(token, options={"verify_signature": False})
    headers = {"kid": browser.provider.key_id}
    if way == "unsigned":
        token = jwt.encode(claims, "", algorithm="none", headers=headers)
    elif way == "secret":
        token = jwt.encode(claims, CLIENT_SECRET.ljust(32, "-"), algorithm="HS256", headers=headers)
    else:
        real, kid = browser.provider.key, browser.provider.key_id
        browser.provider.replace_key()
        browser.provider.key_id = kid
        token = browser.provider.sign_id_token()
        browser.provider.key = real
    status, error = await sign_in(browser, token)
    assert (status, error["error_description"]) == (400, "Bad ID token")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("apple", ("provider_disabled", 'Provider (issuer "https://appleid.apple.com") is not enabled')),
        ("github", ("validation_failed", 'Custom OIDC provider "github" not allowed')),
        ("nobody", ("validation_failed", 'Custom OIDC provider "nobody" not allowed')),
    ],
)
async def test_providers_without_id_tokens(browser: OAuthBrowser, name: str, expected: tuple[str, str]) -> None:
    """Only OpenID providers of the configuration can sign people in this way."""
    status, error = await sign_in(browser, browser.provider.sign_id_token(), provider=name)
    assert (status, error["code"], error["message"]) == (400, *expected)


async def test_an_unverified_address_has_no_session(browser: OAuthBrowser) -> None:
    """The account and the mail remain although the answer is an error."""
    status, error = await sign_in(browser, browser.provider.sign_id_token(email_verified=False))
    assert (status, error["code"]) == (422, "provider_email_needs_verification")
    assert [mail.to for mail in browser.api.mailer.sent] == ["ada@example.com"]
    assert len(await browser.api.fetch("SELECT id FROM auth.users")) == 1


async def test_an_id_token_can_be_linked(browser: OAuthBrowser) -> None:
    """With `link_identity`, the identity is added to the account of the caller, who must be signed in."""
    user_id = await browser.api.add_user("own@example.com")
    session = await browser.api.sign_in("own@example.com")
    body = {"provider": "custom", "id_token": browser.provider.sign_id_token(), "link_identity": True}
    response = await browser.api.post("/token", body, grant_type="id_token")
    assert (response.status_code, response.json()["code"]) == (401, "no_authorization")
    response = await browser.api.post("/token", body, grant_type="id_token", token=session["access_token"])
    linked = response.json()
    assert response.status_code == 200, linked
    assert linked["user"]["id"] == str(user_id)
    assert {identity["provider"] for identity in linked["user"]["identities"]} == {"email", "custom"}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/token?grant_type=web3", (422, "web3_provider_disabled", "Web3 provider is disabled")),
        ("POST", "/sso", (404, "saml_provider_disabled", "SAML 2.0 is disabled")),
        ("GET", "/sso/saml/metadata", (404, "saml_provider_disabled", "SAML 2.0 is disabled")),
        ("POST", "/oauth/token", (404, "feature_disabled", "OAuth server is disabled")),
        ("GET", "/passkeys", (404, "passkey_disabled", "Passkeys are disabled")),
    ],
)
async def test_ways_that_are_switched_off(
    browser: OAuthBrowser, method: str, path: str, expected: tuple[int, str, str]
) -> None:
    """What this server does not have answers as GoTrue does when it is off."""
    response = await browser.api.client.request(method, path, json={}, headers={"X-Supabase-Api-Version": "2024-01-01"})
    error = response.json()
    assert (response.status_code, error["code"], error["message"]) == expected
