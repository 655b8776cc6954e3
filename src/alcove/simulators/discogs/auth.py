"""Authentication: personal tokens, key and secret, and OAuth 1.0a with its three steps."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl

from oauthlib.oauth1.rfc5849 import signature

from alcove.foundation.clock import Clock
from alcove.simulators.discogs.config import Account, Caller
from alcove.simulators.discogs.randomness import seeded_rng
from alcove.simulators.discogs.responses import ApiError

REQUEST_TOKEN_LIFE_S: Final = 15 * 60
MAX_NONCES: Final = 100_000
INVALID_CONSUMER: Final = "Invalid consumer."
INVALID_SIGNATURE: Final = "Invalid signature."
INVALID_TOKEN: Final = "Invalid token."  # noqa: S105 - a message
USED_NONCE: Final = "Invalid nonce: it was used before."
_PAIR: Final = re.compile(r"(\w+)=([^,\s]*)")


@dataclass(frozen=True, slots=True)
class SignatureInput:
    """A request in the form of the signature functions; `params` are all signed parameters."""

    http_method: str
    uri: str
    params: list[tuple[str, str]]
    signature: str


@dataclass(frozen=True, slots=True)
class OAuthRequest:
    """The parts of an HTTP request that are relevant for OAuth."""

    method: str
    uri: str
    query: str
    authorization: str
    form: str


VERIFIERS: Final[dict[str, Any]] = {
    "PLAINTEXT": signature.verify_plaintext,
    "HMAC-SHA1": signature.verify_hmac_sha1,
}


def parse_oauth_params(oauth_request: OAuthRequest) -> dict[str, str]:
    """Return the `oauth_*` parameters of header, query and form body. Raise ValueError when they are invalid."""
    return {name: value for name, value in _all_params(oauth_request) if name.startswith("oauth_")}


def _all_params(oauth_request: OAuthRequest, *, signed: bool = False) -> list[tuple[str, str]]:
    headers = {"Authorization": oauth_request.authorization} if oauth_request.authorization else {}
    found = signature.collect_parameters(
        uri_query=oauth_request.query, body=oauth_request.form or None, headers=headers, exclude_oauth_signature=signed
    )
    return list(found)


def has_valid_signature(oauth_request: OAuthRequest, *, consumer_secret: str, token_secret: str) -> bool:
    """Return whether the signature is valid for these secrets; False for an unknown signature method."""
    params = parse_oauth_params(oauth_request)
    verify = VERIFIERS.get(params.get("oauth_signature_method", ""))
    if verify is None:
        return False
    signature_input = SignatureInput(
        http_method=oauth_request.method.upper(),
        uri=oauth_request.uri,
        params=_all_params(oauth_request, signed=True),
        signature=params.get("oauth_signature", ""),
    )
    return bool(verify(signature_input, client_secret=consumer_secret, resource_owner_secret=token_secret))


@dataclass(frozen=True, slots=True)
class Token:
    """A request token or an access token; `account` is the user who authorized it."""

    key: str
    secret: str
    consumer: str
    created_at: float
    callback: str = "oob"
    verifier: str = ""
    account: Account | None = None


class OAuth:
    """Issues and verifies tokens."""

    def __init__(self, *, seed: int, clock: Clock, consumers: Mapping[str, str], accounts: Sequence[Account]) -> None:
        self._clock = clock
        self._rng = seeded_rng(seed, "oauth", number=0)
        self._consumers = consumers
        self._requests: dict[str, Token] = {}
        self._access: dict[str, Token] = {
            account.access_token: Token(
                account.access_token, account.access_secret, consumer=next(iter(consumers), ""), created_at=0.0,
                account=account,
            )
            for account in accounts if account.access_token
        }  # fmt: skip
        self._nonces: dict[tuple[str, str, str, str], None] = {}

    def request_token(self, oauth_request: OAuthRequest) -> Token:
        """Step one: issue a request token to an application."""
        params = _params(oauth_request)
        consumer = self._consumer(params)
        self._verify(oauth_request, params, token_secret="")
        callback = params.get("oauth_callback", "oob")
        token = Token(_random_hex(self._rng), _random_hex(self._rng), consumer, self._clock.monotonic(), callback)
        self._requests = {**self._requests, token.key: token}
        return token

    def get_request_token(self, key: str) -> Token | None:
        """Return a request token that can still be authorized or exchanged, None for any other."""
        token = self._requests.get(key)
        if token is None or self._clock.monotonic() - token.created_at >= REQUEST_TOKEN_LIFE_S:
            return None
        return token

    def authorize(self, key: str, account: Account) -> Token | None:
        """Step two: a user authorizes the application; the returned token has the verifier."""
        token = self.get_request_token(key)
        if token is None:
            return None
        authorized = replace(token, account=account, verifier=_random_letters(self._rng))
        self._requests = {**self._requests, key: authorized}
        return authorized

    def deny(self, key: str) -> Token | None:
        """Step two, denied: delete the request token."""
        token = self.get_request_token(key)
        self._requests = {name: kept for name, kept in self._requests.items() if name != key}
        return token

    def access_token(self, oauth_request: OAuthRequest) -> Token:
        """Step three: exchange an authorized request token and its verifier, once and before it expires."""
        params = _params(oauth_request)
        consumer = self._consumer(params)
        token = self.get_request_token(params.get("oauth_token", ""))
        if token is None or token.consumer != consumer:
            raise ApiError(400, "Invalid or expired request token.")
        self._verify(oauth_request, params, token_secret=token.secret)
        if token.account is None or not token.verifier or params.get("oauth_verifier") != token.verifier:
            raise ApiError(400, "Invalid or missing verifier.")
        self._requests = {name: kept for name, kept in self._requests.items() if name != token.key}
        access = replace(token, key=_random_hex(self._rng), secret=_random_hex(self._rng), verifier="")
        self._access = {**self._access, access.key: access}
        return access

    def caller(self, oauth_request: OAuthRequest) -> Caller:
        """Return the caller who signed a request."""
        params = _params(oauth_request)
        consumer = self._consumer(params)
        key = params.get("oauth_token", "")
        token = self._access.get(key)
        if key and (token is None or token.consumer != consumer):
            raise ApiError(401, INVALID_TOKEN)
        self._verify(oauth_request, params, token_secret=token.secret if token else "")
        return Caller(account=token.account if token else None, consumer=consumer)

    def revoke(self, username: str) -> int:
        """Revoke all access tokens of a user and return their number."""
        kept = {key: token for key, token in self._access.items()
                if token.account is None or token.account.username != username}  # fmt: skip
        revoked = len(self._access) - len(kept)
        self._access = kept
        return revoked

    def _consumer(self, params: Mapping[str, str]) -> str:
        key = params.get("oauth_consumer_key", "")
        if key not in self._consumers:
            raise ApiError(401, INVALID_CONSUMER)
        return key

    def _verify(self, oauth_request: OAuthRequest, params: Mapping[str, str], *, token_secret: str) -> None:
        consumer = params["oauth_consumer_key"]
        secret = self._consumers[consumer]
        if not has_valid_signature(oauth_request, consumer_secret=secret, token_secret=token_secret):
            raise ApiError(401, INVALID_SIGNATURE)
        nonce, stamp = params.get("oauth_nonce", ""), params.get("oauth_timestamp", "")
        if not nonce or not stamp.isdigit():
            raise ApiError(401, "Invalid nonce or timestamp.")
        used = (consumer, params.get("oauth_token", ""), stamp, nonce)
        if used in self._nonces:
            raise ApiError(401, USED_NONCE)
        self._nonces[used] = None
        if len(self._nonces) > MAX_NONCES:
            del self._nonces[next(iter(self._nonces))]


def _params(oauth_request: OAuthRequest) -> dict[str, str]:
    try:
        return parse_oauth_params(oauth_request)
    except ValueError as error:
        raise ApiError(401, "The Authorization header cannot be read.") from error


def _random_hex(rng: random.Random) -> str:
    return f"{rng.getrandbits(160):040x}"


def _random_letters(rng: random.Random) -> str:
    return "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") for _ in range(10))


class Authenticator:
    """Identifies callers by personal token, key and secret, or OAuth."""

    def __init__(self, oauth: OAuth, *, accounts: Sequence[Account], consumers: Mapping[str, str]) -> None:
        self._oauth = oauth
        self._tokens = {account.token: account for account in accounts if account.token}
        self._consumers = consumers

    def caller(self, oauth_request: OAuthRequest) -> Caller:
        """Return the caller, an anonymous one without credentials. Raise ApiError 401 for invalid credentials."""
        scheme, _, rest = oauth_request.authorization.partition(" ")
        query = dict(parse_qsl(oauth_request.query))
        if scheme.lower() == "oauth" or "oauth_signature" in query:
            return self._oauth.caller(oauth_request)
        if scheme.lower() == "discogs":
            return self._caller_by_fields(dict(_PAIR.findall(rest)))
        if scheme:
            raise ApiError(401, INVALID_TOKEN)
        return self._caller_by_fields(query)

    def _caller_by_fields(self, fields: Mapping[str, str]) -> Caller:
        if "token" in fields:
            if fields["token"] not in self._tokens:
                raise ApiError(401, INVALID_TOKEN)
            return Caller(account=self._tokens[fields["token"]])
        if "key" in fields:
            if self._consumers.get(fields["key"]) != fields.get("secret", ""):
                raise ApiError(401, INVALID_CONSUMER)
            return Caller(consumer=fields["key"])
        return Caller()
