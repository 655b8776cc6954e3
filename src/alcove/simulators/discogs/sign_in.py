"""Finds out who a request comes from: personal tokens, key and secret, and OAuth 1.0a with its three steps."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl

from oauthlib.oauth1.rfc5849 import signature

from alcove.foundation.clock import Clock
from alcove.simulators.discogs.config import Account, Caller
from alcove.simulators.discogs.randomness import source
from alcove.simulators.discogs.responses import ApiError

REQUEST_TOKEN_LIFE_S: Final = 15 * 60
MOST_NONCES: Final = 100_000
INVALID_CONSUMER: Final = "Invalid consumer."
INVALID_SIGNATURE: Final = "Invalid signature."
INVALID_TOKEN: Final = "Invalid token."  # noqa: S105 - a message
USED_NONCE: Final = "Invalid nonce: it was used before."
_PAIR: Final = re.compile(r"(\w+)=([^,\s]*)")


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


@dataclass(frozen=True, slots=True)
class Token:
    """A request token on its way, or an access token; `account` is who allowed it."""

    key: str
    secret: str
    consumer: str
    made: float
    callback: str = "oob"
    verifier: str = ""
    account: Account | None = None


class OAuth:
    """Gives out and checks tokens."""

    def __init__(self, *, seed: int, clock: Clock, consumers: Mapping[str, str], accounts: Sequence[Account]) -> None:
        self._clock = clock
        self._rng = source(seed, "oauth", number=0)
        self._consumers = consumers
        self._requests: dict[str, Token] = {}
        self._access: dict[str, Token] = {
            account.access_token: Token(
                account.access_token, account.access_secret, consumer=next(iter(consumers), ""), made=0.0,
                account=account,
            )
            for account in accounts if account.access_token
        }  # fmt: skip
        self._nonces: dict[tuple[str, str, str, str], None] = {}

    def request_token(self, incoming: Incoming) -> Token:
        """Step one: give an application a request token."""
        params = _params(incoming)
        consumer = self._consumer(params)
        self._check(incoming, params, token_secret="")
        callback = params.get("oauth_callback", "oob")
        token = Token(_hex(self._rng), _hex(self._rng), consumer, self._clock.monotonic(), callback)
        self._requests = {**self._requests, token.key: token}
        return token

    def pending(self, key: str) -> Token | None:
        """Return a request token that may still be allowed or exchanged."""
        token = self._requests.get(key)
        if token is None or self._clock.monotonic() - token.made >= REQUEST_TOKEN_LIFE_S:
            return None
        return token

    def allow(self, key: str, account: Account) -> Token | None:
        """Step two: a person allows the application; the returned token carries the verifier."""
        token = self.pending(key)
        if token is None:
            return None
        allowed = replace(token, account=account, verifier=_letters(self._rng))
        self._requests = {**self._requests, key: allowed}
        return allowed

    def deny(self, key: str) -> Token | None:
        """Step two, refused: the request token is gone."""
        token = self.pending(key)
        self._requests = {name: kept for name, kept in self._requests.items() if name != key}
        return token

    def access_token(self, incoming: Incoming) -> Token:
        """Step three: exchange an allowed request token and its verifier, once and within its life."""
        params = _params(incoming)
        consumer = self._consumer(params)
        token = self.pending(params.get("oauth_token", ""))
        if token is None or token.consumer != consumer:
            raise ApiError(400, "Invalid or expired request token.")
        self._check(incoming, params, token_secret=token.secret)
        if token.account is None or not token.verifier or params.get("oauth_verifier") != token.verifier:
            raise ApiError(400, "Invalid or missing verifier.")
        self._requests = {name: kept for name, kept in self._requests.items() if name != token.key}
        access = replace(token, key=_hex(self._rng), secret=_hex(self._rng), verifier="")
        self._access = {**self._access, access.key: access}
        return access

    def caller(self, incoming: Incoming) -> Caller:
        """Return who signed a request."""
        params = _params(incoming)
        consumer = self._consumer(params)
        key = params.get("oauth_token", "")
        token = self._access.get(key)
        if key and (token is None or token.consumer != consumer):
            raise ApiError(401, INVALID_TOKEN)
        self._check(incoming, params, token_secret=token.secret if token else "")
        return Caller(account=token.account if token else None, consumer=consumer)

    def revoke(self, username: str) -> int:
        """Take every access token of a person back and return how many there were."""
        kept = {key: token for key, token in self._access.items()
                if token.account is None or token.account.username != username}  # fmt: skip
        gone = len(self._access) - len(kept)
        self._access = kept
        return gone

    def _consumer(self, params: Mapping[str, str]) -> str:
        key = params.get("oauth_consumer_key", "")
        if key not in self._consumers:
            raise ApiError(401, INVALID_CONSUMER)
        return key

    def _check(self, incoming: Incoming, params: Mapping[str, str], *, token_secret: str) -> None:
        consumer = params["oauth_consumer_key"]
        secret = self._consumers[consumer]
        if not is_signed(incoming, consumer_secret=secret, token_secret=token_secret):
            raise ApiError(401, INVALID_SIGNATURE)
        nonce, stamp = params.get("oauth_nonce", ""), params.get("oauth_timestamp", "")
        if not nonce or not stamp.isdigit():
            raise ApiError(401, "Invalid nonce or timestamp.")
        seen = (consumer, params.get("oauth_token", ""), stamp, nonce)
        if seen in self._nonces:
            raise ApiError(401, USED_NONCE)
        self._nonces[seen] = None
        if len(self._nonces) > MOST_NONCES:
            del self._nonces[next(iter(self._nonces))]


def _params(incoming: Incoming) -> dict[str, str]:
    try:
        return oauth_params(incoming)
    except ValueError as error:
        raise ApiError(401, "The Authorization header cannot be read.") from error


def _hex(rng: random.Random) -> str:
    return f"{rng.getrandbits(160):040x}"


def _letters(rng: random.Random) -> str:
    return "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") for _ in range(10))


class SignIn:
    """Personal tokens, key and secret, and OAuth."""

    def __init__(self, oauth: OAuth, *, accounts: Sequence[Account], consumers: Mapping[str, str]) -> None:
        self._oauth = oauth
        self._tokens = {account.token: account for account in accounts if account.token}
        self._consumers = consumers

    def caller(self, incoming: Incoming) -> Caller:
        """Return the caller; ApiError 401 for credentials that are not ours, a nobody for none at all."""
        scheme, _, rest = incoming.authorization.partition(" ")
        query = dict(parse_qsl(incoming.query))
        if scheme.lower() == "oauth" or "oauth_signature" in query:
            return self._oauth.caller(incoming)
        if scheme.lower() == "discogs":
            return self._named(dict(_PAIR.findall(rest)))
        if scheme:
            raise ApiError(401, INVALID_TOKEN)
        return self._named(query)

    def _named(self, given: Mapping[str, str]) -> Caller:
        if "token" in given:
            if given["token"] not in self._tokens:
                raise ApiError(401, INVALID_TOKEN)
            return Caller(account=self._tokens[given["token"]])
        if "key" in given:
            if self._consumers.get(given["key"]) != given.get("secret", ""):
                raise ApiError(401, INVALID_CONSUMER)
            return Caller(consumer=given["key"])
        return Caller()
