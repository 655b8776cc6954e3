"""Identities: adding them to an account, and removing them."""

import asyncio
from uuid import UUID, uuid4

import pytest

from support.oauth_flow import TARGET, OAuthBrowser

EMAIL = "ada@example.com"


async def start_linking(browser: OAuthBrowser, token: str, *, name: str = "github") -> str:
    """Return the address at the provider that a signed-in user begins linking with."""
    response = await browser.api.get(
        "/user/identities/authorize", token=token, provider=name, redirect_to=TARGET, skip_http_redirect="true"
    )
    assert response.status_code == 200, response.text
    return str(response.json()["url"])


async def list_identities(browser: OAuthBrowser, token: str) -> dict[str, str]:
    """Return the ids of the identities of a user by provider."""
    user = (await browser.api.get("/user", token=token)).json()
    return {identity["provider"]: identity["identity_id"] for identity in user["identities"]}


async def remove(browser: OAuthBrowser, token: str, *, identity_id: str) -> tuple[int, object]:
    """Remove an identity and return status and body."""
    response = await browser.api.delete(f"/user/identities/{identity_id}", token=token)
    return response.status_code, response.json()


async def test_a_user_adds_and_removes_an_identity(browser: OAuthBrowser) -> None:
    """The account keeps its address and gets a session of the new identity."""
    user_id = await browser.api.add_user("own@example.com")
    token = (await browser.api.sign_in("own@example.com"))["access_token"]
    arrival = await browser.visit(await start_linking(browser, token))
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert (claims["sub"], claims["email"]) == (str(user_id), "own@example.com")
    assert claims["app_metadata"] == {"provider": "email", "providers": ["email", "github"]}
    identities = await list_identities(browser, token)
    assert set(identities) == {"email", "github"}
    assert await remove(browser, token, identity_id=identities["github"]) == (200, {})
    user = (await browser.api.get("/user", token=token)).json()
    assert user["app_metadata"] == {"provider": "email", "providers": ["email"]}
    entries = await browser.api.fetch("SELECT payload ->> 'action' AS action FROM auth.audit_log_entries")
    assert "identity_unlinked" in {entry["action"] for entry in entries}


async def test_linking_redirects_a_browser(browser: OAuthBrowser) -> None:
    """Without `skip_http_redirect`, the answer is the redirect itself."""
    await browser.api.add_user(EMAIL)
    token = (await browser.api.sign_in(EMAIL))["access_token"]
    response = await browser.api.get("/user/identities/authorize", token=token, provider="google")
    assert response.status_code == 302
    assert response.headers["location"].startswith(f"{browser.provider.address}/authorize?")


async def test_an_identity_belongs_to_one_account(browser: OAuthBrowser) -> None:
    """An identity that is linked already, here or elsewhere, is refused."""
    await browser.sign_in("github")
    await browser.api.add_user("own@example.com")
    token = (await browser.api.sign_in("own@example.com"))["access_token"]
    arrival = await browser.visit(await start_linking(browser, token))
    assert arrival.query == {
        "error": "server_error", "error_code": "identity_already_exists",
        "error_description": "Identity is already linked to another user",
    }  # fmt: skip
    browser.provider.person["sub"] = "1002"
    await browser.visit(await start_linking(browser, token))
    arrival = await browser.visit(await start_linking(browser, token))
    assert arrival.query["error_description"] == "Identity is already linked"


async def add_anonymous(browser: OAuthBrowser) -> str:
    """Sign in without a name and return the access token."""
    browser.api.change(anonymous_enabled=True)
    response = await browser.api.post("/signup", {})
    assert response.status_code == 200, response.text
    return str(response.json()["access_token"])


async def test_an_anonymous_user_becomes_permanent(browser: OAuthBrowser) -> None:
    """With the first identity the account gets its verified address and is not anonymous any more."""
    token = await add_anonymous(browser)
    arrival = await browser.visit(await start_linking(browser, token))
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert claims["sub"] == browser.api.deps.signer().verify(token)["sub"]
    assert (claims["email"], claims["is_anonymous"]) == (EMAIL, False)


async def test_an_anonymous_user_with_an_unverified_address(browser: OAuthBrowser) -> None:
    """The identity is added, the address waits for its confirmation."""
    token = await add_anonymous(browser)
    browser.provider.person["email_verified"] = False
    arrival = await browser.visit(await start_linking(browser, token))
    assert arrival.query["error_code"] == "email_not_confirmed"
    assert [mail.to for mail in browser.api.mailer.sent] == [EMAIL]
    assert list(await list_identities(browser, token)) == ["github"]


async def test_the_address_of_another_user_is_not_taken_over(browser: OAuthBrowser) -> None:
    """An anonymous user cannot link an identity with an address that is taken."""
    await browser.api.add_user(EMAIL)
    token = await add_anonymous(browser)
    arrival = await browser.visit(await start_linking(browser, token))
    assert arrival.query["error_code"] == "email_exists"
    assert await list_identities(browser, token) == {}


async def test_identities_that_cannot_be_removed(browser: OAuthBrowser) -> None:
    """One identity remains, ids are checked, and those of others are unknown."""
    await browser.api.add_user("own@example.com")
    token = (await browser.api.sign_in("own@example.com"))["access_token"]
    only = (await list_identities(browser, token))["email"]
    assert await remove(browser, token, identity_id="x") == (
        404, {"code": "validation_failed", "message": "identity_id must be an UUID"},
    )  # fmt: skip
    assert await remove(browser, token, identity_id=only) == (
        422, {"code": "single_identity_not_deletable", "message": "User must have at least 1 identity after unlinking"},
    )  # fmt: skip
    await browser.visit(await start_linking(browser, token))
    assert await remove(browser, token, identity_id=str(uuid4())) == (
        422, {"code": "identity_not_found", "message": "Identity doesn't exist"},
    )  # fmt: skip


@pytest.mark.parametrize("verified", [True, False])
async def test_the_address_follows_the_identities(browser: OAuthBrowser, *, verified: bool) -> None:
    """Without the identity of its address, the account takes a verified address of another one, or keeps all."""
    await browser.api.add_user("own@example.com")
    token = (await browser.api.sign_in("own@example.com"))["access_token"]
    browser.provider.person["email_verified"] = verified
    await browser.visit(await start_linking(browser, token))
    identities = await list_identities(browser, token)
    status, body = await remove(browser, token, identity_id=identities["email"])
    user = (await browser.api.get("/user", token=token)).json()
    if verified:
        assert (status, user["email"]) == (200, EMAIL)
        return
    message = "Unable to unlink identity due to email conflict"
    assert (status, body) == (422, {"code": "email_conflict_identity_not_deletable", "message": message})
    assert (user["email"], len(user["identities"])) == ("own@example.com", 2)


async def test_two_removals_at_once_leave_one_identity(browser: OAuthBrowser) -> None:
    """Requests that each would leave the other's identity do not remove both."""
    await browser.api.add_user(EMAIL)
    token = (await browser.api.sign_in(EMAIL))["access_token"]
    await browser.visit(await start_linking(browser, token))
    ids = (await list_identities(browser, token)).values()
    outcomes = await asyncio.gather(*(remove(browser, token, identity_id=identity_id) for identity_id in ids))
    assert sorted(status for status, _ in outcomes) == [200, 422]


async def test_linking_must_be_switched_on(browser: OAuthBrowser) -> None:
    """Both requests answer as GoTrue does, and only to a user."""
    await browser.api.add_user(EMAIL)
    token = (await browser.api.sign_in(EMAIL))["access_token"]
    browser.api.change(manual_linking_enabled=False)
    expected = (404, {"code": "manual_linking_disabled", "message": "Manual linking is disabled"})
    assert await remove(browser, token, identity_id=str(UUID(int=1))) == expected
    response = await browser.api.get("/user/identities/authorize", token=token, provider="github")
    assert (response.status_code, response.json()) == expected
    response = await browser.api.get("/user/identities/authorize", provider="github")
    assert (response.status_code, response.json()["code"]) == (401, "no_authorization")


async def test_an_invitation_is_accepted_through_a_provider(browser: OAuthBrowser) -> None:
    """Whom an invitation was sent to can accept it with the same address at a provider, once."""
    user_id = await browser.api.add_user(EMAIL, password="", confirmed=False)
    for token in ("a" * 56, "b" * 56):
        await browser.api.deps.pool().execute(
            "INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to) "
            "VALUES (gen_random_uuid(), $1, 'confirmation_token', $2, $3) "
            "ON CONFLICT (user_id, token_type) DO UPDATE SET token_hash = excluded.token_hash",
            user_id, token, EMAIL,
        )  # fmt: skip
    browser.provider.person |= {"email": "other@example.com"}
    arrival = await browser.sign_in("google", invite_token="b" * 56)
    assert arrival.query["error_description"] == "Invited email does not match emails from external provider"
    browser.provider.person |= {"email": EMAIL, "email_verified": False}
    arrival = await browser.sign_in("google", invite_token="b" * 56)
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert (claims["sub"], claims["app_metadata"]["providers"]) == (str(user_id), ["google"])
    response = await browser.api.get("/authorize", provider="google", invite_token="b" * 56)
    assert response.status_code == 404
