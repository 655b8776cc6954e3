"""Keys derived from the JWT secret, and the rules for secrets."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from alcove.foundation.settings import Secret, is_placeholder

MIN_SECRET_BYTES: Final = 32
_MIN_DIFFERENT_CHARACTERS: Final = 8
_LIFETIME_S: Final = 10 * 365 * 24 * 3600
_PUBLIC_MEMBERS: Final = frozenset({"kty", "kid", "alg", "use", "n", "e", "crv", "x", "y"})
_HEADER: Final = b'{"alg":"HS256","typ":"JWT"}'


class KeyClaims(msgspec.Struct, frozen=True):
    """The claims of an anon or service_role key."""

    iss: str
    role: str
    iat: int
    exp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectKeys:
    """The keys of a project; the opaque keys and the tokens follow from the secret and the time.

    So all hosts with the same secret accept the same keys.
    """

    jwt_secret: str
    anon_key: str
    service_role_key: str
    publishable_key: str
    secret_key: str
    signing_keys: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    """JSON Web Keys: the one with `sign` in its `key_ops` signs tokens, the others still verify them."""
    trusted_keys: Sequence[Mapping[str, Any]] = ()
    """Public keys of another issuer, whose tokens are accepted, too."""

    @property
    def verification_secret(self) -> str:
        """What verifies tokens: the secret, or with further keys a JSON Web Key Set."""
        keys = [*self.signing_keys, *self.trusted_keys]
        if not keys:
            return self.jwt_secret
        own = {"kty": "oct", "alg": "HS256", "k": _encode(self.jwt_secret.encode())}
        return msgspec.json.encode({"keys": [own, *(public_key(key) for key in keys)]}).decode()

    def derive(self, purpose: str) -> bytes:
        """Return a secret for another purpose, the same on all hosts with the same secret."""
        return _digest(self.jwt_secret, f"alcove {purpose}")


def derive_keys(
    jwt_secret: str,
    *,
    created_at: int,
    signing_keys: Sequence[Mapping[str, Any]] = (),
    trusted_keys: Sequence[Mapping[str, Any]] = (),
) -> ProjectKeys:
    """Return the keys of a secret; `created_at` is when they become valid, in seconds since 1970."""
    return ProjectKeys(
        signing_keys=signing_keys,
        trusted_keys=trusted_keys,
        jwt_secret=jwt_secret,
        anon_key=_sign_key(jwt_secret, role="anon", created_at=created_at),
        service_role_key=_sign_key(jwt_secret, role="service_role", created_at=created_at),
        publishable_key=_derive_opaque_key(jwt_secret, kind="publishable"),
        secret_key=_derive_opaque_key(jwt_secret, kind="secret"),
    )


def public_key(key: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the public part of a JSON Web Key."""
    return {name: value for name, value in key.items() if name in _PUBLIC_MEMBERS}


def fingerprint(jwt_secret: str) -> str:
    """Return a text that identifies a secret without revealing it."""
    return hashlib.sha256(b"alcove jwt secret\0" + jwt_secret.encode()).hexdigest()[:32]


def find_weakness(jwt_secret: str) -> str:
    """Return why a secret is not accepted, '' if it is."""
    if len(jwt_secret.encode()) < MIN_SECRET_BYTES:
        return f"is shorter than {MIN_SECRET_BYTES} bytes"
    if len(set(jwt_secret)) < _MIN_DIFFERENT_CHARACTERS:
        return "repeats a few characters"
    if is_placeholder(Secret(jwt_secret)):
        return "is the placeholder of an example"
    return ""


def claims_service_role(key: str) -> bool:
    """Return whether a key is a token whose claims name the role service_role, whoever signed it."""
    parts = key.split(".")
    if len(parts) != 3:
        return False
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = msgspec.json.decode(payload)
    except (ValueError, msgspec.DecodeError):
        return False
    return isinstance(claims, dict) and claims.get("role") == "service_role"


def _sign_key(jwt_secret: str, *, role: str, created_at: int) -> str:
    claims = KeyClaims(iss="supabase", role=role, iat=created_at, exp=created_at + _LIFETIME_S)
    signed = f"{_encode(_HEADER)}.{_encode(msgspec.json.encode(claims))}"
    return f"{signed}.{_encode(_digest(jwt_secret, signed))}"


def _derive_opaque_key(jwt_secret: str, *, kind: str) -> str:
    text = _encode(_digest(jwt_secret, f"alcove {kind} key"))
    return f"sb_{kind}_{text[:22]}_{text[22:30]}"


def _digest(jwt_secret: str, text: str) -> bytes:
    return hmac.digest(jwt_secret.encode(), text.encode(), "sha256")


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
