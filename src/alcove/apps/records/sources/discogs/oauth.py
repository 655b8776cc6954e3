"""The three steps of an OAuth 1.0a sign-in."""

from typing import Final
from urllib.parse import parse_qs, urlencode

import msgspec

from alcove.apps.records.errors import CredentialsInvalid, UpstreamFailed
from alcove.apps.records.settings import DISCOGS_API_BASE, TokenPair
from alcove.apps.records.sources.discogs import responses
from alcove.apps.records.sources.discogs.request_signing import Consumer, OAuthSigner
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError

WEBSITE: Final = "https://www.discogs.com"


async def fetch_request_token(http: Client, consumer: Consumer, *, clock: Clock, callback: str = "oob") -> TokenPair:
    """Step one: return a request token, good for 15 minutes."""
    signer = OAuthSigner(consumer=consumer, clock=clock, callback=callback)
    return await _request_token_pair(http, "/oauth/request_token", method="GET", signer=signer)


def build_authorize_url(request: TokenPair, *, api_base: str = DISCOGS_API_BASE) -> str:
    """Step two: return the URL where the person agrees and gets a verifier."""
    website = WEBSITE if api_base.rstrip("/") == DISCOGS_API_BASE else api_base.rstrip("/")
    return f"{website}/oauth/authorize?{urlencode({'oauth_token': request.token})}"


async def fetch_access_token(
    http: Client, consumer: Consumer, *, clock: Clock, request: TokenPair, verifier: str
) -> TokenPair:
    """Step three: exchange the verifier for an access token, valid until it is revoked."""
    signer = OAuthSigner(consumer=consumer, clock=clock, token=request, verifier=verifier.strip())
    return await _request_token_pair(http, "/oauth/access_token", method="POST", signer=signer)


async def _request_token_pair(http: Client, path: str, *, method: str, signer: OAuthSigner) -> TokenPair:
    try:
        answer = await http.request(method, path, auth=signer)
    except FetchError as error:
        raise UpstreamFailed(f"The request to Discogs failed: {error}.", details=error.kind) from error
    if answer.status in (400, 401, 403):
        refusal = responses.build_error(401, answer.content)
        what = "verifier: it may be mistyped or expired" if signer.verifier else "consumer key and secret"
        raise CredentialsInvalid(f"Discogs does not accept the {what}.", details=refusal.details)
    if answer.status != 200:
        raise responses.build_error(answer.status, answer.content)
    return _parse_token(answer.content)


def _parse_token(content: bytes) -> TokenPair:
    form = {name: values[0] for name, values in parse_qs(content[:65536].decode("utf-8", "replace")).items()}
    pair = {"token": form.get("oauth_token"), "secret": form.get("oauth_token_secret")}
    try:
        return msgspec.convert(pair, TokenPair)
    except msgspec.ValidationError:
        raise responses.malformed_response("a response without a token") from None
