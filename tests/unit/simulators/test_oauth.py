"""OAuth 1.0a on the server's side."""

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
    """Return a clock that tests move."""
    return FakeClock()


@pytest.fixture
def oauth(clock: FakeClock) -> OAuth:
    """Return a server with one application."""
    return OAuth(seed=1, clock=clock, consumers={"app": "s&cret="}, accounts=(ANNA,))


def _signed(signer: Signer, *, url: str = URL, method: str = "POST") -> OAuthRequest:
    _, headers, _ = signer.sign(url, http_method=method)
    return OAuthRequest(
        method=method, uri=url.partition("?")[0], query=url.partition("?")[2],
        authorization=headers["Authorization"], form="",
    )  # fmt: skip


def _refused(action: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(ApiError) as caught:
        action()
    return caught.value.status, caught.value.message


@pytest.mark.parametrize("method", [SIGNATURE_PLAINTEXT, SIGNATURE_HMAC_SHA1])
def test_three_steps_lead_to_a_token_that_signs(oauth: OAuth, method: str) -> None:
    """With either signature method an allowed application ends up acting for the person."""
    first = oauth.request_token(_signed(Signer("app", "s&cret=", callback_uri="oob", signature_method=method)))
    allowed = oauth.authorize(first.key, ANNA)
    assert allowed is not None
    second = Signer("app", "s&cret=", first.key, first.secret, verifier=allowed.verifier, signature_method=method)
    access = oauth.access_token(_signed(second))
    third = Signer("app", "s&cret=", access.key, access.secret, signature_method=method)
    url = "http://simulator/users/Pl%C3%A4tze%20x/inventory?page=2&sort=listed&q=%C3%B6%26b"
    caller = oauth.caller(_signed(third, url=url, method="GET"))
    assert (caller.account, caller.consumer) == (ANNA, "app")


@pytest.mark.parametrize("method", [SIGNATURE_PLAINTEXT, SIGNATURE_HMAC_SHA1])
def test_a_wrong_secret_is_refused(oauth: OAuth, method: str) -> None:
    """A signature made with another secret is refused, whatever its method."""
    forged = _signed(Signer("app", "guess", signature_method=method))
    assert _refused(lambda: oauth.request_token(forged)) == (401, "Invalid signature.")


def test_a_changed_query_breaks_the_signature(oauth: OAuth) -> None:
    """An HMAC signature covers the query."""
    good = _signed(Signer("app", "s&cret="), url=URL + "?page=1")
    changed = OAuthRequest(good.method, good.uri, "page=2", good.authorization, "")
    assert _refused(lambda: oauth.request_token(changed))[0] == 401


def test_unknown_applications_and_methods_are_refused(oauth: OAuth) -> None:
    """Only registered applications and the two documented signature methods pass."""
    assert _refused(lambda: oauth.request_token(_signed(Signer("who", "s&cret="))))[0] == 401
    other = Signer("app", "s&cret=", signature_method="HMAC-SHA256")
    assert _refused(lambda: oauth.request_token(_signed(other)))[0] == 401


def test_a_nonce_works_once(oauth: OAuth) -> None:
    """The same signed request is refused the second time."""
    again = _signed(Signer("app", "s&cret="))
    oauth.request_token(again)
    assert _refused(lambda: oauth.request_token(again)) == (401, "Invalid nonce: it was used before.")


def test_the_verifier_is_required_and_must_be_right(oauth: OAuth) -> None:
    """Neither no verifier nor a wrong one, nor one before the person allowed it, buys an access token."""
    token = oauth.request_token(_signed(Signer("app", "s&cret=")))
    early = Signer("app", "s&cret=", token.key, token.secret, verifier="")
    assert _refused(lambda: oauth.access_token(_signed(early)))[0] == 400
    oauth.authorize(token.key, ANNA)
    missing = Signer("app", "s&cret=", token.key, token.secret)
    assert _refused(lambda: oauth.access_token(_signed(missing)))[0] == 400
    wrong = Signer("app", "s&cret=", token.key, token.secret, verifier="WRONG")
    assert _refused(lambda: oauth.access_token(_signed(wrong)))[0] == 400


def test_a_request_token_is_exchanged_once(oauth: OAuth) -> None:
    """A second exchange of the same request token is refused."""
    token = oauth.request_token(_signed(Signer("app", "s&cret=")))
    allowed = oauth.authorize(token.key, ANNA)
    assert allowed is not None
    signer = Signer("app", "s&cret=", token.key, token.secret, verifier=allowed.verifier)
    oauth.access_token(_signed(signer))
    assert _refused(lambda: oauth.access_token(_signed(signer)))[0] == 400


def test_request_tokens_die_after_fifteen_minutes(oauth: OAuth, clock: FakeClock) -> None:
    """A request token may be used just before 15 minutes are over and not after."""
    token = oauth.request_token(_signed(Signer("app", "s&cret=")))
    clock.advance(15 * 60 - 1)
    assert oauth.get_request_token(token.key) is not None
    clock.advance(1)
    assert oauth.get_request_token(token.key) is None
    assert oauth.authorize(token.key, ANNA) is None


def test_a_denied_request_is_gone(oauth: OAuth) -> None:
    """After a refusal the request token can be neither allowed nor exchanged."""
    token = oauth.request_token(_signed(Signer("app", "s&cret=")))
    oauth.deny(token.key)
    assert oauth.authorize(token.key, ANNA) is None


def test_revoked_tokens_sign_nobody_in(oauth: OAuth) -> None:
    """Once a person revokes the application its access token is refused."""
    token = oauth.request_token(_signed(Signer("app", "s&cret=")))
    allowed = oauth.authorize(token.key, ANNA)
    assert allowed is not None
    access = oauth.access_token(_signed(Signer("app", "s&cret=", token.key, token.secret, verifier=allowed.verifier)))
    assert oauth.revoke("anna") == 1
    signer = Signer("app", "s&cret=", access.key, access.secret)
    assert _refused(lambda: oauth.caller(_signed(signer))) == (401, "Invalid token.")


@pytest.mark.parametrize("header", ["OAuth", "OAuth oauth_consumer_key", 'OAuth oauth_consumer_key="app"', "OAuth ,,="])
def test_unreadable_headers_are_refused_politely(oauth: OAuth, header: str) -> None:
    """Broken Authorization headers are 401, never a failure of the server."""
    broken = OAuthRequest("GET", "http://simulator/oauth/identity", "", header, "")
    assert _refused(lambda: oauth.caller(broken))[0] == 401
