"""Verification of the ID tokens of OpenID providers."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.supabase.auth.oauth.providers.http import ProviderHttp
from alcove.wires.supabase.auth.oauth.providers.model import ProviderError
from alcove.wires.supabase.tokens import (
    InvalidClaims,
    InvalidSecret,
    InvalidToken,
    TokenError,
    TokenSettings,
    TokenVerifier,
)

_KEYS_KEPT: Final = 3600.0
_KEYS_AT_LEAST: Final = 60.0
_PROVIDERS_CACHED: Final = 50
_ASYMMETRIC: Final = ("RSA", "EC", "OKP")
# Accounts of any tenant, of any organisation, and of persons: the issuer is that of the account's own tenant.
_SHARED_TENANTS: Final = re.compile(r"/(?:common|organizations|consumers)/v2\.0$")
_TENANT: Final = re.compile(r"[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a provider, and when they were read, by the monotonic clock."""

    verifier: TokenVerifier
    read_at: float


class IdTokenVerifier:
    """Verifies signature, issuer and time of ID tokens with the published keys of their issuer."""

    def __init__(self, http: ProviderHttp, *, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._keys: Cache[str, _Keys] = Cache(size=_PROVIDERS_CACHED, clock=clock, ttl=_KEYS_KEPT)

    async def verify(self, token: str, *, issuer: str, jwks_uri: str, server: str) -> Mapping[str, Any]:
        """Return the claims of a token; the caller checks its audience. ProviderError."""
        claims = await self._verify_signature(token, jwks_uri=jwks_uri, server=server)
        if not _is_issuer(claims, issuer):
            raise ProviderError("the ID token has another issuer")
        if "exp" not in claims:
            raise ProviderError("the ID token does not expire")
        return claims

    async def _verify_signature(self, token: str, *, jwks_uri: str, server: str) -> Mapping[str, Any]:
        keys = await self._read_keys(jwks_uri, server=server)
        try:
            return _verify(keys, token)
        except InvalidToken as error:
            if self._clock.monotonic() - keys.read_at < _KEYS_AT_LEAST:
                raise ProviderError(f"the ID token is not valid: {error.message}") from error
        # The provider has new keys, perhaps.
        self._keys.delete(jwks_uri)
        keys = await self._read_keys(jwks_uri, server=server)
        try:
            return _verify(keys, token)
        except InvalidToken as error:
            raise ProviderError(f"the ID token is not valid: {error.message}") from error

    async def _read_keys(self, jwks_uri: str, *, server: str) -> _Keys:
        async def load() -> _Keys:
            document = await self._http.get_json(jwks_uri, server=server)
            return _Keys(_build_verifier(document, self._clock), self._clock.monotonic())

        return await self._keys.get(jwks_uri, load)


def read_audience(claims: Mapping[str, Any]) -> list[str]:
    """Return the audiences of a token."""
    audience = claims.get("aud")
    values = audience if isinstance(audience, list) else [audience]
    return [value for value in values if isinstance(value, str)]


def is_hash_of(token_hash: object, access_token: str) -> bool:
    """Return whether the claim `at_hash` belongs to an access token (OpenID Connect Core, 3.1.3.6)."""
    digests = (hashlib.sha256, hashlib.sha384, hashlib.sha512)
    sent = token_hash.encode() if isinstance(token_hash, str) else b""
    halves = (digest(access_token.encode()).digest() for digest in digests)
    return any(
        hmac.compare_digest(base64.urlsafe_b64encode(half[: len(half) // 2]).rstrip(b"="), sent) for half in halves
    )


def _build_verifier(document: Any, clock: Clock) -> TokenVerifier:
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ProviderError("the keys of the provider are no JSON Web Key Set")
    # A shared secret among public keys could be used by everybody.
    public = [key for key in keys if isinstance(key, dict) and key.get("kty") in _ASYMMETRIC]
    secret = msgspec.json.encode({"keys": public}).decode()
    try:
        return TokenVerifier(TokenSettings(secret=secret, cache_entries=0), clock=clock)
    except InvalidSecret as error:
        raise ProviderError("the keys of the provider are malformed") from error


def _verify(keys: _Keys, token: str) -> Mapping[str, Any]:
    """Return the claims; InvalidToken when no key fits, ProviderError for all else."""
    try:
        return keys.verifier.verify(token).claims
    except InvalidToken:
        raise
    except InvalidClaims as error:
        raise ProviderError(f"the ID token is not valid: {error.message}") from error
    except (TokenError, InvalidSecret) as error:
        raise ProviderError("the keys of the provider cannot be used") from error


def _is_issuer(claims: Mapping[str, Any], issuer: str) -> bool:
    sent = claims.get("iss")
    if _SHARED_TENANTS.search(issuer) and isinstance(tenant := claims.get("tid"), str) and _TENANT.fullmatch(tenant):
        return bool(sent == _SHARED_TENANTS.sub(f"/{tenant}/v2.0", issuer))
    # Google's tokens have had both.
    return sent == issuer or (issuer == "https://accounts.google.com" and sent == "accounts.google.com")
