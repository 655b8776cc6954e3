"""The OAuth 1.0a server."""

from collections.abc import Callable

import pytest
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, SIGNATURE_PLAINTEXT
from oauthlib.oauth1 import Client as Signer

from alcove.simulators.discogs.auth import OAuth, OAuthRequest
from alcove.simulators.discogs.config import Account
from alcove.simulators.discogs.responses import ApiError
from support.clock import FakeClock

URL = "http://simulator/oauth/request_token"
ANNA = Account(id=1, username="anna")


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that tests advance."""
    return FakeClock()


@pytest.fixture
def oauth(clock: FakeClock) -> OAuth:
    """Return an OAuth server with one application."""
    return OAuth(seed=1, clock=clock, consumers={"app": "s&cret="}, accounts=(ANNA,))


def _sign(signer: Signer, *, url: str = URL, method: str = "POST") -> OAuthRequest:
    _, headers, _ = signer.sign(url, http_method=method)
    return OAuthRequest(
        method=method, uri=url.partition("?")[0], query=url.partition("?")[2],
        authorization=headers["Authorization"], form="",
    )  # fmt: skip


def _error_of(action: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(ApiError) as caught:
        action()
    return caught.value.status, caught.value.message


@pytest.mark.parametrize("method", [SIGNATURE_PLAINTEXT, SIGNATURE_HMAC_SHA1])
def test_three_steps(oauth: OAuth, method: str) -> None:
    """With both signature methods, an authorized application gets a token that signs requests for the user."""
    first = oauth.request_token(_sign(Signer("app", "s&cret=", callback_uri="oob", signature_method=method)))
    authorized = oauth.authorize(first.key, ANNA)
    assert authorized is not None
    second = Signer("app", "s&cret=", first.key, first.secret, verifier=authorized.verifier, signature_method=method)
    access = oauth.access_token(_sign(second))
    third = Signer("app", "s&cret=", access.key, access.secret, signature_method=method)
    url = "http://simulator/users/Pl%C3%A4tze%20x/inventory?page=2&sort=listed&q=%C3%B6%26b"
    caller = oauth.caller(_sign(third, url=url, method="GET"))
    assert (caller.account, caller.consumer) == (ANNA, "app")


@pytest.mark.parametrize("method", [SIGNATURE_PLAINTEXT, SIGNATURE_HMAC_SHA1])
def test_wrong_secret(oauth: OAuth, method: str) -> None:
    """A signature with another secret is rejected with both methods."""
    forged = _sign(Signer("app", "guess", signature_method=method))
    assert _error_of(lambda: oauth.request_token(forged)) == (401, "Invalid signature.")


def test_changed_query(oauth: OAuth) -> None:
    """An HMAC signature includes the query."""
    signed = _sign(Signer("app", "s&cret="), url=URL + "?page=1")
    changed = OAuthRequest(signed.method, signed.uri, "page=2", signed.authorization, "")
    assert _error_of(lambda: oauth.request_token(changed))[0] == 401


def test_unknown_applications_and_methods(oauth: OAuth) -> None:
    """Only registered applications and the two documented signature methods are accepted."""
    assert _error_of(lambda: oauth.request_token(_sign(Signer("who", "s&cret="))))[0] == 401
    other = Signer("app", "s&cret=", signature_method="HMAC-SHA256")
    assert _error_of(lambda: oauth.request_token(_sign(other)))[0] == 401


def test_nonce_is_accepted_once(oauth: OAuth) -> None:
    """The same signed request is rejected the second time."""
    signed = _sign(Signer("app", "s&cret="))
    oauth.request_token(signed)
    assert _error_of(lambda: oauth.request_token(signed)) == (401, "Invalid nonce: it was used before.")


def test_verifier(oauth: OAuth) -> None:
    """Without a verifier, with a wrong one, or before the authorization, no access token is issued."""
    token = oauth.request_token(_sign(Signer("app", "s&cret=")))
    early = Signer("app", "s&cret=", token.key, token.secret, verifier="")
    assert _error_of(lambda: oauth.access_token(_sign(early)))[0] == 400
    oauth.authorize(token.key, ANNA)
    missing = Signer("app", "s&cret=", token.key, token.secret)
    assert _error_of(lambda: oauth.access_token(_sign(missing)))[0] == 400
    wrong = Signer("app", "s&cret=", token.key, token.secret, verifier="WRONG")
    assert _error_of(lambda: oauth.access_token(_sign(wrong)))[0] == 400


def test_request_token_is_exchanged_once(oauth: OAuth) -> None:
    """A second exchange of the same request token is rejected."""
    token = oauth.request_token(_sign(Signer("app", "s&cret=")))
    authorized = oauth.authorize(token.key, ANNA)
    assert authorized is not None
    signer = Signer("app", "s&cret=", token.key, token.secret, verifier=authorized.verifier)
    oauth.access_token(_sign(signer))
    assert _error_of(lambda: oauth.access_token(_sign(signer)))[0] == 400


def test_request_token_expires(oauth: OAuth, clock: FakeClock) -> None:
    """A request token is valid for 15 minutes."""
    token = oauth.request_token(_sign(Signer("app", "s&cret=")))
    clock.advance(15 * 60 - 1)
    assert oauth.get_request_token(token.key) is not None
    clock.advance(1)
    assert oauth.get_request_token(token.key) is None
    assert oauth.authorize(token.key, ANNA) is None


def test_denied_request(oauth: OAuth) -> None:
    """After a denial the request token cannot be authorized."""
    token = oauth.request_token(_sign(Signer("app", "s&cret=")))
    oauth.deny(token.key)
    assert oauth.authorize(token.key, ANNA) is None


def test_revoked_token(oauth: OAuth) -> None:
    """After the user has revoked the application, its access token is rejected."""
    token = oauth.request_token(_sign(Signer("app", "s&cret=")))
    authorized = oauth.authorize(token.key, ANNA)
    assert authorized is not None
    access = oauth.access_token(_sign(Signer("app", "s&cret=", token.key, token.secret, verifier=authorized.verifier)))
    assert oauth.revoke("anna") == 1
    signer = Signer("app", "s&cret=", access.key, access.secret)
    assert _error_of(lambda: oauth.caller(_sign(signer))) == (401, "Invalid token.")


@pytest.mark.parametrize("header", ["OAuth", "OAuth oauth_consumer_key", 'OAuth oauth_consumer_key="app"', "OAuth ,,="])
def test_invalid_headers(oauth: OAuth, header: str) -> None:
    """Invalid Authorization headers are 401 and no server error."""
    broken = OAuthRequest("GET", "http://simulator/oauth/identity", "", header, "")
    assert _error_of(lambda: oauth.caller(broken))[0] == 401
