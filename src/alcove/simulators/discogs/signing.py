"""Checks OAuth 1.0a signatures with oauthlib's server-side functions."""

from dataclasses import dataclass
from typing import Any, Final

from oauthlib.oauth1.rfc5849 import signature


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as the signature functions want it; `params` holds all that is signed."""

    http_method: str
    uri: str
    params: list[tuple[str, str]]
    signature: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """The parts of an HTTP request that OAuth looks at."""

    method: str
    uri: str
    query: str
    authorization: str
    form: str


VERIFIERS: Final[dict[str, Any]] = {
    "PLAINTEXT": signature.verify_plaintext,
    "HMAC-SHA1": signature.verify_hmac_sha1,
}


def oauth_params(incoming: Incoming) -> dict[str, str]:
    """Return the `oauth_*` parameters of header, query and form body; ValueError when unreadable."""
    return {name: value for name, value in _all_params(incoming) if name.startswith("oauth_")}


def _all_params(incoming: Incoming, *, signed: bool = False) -> list[tuple[str, str]]:
    headers = {"Authorization": incoming.authorization} if incoming.authorization else {}
    found = signature.collect_parameters(
        uri_query=incoming.query, body=incoming.form or None, headers=headers, exclude_oauth_signature=signed
    )
    return list(found)


def is_signed(incoming: Incoming, *, consumer_secret: str, token_secret: str) -> bool:
    """Return whether the signature was made with these secrets; an unknown method never is."""
    params = oauth_params(incoming)
    verify = VERIFIERS.get(params.get("oauth_signature_method", ""))
    if verify is None:
        return False
    request = SignedRequest(
        http_method=incoming.method.upper(),
        uri=incoming.uri,
        params=_all_params(incoming, signed=True),
        signature=params.get("oauth_signature", ""),
    )
    return bool(verify(request, client_secret=consumer_secret, resource_owner_secret=token_secret))
