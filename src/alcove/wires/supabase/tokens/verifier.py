"""Verification of tokens: signature, then claims, then the role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import SecurityKind, report_security
from alcove.wires.supabase.tokens.claims import LEEWAY, ClaimsValidator
from alcove.wires.supabase.tokens.errors import InvalidClaims, InvalidToken, MissingSecret
from alcove.wires.supabase.tokens.keys import ALGORITHMS, VerificationKey, decode_base64url, parse_secret
from alcove.wires.supabase.tokens.role_path import parse_role_path

_PARTS: Final = 3
_NO_KEY: Final = "No suitable key or wrong key type"
_UNREADABLE: Final = "JWT cryptographic operation failed"
_WRONG_ALGORITHM: Final = "Wrong or unsupported encoding algorithm"
_UNSECURED: Final = "JWT is unsecured but expected 'alg' was not 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSettings:
    """What tokens a server accepts. `role_path` tells where the role stands; `cache_entries` 0 caches nothing."""

    secret: str | None
    secret_is_base64: bool = False
    audience: str | None = None
    role_path: str = "$.role"
    cache_entries: int = 1000
    expiry_leeway: float = LEEWAY


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """A valid token: its claims, their JSON as it was signed, and its role, None without one."""

    claims: Mapping[str, Any]
    claims_json: str
    role: str | None

    @classmethod
    def of_role(cls, role: str) -> "VerifiedToken":
        """Return a caller that is known by its role alone."""
        claims = {"role": role}
        return cls(claims, msgspec.json.encode(claims).decode(), role)


@dataclass(slots=True)
class TokenCacheStatistics:
    """How often the cache was asked for a token, how often it had it, and how often it gave one up for another."""

    requests: int = 0
    hits: int = 0
    evictions: int = 0


@dataclass(frozen=True, slots=True)
class _CachedToken:
    """A token whose signature was right, and the time in which its claims are valid, in seconds since 1970."""

    verified: VerifiedToken
    valid_from: float
    valid_until: float


class TokenVerifier:
    """Verifies tokens; signatures that were right are cached until the token expires."""

    def __init__(self, settings: TokenSettings, *, clock: Clock) -> None:
        """Read the keys; InvalidSecret and InvalidRolePath for settings that are wrong."""
        self._clock = clock
        self._keys: tuple[VerificationKey, ...] | None = None
        if settings.secret is not None:
            self._keys = parse_secret(settings.secret, is_base64=settings.secret_is_base64)
        self._claims = ClaimsValidator(settings.audience, expiry_leeway=settings.expiry_leeway)
        self._find_role = parse_role_path(settings.role_path)
        self.statistics = TokenCacheStatistics()
        self._size = settings.cache_entries
        self._cache: Cache[str, _CachedToken] = Cache(size=settings.cache_entries, clock=clock)

    def verify(self, token: str) -> VerifiedToken:
        """Return a valid token; MissingSecret, InvalidToken or InvalidClaims."""
        if self._keys is None:
            raise MissingSecret("Server lacks JWT secret")
        now = self._clock.now().timestamp()
        cached = self._cache.peek(token)
        self.statistics.requests += 1
        self.statistics.hits += cached is not None
        if cached is not None and cached.valid_from <= now <= cached.valid_until:
            return cached.verified
        verified = cached.verified if cached is not None else self._read(token, self._keys)
        start, end = self._claims.validate(verified.claims, now=now)
        self.statistics.evictions += cached is None and 0 < self._size <= len(self._cache)
        self._cache.put(token, _CachedToken(verified, start, end), ttl=end - now)
        return verified

    def _read(self, token: str, keys: tuple[VerificationKey, ...]) -> VerifiedToken:
        if not token:
            raise InvalidToken("Empty JWT is sent in Authorization header")
        parts = token.split(".")
        if len(parts) != _PARTS:
            raise InvalidToken(f"Expected 3 parts in JWT; got {len(parts)}")
        try:
            header = msgspec.json.decode(decode_base64url(parts[0]), type=dict[str, Any])
            payload, signature = decode_base64url(parts[1]), decode_base64url(parts[2])
        except (ValueError, RecursionError) as error:
            raise InvalidToken(_UNREADABLE) from error
        _check_signature(header, f"{parts[0]}.{parts[1]}".encode(), signature=signature, keys=keys)
        claims, text = _read_claims(payload)
        return VerifiedToken(claims, text, _role_text(self._find_role(claims)))


def read_bearer(authorization: str) -> str | None:
    """Return the token of an Authorization header, None when it has another scheme; the token may be empty."""
    scheme, *rest = authorization.strip().split(None, 1)[:2] or ("",)
    return (rest[0] if rest else "") if scheme.lower() == "bearer" else None


def _check_signature(
    header: Mapping[str, Any], signed: bytes, *, signature: bytes, keys: tuple[VerificationKey, ...]
) -> None:
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm == "none":
        report_security(SecurityKind.FORGED_TOKEN, reason="unsigned")
        raise InvalidToken(_WRONG_ALGORITHM, details=_UNSECURED)
    if not isinstance(algorithm, str) or not isinstance(key_id, str | None):
        raise InvalidToken(_UNREADABLE)
    # An extension that must be understood is unknown here (RFC 7515, 4.1.11).
    if algorithm not in ALGORITHMS or "crit" in header:
        raise InvalidToken(_UNREADABLE)
    suitable = [key for key in keys if key.accepts(algorithm, key_id)]
    if not suitable:
        raise InvalidToken(_NO_KEY, details="No suitable key was found to decode the JWT")
    if not any(key.check(algorithm, signed, signature=signature) for key in suitable):
        report_security(SecurityKind.FORGED_TOKEN, reason="wrong signature")
        raise InvalidToken(_NO_KEY, details="None of the keys was able to decode the JWT")


def _read_claims(payload: bytes) -> tuple[dict[str, Any], str]:
    try:
        return msgspec.json.decode(payload, type=dict[str, Any]), payload.decode()
    except (ValueError, RecursionError) as error:
        raise InvalidClaims("Parsing claims failed") from error


def _role_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
