"""Signing of tokens with a shared secret or a private key, and the public keys with which others verify them."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.settings import Secret
from alcove.wires.supabase.tokens.errors import InvalidSecret
from alcove.wires.supabase.tokens.verifier import TokenSettings, TokenVerifier

_PUBLIC_MEMBERS: Final = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_ALGORITHMS: Final = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA", "oct": "HS256"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSettings:
    """The keys of an issuer of tokens.

    `keys` are JSON Web Keys; the first whose `key_ops` contain `sign` signs, the others verify only. Without one the
    secret signs, with `key_id` in the header if it is set. Tokens of the secret are accepted in any case.
    """

    secret: Secret
    key_id: str = ""
    keys: Sequence[Mapping[str, Any]] = field(default=(), repr=False)


class SigningKeys:
    """Signs and verifies the tokens of one issuer."""

    def __init__(self, settings: SigningSettings, *, clock: Clock) -> None:
        """Read the keys; InvalidSecret for one that is malformed or of another type."""
        self._secret = settings.secret.reveal().encode()
        own = {"kty": "oct", "alg": "HS256", "k": _encode(self._secret), "kid": settings.key_id or None}
        self._keys = [_complete(key) for key in settings.keys]
        jwk = next((key for key in self._keys if "sign" in (key.get("key_ops") or ())), own)
        self._signer = _Signer(jwk)
        jwks = msgspec.json.encode({"keys": [own, *self._keys]}).decode()
        self._verifier = TokenVerifier(TokenSettings(secret=jwks, expiry_leeway=0), clock=clock)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed JSON Web Token."""
        return self._signer.sign(msgspec.json.encode(claims))

    def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a valid token; TokenError."""
        return self._verifier.verify(token).claims

    def derive(self, label: str, content: bytes) -> bytes:
        """Return 32 bytes that depend on the secret, the label and the content."""
        return hmac.digest(hmac.digest(self._secret, label.encode(), "sha256"), content, "sha256")

    def public_jwks(self) -> Mapping[str, Any]:
        """Return the JSON Web Key Set of the public keys, which is empty for shared secrets."""
        return {"keys": [_public_part(key) for key in self._keys if key["kty"] in _PUBLIC_MEMBERS]}


class _Signer:
    """Signs with one key; PyJWT and its cryptography are loaded at the first use, for private keys only."""

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        self._jwk = jwk
        header = {"alg": jwk["alg"], "kid": jwk.get("kid"), "typ": "JWT"}
        present = {name: value for name, value in header.items() if value is not None}
        self._header = _encode(msgspec.json.encode(present))

    def sign(self, payload: bytes) -> str:
        text = f"{self._header}.{_encode(payload)}"
        return f"{text}.{_encode(self._signature(text.encode()))}"

    def _signature(self, text: bytes) -> bytes:
        method, key = self._method
        if method is None:
            return hmac.digest(key, text, hashlib.sha256)
        return bytes(method.sign(text, key))

    @cached_property
    def _method(self) -> tuple[Any, Any]:
        if self._jwk["kty"] == "oct":
            return None, base64.urlsafe_b64decode(self._jwk["k"] + "=" * (-len(self._jwk["k"]) % 4))
        from jwt.algorithms import get_default_algorithms  # noqa: PLC0415 - see the class

        method = get_default_algorithms()[self._jwk["alg"]]
        return method, method.from_jwk(dict(self._jwk))


def _complete(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """Return a key with its algorithm; InvalidSecret when it is of an unknown type or cannot do what it says."""
    kind = jwk.get("kty")
    if kind not in _ALGORITHMS:
        raise InvalidSecret("a signing key has a type that is not supported")
    if "sign" in (jwk.get("key_ops") or ()) and not jwk.get("k" if kind == "oct" else "d"):
        raise InvalidSecret("a signing key lacks its private part")
    return {**jwk, "alg": jwk.get("alg") or _ALGORITHMS[kind]}


def _public_part(jwk: Mapping[str, Any]) -> Mapping[str, Any]:
    names = ("kty", "kid", "alg", *_PUBLIC_MEMBERS[jwk["kty"]])
    return {**{name: jwk[name] for name in names if name in jwk}, "use": "sig", "key_ops": ["verify"], "ext": True}


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
