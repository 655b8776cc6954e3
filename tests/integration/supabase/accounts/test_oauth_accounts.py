"""Which account a sign-in through a provider leads to."""

from typing import Any

from support.oauth_flow import TARGET, Arrival, OAuthBrowser

EMAIL = "ada@example.com"


def read_error(arrival: Arrival) -> tuple[str, str, str]:
    """Return the error of a redirect, which is the same in the query and in the fragment."""
    assert arrival.query == arrival.fragment
    assert (arrival.status, arrival.url) == (302, TARGET)
    return arrival.query["error"], arrival.query["error_code"], arrival.query["error_description"]


async def read_users(browser: OAuthBrowser) -> list[dict[str, Any]]:
    """Return the users with the providers of their identities."""
    return await browser.api.fetch(
        "SELECT u.id::text, u.email, u.encrypted_password <> '' AS has_password, u.email_confirmed_at IS NOT NULL AS "
        "confirmed, ARRAY(SELECT provider FROM auth.identities WHERE user_id = u.id ORDER BY created_at, provider) "
        "AS providers FROM auth.users AS u ORDER BY u.created_at, u.email"
    )


async def test_a_verified_address_links_to_the_account_that_has_it(browser: OAuthBrowser) -> None:
    """The person keeps password and account, in which the provider is named."""
    user_id = await browser.api.add_user(EMAIL)
    browser.provider.person["email"] = EMAIL.upper()
    arrival = await browser.sign_in("github")
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert claims["sub"] == str(user_id)
    assert claims["app_metadata"]["providers"] == ["email", "github"]
    assert await read_users(browser) == [
        {"id": str(user_id), "email": EMAIL, "has_password": True, "confirmed": True, "providers": ["email", "github"]}
    ]
    await browser.api.sign_in(EMAIL)


async def test_an_account_that_was_never_confirmed_is_emptied_first(browser: OAuthBrowser) -> None:
    """Somebody who registered the address of another person has no way into the account afterwards."""
    user_id = await browser.api.add_user(EMAIL, confirmed=False)
    await browser.api.deps.pool().execute(
        "INSERT INTO auth.sessions (id, user_id) VALUES (gen_random_uuid(), $1)", user_id
    )
    await browser.sign_in("google")
    assert await read_users(browser) == [
        {"id": str(user_id), "email": EMAIL, "has_password": False, "confirmed": True, "providers": ["google"]}
    ]
    assert len(await browser.api.fetch("SELECT id FROM auth.sessions")) == 1
    refused = await browser.api.post(
        "/token", {"email": EMAIL, "password": "a long enough password"}, grant_type="password"
    )
    assert refused.json()["code"] == "invalid_credentials"


async def test_an_unverified_address_must_be_confirmed_by_mail(browser: OAuthBrowser) -> None:
    """The account exists and gets a mail, but no session, until the address is confirmed."""
    browser.provider.person["email_verified"] = False
    error = read_error(await browser.sign_in("github"))
    assert error == (
        "access_denied", "provider_email_needs_verification",
        "Unverified email with github. A confirmation email has been sent to your github email",
    )  # fmt: skip
    assert [(mail.to, mail.kind) for mail in browser.api.mailer.sent] == [(EMAIL, "confirmation")]
    users = await read_users(browser)
    assert [(user["confirmed"], user["providers"]) for user in users] == [(False, ["github"])]
    assert await browser.api.fetch("SELECT id FROM auth.sessions") == []


async def test_an_unverified_address_never_leads_into_another_account(browser: OAuthBrowser) -> None:
    """Also with autoconfirm, an address that the provider has not verified links nothing."""
    user_id = await browser.api.add_user(EMAIL)
    browser.provider.person["email_verified"] = False
    error = read_error(await browser.sign_in("github"))
    assert error[2] == "Unverified email with github. Verify the email with github in order to sign in"
    browser.api.change(mail=browser.api.config.mail.__class__(autoconfirm=True))
    arrival = await browser.sign_in("github")
    claims = browser.api.deps.signer().verify(arrival.fragment["access_token"])
    assert claims["sub"] != str(user_id)
    assert claims["email"] == ""
    assert [user["providers"] for user in await read_users(browser) if user["email"] == EMAIL] == [["email"]]


async def test_autoconfirm_accepts_unverified_addresses_of_new_accounts(browser: OAuthBrowser) -> None:
    """A server that confirms nothing by mail does not ask for more of a provider."""
    browser.api.change(mail=browser.api.config.mail.__class__(autoconfirm=True))
    browser.provider.person["email_verified"] = False
    assert "access_token" in (await browser.sign_in()).fragment
    assert browser.api.mailer.sent == []


async def test_the_primary_of_several_addresses_counts(browser: OAuthBrowser) -> None:
    """A new account gets the primary address; verified secondary ones find existing accounts."""
    browser.provider.emails = [
        {"email": "second@example.com", "verified": True, "primary": False},
        {"email": "first@example.com", "verified": True, "primary": True},
    ]
    arrival = await browser.sign_in("github")
    assert browser.api.deps.signer().verify(arrival.fragment["access_token"])["email"] == "first@example.com"
    other = await browser.api.add_user("third@example.com")
    browser.provider.person["sub"] = "1002"
    browser.provider.emails = [
        {"email": "third@example.com", "verified": True, "primary": False},
        {"email": "fourth@example.com", "verified": True, "primary": True},
    ]
    arrival = await browser.sign_in("github")
    assert browser.api.deps.signer().verify(arrival.fragment["access_token"])["sub"] == str(other)


async def test_several_accounts_with_the_addresses_of_a_person_are_told(browser: OAuthBrowser) -> None:
    """Where it is not clear which account is meant, none is changed."""
    for name in ("one", "two"):
        await browser.api.add_user(f"{name}@example.com")
    browser.provider.emails = [
        {"email": f"{name}@example.com", "verified": True, "primary": name == "one"} for name in ("one", "two")
    ]
    error = read_error(await browser.sign_in("github"))
    assert error[:2] == ("server_error", "unexpected_failure")
    assert error[2].startswith("Multiple accounts with the same email address")


async def test_people_who_may_not_sign_in(browser: OAuthBrowser) -> None:
    """Sign-up can be off, a user banned, and an address missing."""
    browser.api.change(disable_signup=True)
    error = read_error(await browser.sign_in())
    assert error == ("access_denied", "signup_disabled", "Signups not allowed for this instance")
    browser.api.change(disable_signup=False)
    await browser.sign_in()
    await browser.api.deps.pool().execute("UPDATE auth.users SET banned_until = '2100-01-01'")
    assert read_error(await browser.sign_in()) == ("access_denied", "user_banned", "User is banned")
    browser.provider.person |= {"sub": "1002", "email": None}
    error = read_error(await browser.sign_in())
    assert error == ("server_error", "unexpected_failure", "Error getting user email from external provider")


async def test_an_address_is_optional_where_the_configuration_says_so(browser: OAuthBrowser) -> None:
    """A person without address gets an account, and finds it again."""
    browser.api.change(providers={"custom": browser.provider.config(email_optional=True)})
    del browser.provider.person["email"]
    first, second = await browser.sign_in("custom"), await browser.sign_in("custom")
    subjects = {browser.api.deps.signer().verify(way.fragment["access_token"])["sub"] for way in (first, second)}
    assert len(subjects) == 1
    assert (await read_users(browser))[0]["email"] is None


async def test_addresses_of_azure_are_verified_by_a_claim_of_its_own(browser: OAuthBrowser) -> None:
    """Directories contain any address; the issuer is that of the person's tenant."""
    provider = browser.provider
    browser.api.change(providers={"azure": provider.config(url=f"{provider.address}/common")})
    provider.claims = {"tid": "tenant-1", "iss": f"{provider.address}/tenant-1/v2.0"}
    assert read_error(await browser.sign_in("azure"))[1] == "provider_email_needs_verification"
    provider.claims["xms_edov"] = True
    arrival = await browser.sign_in("azure")
    metadata = browser.api.deps.signer().verify(arrival.fragment["access_token"])["user_metadata"]
    assert metadata["custom_claims"] == {"tid": "tenant-1"}
    provider.claims["iss"] = f"{provider.address}/tenant-2/v2.0"
    message = "Error getting user profile from external provider"
    assert read_error(await browser.sign_in("azure"))[2] == message


async def test_texts_that_cannot_be_stored_are_left_out(browser: OAuthBrowser) -> None:
    """A provider cannot break a sign-in with strange claims, or fill tokens with them."""
    browser.provider.person |= {"name": "A\0da", "picture": "x" * 5000, "locale": 7, "nickname": "\ud83d\ude00"}
    arrival = await browser.sign_in("custom")
    metadata = browser.api.deps.signer().verify(arrival.fragment["access_token"])["user_metadata"]
    assert metadata["nickname"] == "\U0001f600"
    assert not {"name", "picture", "locale", "avatar_url", "full_name"} & set(metadata)
