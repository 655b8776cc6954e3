"""Keys that verify signatures: a text, a JSON Web Key (JWK) or a set of them (JWKS)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from alcove.wires.supabase.tokens.errors import InvalidSecret

_HMAC: Final = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
_RSA: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CURVES: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}
ALGORITHMS: Final = frozenset({*_HMAC, *_RSA, *_CURVES.values(), "EdDSA"})


class SignatureCheck(Protocol):
    """Checks a signature with one key."""

    def __call__(self, algorithm: str, signed: bytes, *, signature: bytes) -> bool:
        """Return whether the signature of the signed bytes is right."""
        ...


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key, the algorithms that it may be used with, and its id."""

    algorithms: frozenset[str]
    check: SignatureCheck
    key_id: str | None = None

    def accepts(self, algorithm: str, key_id: str | None) -> bool:
        """Return whether the header of a token allows this key; a token that names a key needs exactly that one."""
        return algorithm in self.algorithms and (key_id is None or key_id == self.key_id)


def parse_secret(secret: str, *, is_base64: bool = False) -> tuple[VerificationKey, ...]:
    """Return the keys of a secret: a JWKS, a JWK, or else a text for HS256; InvalidSecret."""
    document = read_secret(secret, is_base64=is_base64)
    if isinstance(document, bytes):
        return (VerificationKey(frozenset({"HS256"}), _HmacCheck(document)),)
    if isinstance(document.get("keys"), list):
        keys = tuple(_read_key(key) for key in document["keys"] if isinstance(key, dict) and key.get("use") != "enc")
        return tuple(key for key in keys if key is not None)
    key = _read_key(document)
    if key is None:
        raise InvalidSecret("the key has a type that is not supported")
    return (key,)


def read_secret(secret: str, *, is_base64: bool) -> bytes | dict[str, Any]:
    """Return the JWK or JWKS that a secret is, or else its text, both of base64 if it is that; InvalidSecret."""
    content = _decode_base64(secret) if is_base64 else secret.encode()
    if not content.lstrip().startswith(b"{"):
        return content
    try:
        document = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content
    return document if "kty" in document or "keys" in document else content


def decode_base64url(text: str) -> bytes:
    """Return the bytes of base64url text without padding; ValueError."""
    if not text.isascii() or "=" in text or "+" in text or "/" in text:
        raise ValueError("no base64url text")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _decode_base64(secret: str) -> bytes:
    text = secret.strip().replace("_", "/").replace("-", "+").replace(".", "=").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidSecret("the secret is not base64") from error


def _read_key(jwk: Mapping[str, Any]) -> VerificationKey | None:
    """Return the key of a JWK, None for a type that is not supported."""
    possible = _possible_algorithms(jwk)
    named = jwk.get("alg")
    algorithms = possible if named is None else possible & {named}
    if not possible:
        return None
    key_id = jwk.get("kid")
    return VerificationKey(algorithms, _make_check(jwk, algorithms), key_id if isinstance(key_id, str) else None)


def _possible_algorithms(jwk: Mapping[str, Any]) -> frozenset[str]:
    kind = jwk.get("kty")
    if kind == "oct":
        return frozenset(_HMAC)
    if kind == "RSA":
        return _RSA
    if kind == "EC" and jwk.get("crv") in _CURVES:
        return frozenset({_CURVES[jwk["crv"]]})
    if kind == "OKP" and jwk.get("crv") in ("Ed25519", "Ed448"):
        return frozenset({"EdDSA"})
    return frozenset()


def _make_check(jwk: Mapping[str, Any], algorithms: frozenset[str]) -> SignatureCheck:
    if jwk["kty"] != "oct":
        return _PublicKeyCheck(jwk, algorithms)
    try:
        return _HmacCheck(decode_base64url(str(jwk["k"]).rstrip("=")))
    except (KeyError, ValueError) as error:
        raise InvalidSecret("the key has no valid member 'k'") from error


class _HmacCheck:
    """Checks with a shared secret; the standard library does it, so that PyJWT is not loaded."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __call__(self, algorithm: str, signed: bytes, *, signature: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(self._secret, signed, _HMAC[algorithm]), signature)


class _PublicKeyCheck:
    """Checks with a public key, which is read at the first use: PyJWT and its cryptography are slow to load."""

    def __init__(self, jwk: Mapping[str, Any], algorithms: frozenset[str]) -> None:
        private = {"d", "p", "q", "dp", "dq", "qi", "oth"}
        self._jwk = {name: value for name, value in jwk.items() if name not in private}
        self._algorithms = algorithms
        self._methods: dict[str, tuple[Any, Any]] | None = None

    def __call__(self, algorithm: str, signed: bytes, *, signature: bytes) -> bool:
        if self._methods is None:
            self._methods = self._read_methods()
        method, key = self._methods[algorithm]
        return bool(method.verify(signed, key, signature))

    def _read_methods(self) -> dict[str, tuple[Any, Any]]:
        import jwt  # noqa: PLC0415 - see the class
        from jwt.algorithms import get_default_algorithms  # noqa: PLC0415

        methods = get_default_algorithms()
        try:
            return {name: (methods[name], methods[name].from_jwk(self._jwk)) for name in self._algorithms}
        except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise InvalidSecret("the server's public key is malformed") from error
