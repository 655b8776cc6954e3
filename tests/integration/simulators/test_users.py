"""Authentication, identities, profiles and the three steps of OAuth."""

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
    """Request token, authorization with verifier, access token; then signed requests are the user's."""
    key, secret = "simulator-key", "simulator-secret"
    signer = Signer(key, secret, callback_uri="oob", signature_method=signature)
    request_token = _fields(_send(site, signer, path="/oauth/request_token", method=first_method))
    assert request_token["oauth_callback_confirmed"] == "true"
    page = site.anonymous.get("/oauth/authorize", params={"oauth_token": request_token["oauth_token"]})
    assert "<button" in page.text
    assert "collector" in page.text
    authorized = site.anonymous.post(
        "/oauth/authorize", data={"oauth_token": request_token["oauth_token"], "answer": "authorize"}
    )
    found = re.search(r'id="verifier">(\w+)<', authorized.text)
    assert found is not None
    signer = Signer(
        key, secret, request_token["oauth_token"], request_token["oauth_token_secret"], verifier=found[1],
        signature_method=signature,
    )  # fmt: skip
    access_token = _fields(_send(site, signer, path="/oauth/access_token"))
    signer = Signer(
        key, secret, access_token["oauth_token"], access_token["oauth_token_secret"], signature_method=signature
    )
    identity = _send(site, signer, path="/oauth/identity", method="GET").json()
    assert (identity["username"], identity["consumer_name"]) == ("collector", key)


def test_callback(site: Site) -> None:
    """The user is redirected to the callback URL with token and verifier, or with `denied`."""
    for decision, parameter in (("authorize", "oauth_verifier"), ("deny", "denied")):
        signer = Signer("simulator-key", "simulator-secret", callback_uri="http://127.0.0.1:1/back?x=1")
        token = _fields(_send(site, signer, path="/oauth/request_token"))["oauth_token"]
        sent = site.anonymous.post("/oauth/authorize", data={"oauth_token": token, "answer": decision})
        assert sent.status_code == 302
        query = parse_qs(urlsplit(sent.headers["location"]).query)
        assert parameter in query
        assert query["x"] == ["1"]


def test_callback_in_the_body(site: Site) -> None:
    """`oauth_callback` in a form body is included in the signature and sets the callback."""
    signer = Signer("simulator-key", "simulator-secret")
    url, headers, body = signer.sign(
        f"{site.url}/oauth/request_token", http_method="POST", body="oauth_callback=http%3A%2F%2F127.0.0.1%3A1%2Fb",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    token = _fields(site.anonymous.post(url, content=body, headers=headers))["oauth_token"]
    sent = site.anonymous.post("/oauth/authorize", data={"oauth_token": token})
    assert sent.headers["location"].startswith("http://127.0.0.1:1/b?")


def test_unknown_request_token(site: Site) -> None:
    """An unknown request token is 404 for the page and its form."""
    assert site.anonymous.get("/oauth/authorize?oauth_token=x").status_code == 404
    assert site.anonymous.post("/oauth/authorize", data={"oauth_token": "x"}).status_code == 404


def test_names_are_escaped(site: Site) -> None:
    """Markup in a user name is escaped."""
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
def test_wrong_credentials(site: Site, headers: dict[str, str]) -> None:
    """Wrong, invalid and missing credentials are 401 with a message."""
    response = site.anonymous.get("/oauth/identity", headers=headers)
    assert response.status_code == 401
    assert response.json()["message"]


@pytest.mark.parametrize("params", [{"token": "simulator-token"}, {}])
def test_personal_token(site: Site, params: dict[str, str]) -> None:
    """A personal token works in the header and in the query."""
    client = site.anonymous if params else site.client
    assert client.get("/oauth/identity", params=params).json()["username"] == "collector"


def test_missing_user_agent(site: Site) -> None:
    """A request without User-Agent is 403."""
    response = site.anonymous.get("/", headers={"User-Agent": ""})
    assert response.status_code == 403
    assert "User-Agent" in response.json()["message"]


def test_profiles(site: Site) -> None:
    """Sellers and accounts have a profile with the URLs of their lists; other names are 404."""
    profile = site.client.get("/users/ANNA").json()
    assert (profile["username"], profile["num_for_sale"]) == ("anna", 130)
    assert site.client.get(profile["inventory_url"]).status_code == 200
    assert site.client.get("/users/newcomer").json()["curr_abbr"] == "EUR"
    assert site.client.get("/users/nobody-here").status_code == 404


def test_account_without_offers(site: Site) -> None:
    """An account that is not a seller has an empty inventory."""
    assert site.client.get("/users/newcomer/inventory").json()["pagination"]["items"] == 0
