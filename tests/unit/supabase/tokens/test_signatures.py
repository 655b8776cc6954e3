"""Signatures of tokens: every kind of key and algorithm, and what must never be accepted."""

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from alcove.wires.supabase.tokens import (
    InvalidSecret,
    InvalidToken,
    MissingSecret,
    TokenSettings,
    TokenVerifier,
)
from support.clock import FakeClock

SECRET = "a-secret-text-of-more-than-32-characters"
LONG = "k" * 64
CLAIMS = {"role": "reader"}
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEYS = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}
ED_KEY = ed25519.Ed25519PrivateKey.generate()


def verifier(secret: str | None = SECRET, **settings: Any) -> TokenVerifier:
    """Return a verifier with this secret."""
    return TokenVerifier(TokenSettings(secret=secret, **settings), clock=FakeClock())


def oct_key(text: str, **members: str) -> dict[str, Any]:
    """Return the JWK of a shared secret."""
    return {"kty": "oct", "k": base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode(), **members}


def public_key(private: Any, **members: str) -> dict[str, Any]:
    """Return the JWK of the public half of a key."""
    kinds: dict[type, Any] = {rsa.RSAPrivateKey: RSAAlgorithm, ec.EllipticCurvePrivateKey: ECAlgorithm}
    kind = next((kind for of, kind in kinds.items() if isinstance(private, of)), OKPAlgorithm)
    return {**json.loads(kind.to_jwk(private.public_key())), **members}


def refusal(token: str, checker: TokenVerifier) -> tuple[str, str | None]:
    """Return message and details of the error of a token."""
    with pytest.raises(InvalidToken) as caught:
        checker.verify(token)
    return caught.value.message, caught.value.details


NO_SUITABLE_KEY = ("No suitable key or wrong key type", "No suitable key was found to decode the JWT")
NO_KEY_FITS = ("No suitable key or wrong key type", "None of the keys was able to decode the JWT")
UNREADABLE = ("JWT cryptographic operation failed", None)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_shared_secret_as_jwk(algorithm: str) -> None:
    """A JWK of a shared secret verifies the algorithm that it names, and any HMAC if it names none."""
    token = jwt.encode(CLAIMS, LONG, algorithm=algorithm)
    for members in ({}, {"alg": algorithm}):
        assert verifier(json.dumps(oct_key(LONG, **members))).verify(token).role == "reader"


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_rsa(algorithm: str) -> None:
    """An RSA key verifies all its algorithms."""
    token = jwt.encode(CLAIMS, RSA_KEY, algorithm=algorithm)
    assert verifier(json.dumps(public_key(RSA_KEY))).verify(token).role == "reader"
    assert refusal(token[:-8] + "AAAAAAAA", verifier(json.dumps(public_key(RSA_KEY)))) == NO_KEY_FITS


@pytest.mark.parametrize("algorithm", sorted(EC_KEYS))
def test_elliptic_curves(algorithm: str) -> None:
    """A key on a curve verifies the algorithm of its curve, and no other."""
    token = jwt.encode(CLAIMS, EC_KEYS[algorithm], algorithm=algorithm)
    for name, key in EC_KEYS.items():
        checker = verifier(json.dumps(public_key(key)))
        if name == algorithm:
            assert checker.verify(token).role == "reader"
        else:
            assert refusal(token, checker) == NO_SUITABLE_KEY


def test_edwards_curve() -> None:
    """An Ed25519 key verifies EdDSA."""
    token = jwt.encode(CLAIMS, ED_KEY, algorithm="EdDSA")
    assert verifier(json.dumps(public_key(ED_KEY))).verify(token).role == "reader"


def test_text_and_base64() -> None:
    """A text is a key for HS256 only, as it is or decoded from base64."""
    token = jwt.encode(CLAIMS, SECRET)
    encoded = base64.urlsafe_b64encode(SECRET.encode()).decode()
    assert verifier().verify(token).role == "reader"
    assert verifier(encoded, secret_is_base64=True).verify(token).role == "reader"
    assert refusal(jwt.encode(CLAIMS, LONG, algorithm="HS512"), verifier(LONG)) == NO_SUITABLE_KEY
    with pytest.raises(InvalidSecret):
        verifier("no base64!", secret_is_base64=True)


@pytest.mark.parametrize("document", [oct_key(SECRET), {"keys": [oct_key(SECRET)]}])
def test_keys_in_base64(document: dict[str, Any]) -> None:
    """A JWK or a set of them may be base64 as well."""
    encoded = base64.b64encode(json.dumps(document).encode()).decode()
    assert verifier(encoded, secret_is_base64=True).verify(jwt.encode(CLAIMS, SECRET)).role == "reader"


@pytest.mark.parametrize(
    "text", [b'{"a": "no key, but a long text"}    ', b"{ and no JSON after it, but more text \xff"]
)
def test_texts_that_look_like_keys(text: bytes) -> None:
    """What is no JWK is a text, also when it begins like one."""
    encoded = base64.b64encode(text).decode()
    assert verifier(encoded, secret_is_base64=True).verify(jwt.encode(CLAIMS, text)).role == "reader"


def test_key_sets() -> None:
    """Every key of a set is tried; a token that names a key is checked with that one alone."""
    keys = [oct_key(LONG, kid="old"), public_key(RSA_KEY, kid="new"), oct_key(SECRET), {"kty": "unknown"}]
    checker = verifier(json.dumps({"keys": keys}))
    for key, algorithm, kid in ((LONG, "HS256", None), (LONG, "HS256", "old"), (RSA_KEY, "RS256", "new")):
        token = jwt.encode(CLAIMS, key, algorithm=algorithm, headers={"kid": kid} if kid else None)
        assert checker.verify(token).role == "reader"
    assert refusal(jwt.encode(CLAIMS, LONG, headers={"kid": "none"}), checker) == NO_SUITABLE_KEY
    assert refusal(jwt.encode(CLAIMS, SECRET, headers={"kid": "old"}), checker) == NO_KEY_FITS


def test_forged_tokens() -> None:
    """A changed token, a foreign key, no signature and a confusion of algorithms are refused with PostgREST's texts."""
    token = jwt.encode(CLAIMS, SECRET)
    header, payload, signature = token.split(".")
    other = jwt.encode({"role": "owner"}, SECRET).split(".")[1]
    unsigned = jwt.encode(CLAIMS, "", algorithm="none")
    public = public_key(RSA_KEY)
    confused = jwt.encode(CLAIMS, base64.urlsafe_b64decode(public["n"] + "=="), algorithm="HS256")
    assert refusal("", verifier()) == ("Empty JWT is sent in Authorization header", None)
    assert refusal("a.b", verifier()) == ("Expected 3 parts in JWT; got 2", None)
    assert refusal("a.b.c.d.e", verifier()) == ("Expected 3 parts in JWT; got 5", None)
    assert refusal(f"{header}.{other}.{signature}", verifier()) == NO_KEY_FITS
    assert refusal(f"{header}.{payload}.", verifier()) == NO_KEY_FITS
    assert refusal(jwt.encode(CLAIMS, LONG), verifier()) == NO_KEY_FITS
    assert refusal(unsigned, verifier()) == (
        "Wrong or unsupported encoding algorithm",
        "JWT is unsecured but expected 'alg' was not 'none'",
    )
    assert refusal(confused, verifier(json.dumps(public))) == NO_SUITABLE_KEY


@pytest.mark.parametrize(
    "header",
    [b"", b"{", b"[]", b'"x"', b'{"alg":"HS1"}', b'{"alg":5}', b'{"alg":["HS256"]}', b"{}", b"\xff", b"[" * 5000],
)
def test_malformed_headers(header: bytes) -> None:
    """A header that is no JSON object with a known algorithm is refused, and nothing fails."""
    first = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    assert refusal(f"{first}.e30.AAAA", verifier()) == UNREADABLE


def test_malformed_base64() -> None:
    """Characters that base64url does not have are refused, also where a decoder would skip them."""
    token = jwt.encode(CLAIMS, SECRET)
    for broken in (token + "=", token + "\n", token.replace(".", ". "), token[:5] + "é" + token[6:]):
        assert refusal(broken, verifier()) == UNREADABLE


def test_unknown_extension() -> None:
    """A token with an extension that must be understood is refused."""
    assert refusal(jwt.encode(CLAIMS, SECRET, headers={"crit": ["b64"]}), verifier()) == UNREADABLE


def test_no_secret() -> None:
    """A server without a key says so."""
    with pytest.raises(MissingSecret, match="Server lacks JWT secret"):
        verifier(None).verify(jwt.encode(CLAIMS, SECRET))
