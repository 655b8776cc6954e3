"""The three steps of OAuth 1.0a and the tokens that they leave behind."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alcove.foundation.clock import Clock
from alcove.simulators.discogs.accounts import Account, Caller
from alcove.simulators.discogs.errors import ApiError
from alcove.simulators.discogs.randomness import source
from alcove.simulators.discogs.signing import Incoming, is_signed, oauth_params

REQUEST_TOKEN_LIFE_S: Final = 15 * 60
MOST_NONCES: Final = 100_000
INVALID_CONSUMER: Final = "Invalid consumer."
INVALID_SIGNATURE: Final = "Invalid signature."
INVALID_TOKEN: Final = "Invalid token."  # noqa: S105 - a message
USED_NONCE: Final = "Invalid nonce: it was used before."


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
