"""Signing in, identities, profiles and the three steps of OAuth over HTTP."""

import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2 as httpx
import pytest
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, SIGNATURE_PLAINTEXT
from oauthlib.oauth1 import Client as Signer

from integration.simulators.conftest import Site


def _send(site: Site, signer: Signer, *, path: str, method: str = "POST") -> httpx.Response:
    url, headers, _ = signer.sign(f"{site.url}{path}", http_method=method)
    return site.anonymous.request(method, url, headers=headers)


def _fields(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/x-www-form-urlencoded")
    return dict(parse_qsl(response.text))


@pytest.mark.parametrize("signature", [SIGNATURE_PLAINTEXT, SIGNATURE_HMAC_SHA1])
@pytest.mark.parametrize("first_method", ["GET", "POST"])
def test_three_steps(site: Site, signature: str, first_method: str) -> None:
    """Request token, button and verifier, access token: then signed calls are the person's."""
    key, secret = "simulator-key", "simulator-secret"
    signer = Signer(key, secret, callback_uri="oob", signature_method=signature)
    asked = _fields(_send(site, signer, path="/oauth/request_token", method=first_method))
    assert asked["oauth_callback_confirmed"] == "true"
    page = site.anonymous.get("/oauth/authorize", params={"oauth_token": asked["oauth_token"]})
    assert "<button" in page.text
    assert "collector" in page.text
    told = site.anonymous.post("/oauth/authorize", data={"oauth_token": asked["oauth_token"], "answer": "authorize"})
    found = re.search(r'id="verifier">(\w+)<', told.text)
    assert found is not None
    signer = Signer(
        key, secret, asked["oauth_token"], asked["oauth_token_secret"], verifier=found[1],
        signature_method=signature,
    )  # fmt: skip
    bought = _fields(_send(site, signer, path="/oauth/access_token"))
    signer = Signer(key, secret, bought["oauth_token"], bought["oauth_token_secret"], signature_method=signature)
    who = _send(site, signer, path="/oauth/identity", method="GET").json()
    assert (who["username"], who["consumer_name"]) == ("collector", key)


def test_a_callback_is_called_back(site: Site) -> None:
    """With a callback the person is sent there, with token and verifier, or with `denied`."""
    for response, wanted in (("authorize", "oauth_verifier"), ("deny", "denied")):
        signer = Signer("simulator-key", "simulator-secret", callback_uri="http://127.0.0.1:1/back?x=1")
        token = _fields(_send(site, signer, path="/oauth/request_token"))["oauth_token"]
        sent = site.anonymous.post("/oauth/authorize", data={"oauth_token": token, "answer": response})
        assert sent.status_code == 302
        query = parse_qs(urlsplit(sent.headers["location"]).query)
        assert wanted in query
        assert query["x"] == ["1"]


def test_a_callback_may_come_in_the_body(site: Site) -> None:
    """A form body with `oauth_callback` is part of the signature and sets the callback."""
    signer = Signer("simulator-key", "simulator-secret")
    url, headers, body = signer.sign(
        f"{site.url}/oauth/request_token", http_method="POST", body="oauth_callback=http%3A%2F%2F127.0.0.1%3A1%2Fb",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    token = _fields(site.anonymous.post(url, content=body, headers=headers))["oauth_token"]
    sent = site.anonymous.post("/oauth/authorize", data={"oauth_token": token})
    assert sent.headers["location"].startswith("http://127.0.0.1:1/b?")


def test_unknown_request_tokens_have_no_page(site: Site) -> None:
    """An unknown token is 404 on the page and on its form."""
    assert site.anonymous.get("/oauth/authorize?oauth_token=x").status_code == 404
    assert site.anonymous.post("/oauth/authorize", data={"oauth_token": "x"}).status_code == 404


def test_the_page_does_not_trust_names(site: Site) -> None:
    """Markup in the name of a person is shown as text."""
    signer = Signer("simulator-key", "simulator-secret")
    token = _fields(_send(site, signer, path="/oauth/request_token"))["oauth_token"]
    page = site.anonymous.get("/oauth/authorize", params={"oauth_token": token, "username": "<script>"})
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Discogs token=wrong"},
        {"Authorization": "Discogs key=simulator-key, secret=wrong"},
        {"Authorization": "Bearer simulator-token"},
        {"Authorization": "OAuth nonsense"},
        {},
    ],
)
def test_wrong_credentials_identify_nobody(site: Site, headers: dict[str, str]) -> None:
    """Wrong, foreign, broken and missing credentials are 401 with a message."""
    response = site.anonymous.get("/oauth/identity", headers=headers)
    assert response.status_code == 401
    assert response.json()["message"]


@pytest.mark.parametrize("params", [{"token": "simulator-token"}, {}])
def test_personal_tokens_identify_their_owner(site: Site, params: dict[str, str]) -> None:
    """A personal token works in the header and in the query."""
    client = site.anonymous if params else site.client
    assert client.get("/oauth/identity", params=params).json()["username"] == "collector"


def test_a_missing_user_agent_is_forbidden(site: Site) -> None:
    """A request that does not say who it is for is 403."""
    response = site.anonymous.get("/", headers={"User-Agent": ""})
    assert response.status_code == 403
    assert "User-Agent" in response.json()["message"]


def test_profiles(site: Site) -> None:
    """Sellers and accounts have a profile with the addresses of their lists; nobody else has."""
    profile = site.client.get("/users/ANNA").json()
    assert (profile["username"], profile["num_for_sale"]) == ("anna", 130)
    assert site.client.get(profile["inventory_url"]).status_code == 200
    assert site.client.get("/users/newcomer").json()["curr_abbr"] == "EUR"
    assert site.client.get("/users/nobody-here").status_code == 404


def test_an_account_that_sells_nothing_has_an_empty_inventory(site: Site) -> None:
    """An account without a shelf is known, and has no offers."""
    assert site.client.get("/users/newcomer/inventory").json()["pagination"]["items"] == 0
