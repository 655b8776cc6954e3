"""Signing keys for tokens: made, rotated and retired, as JSON Web Keys."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias
from uuid import uuid4

from alcove.apps.study.keys.model import public_key
from alcove.foundation.settings import SettingError

Algorithm: TypeAlias = Literal["ES256", "RS256", "HS256"]
MAX_KEYS: Final = 10
"""Keys that are kept; more would make every unknown token slow to refuse."""

_RSA_BITS: Final = 2048


def create_signing_key(algorithm: Literal["ES256", "RS256"]) -> Mapping[str, Any]:
    """Return a new private key that signs tokens."""
    # Cryptography is slow to load, and only this command needs it.
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415
    from jwt.algorithms import ECAlgorithm, RSAAlgorithm  # noqa: PLC0415

    text = (
        ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()))
        if algorithm == "ES256"
        else RSAAlgorithm.to_jwk(rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS))
    )
    return {**json.loads(text), "kid": str(uuid4()), "alg": algorithm, "use": "sig", "key_ops": ["sign", "verify"]}


def rotate(keys: Sequence[Mapping[str, Any]], algorithm: Algorithm) -> Sequence[Mapping[str, Any]]:
    """Return the keys with a new one that signs, or with none for HS256; the others only verify. SettingError."""
    earlier = [_retain_public_part(key) for key in keys]
    if algorithm == "HS256":
        return earlier
    if len(earlier) >= MAX_KEYS:
        raise SettingError(f"there are {len(earlier)} signing keys: remove old ones with `alcove study keys retire`")
    return [create_signing_key(algorithm), *earlier]


def retire(keys: Sequence[Mapping[str, Any]], key_id: str) -> Sequence[Mapping[str, Any]]:
    """Return the keys without one, whose tokens are refused from now on; SettingError for the one that signs."""
    key = next((key for key in keys if key.get("kid") == key_id), None)
    if key is None:
        raise SettingError(f"there is no signing key {key_id!r}: `alcove study keys --json` lists them")
    if "sign" in key["key_ops"]:
        raise SettingError("this key signs tokens now: make another one first with `alcove study keys rotate`")
    return [other for other in keys if other is not key]


def _retain_public_part(key: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**public_key(key), "key_ops": ["verify"]}
