"""Tokens are signed with the configured key, and verified with all of them; others learn the public parts only."""

import base64
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from alcove.foundation.settings import Secret
from alcove.wires.supabase.tokens import InvalidClaims, InvalidSecret, InvalidToken, SigningKeys, SigningSettings
from support.clock import FakeClock

SECRET = "a-secret-text-of-more-than-32-characters"
CLOCK = FakeClock()
NOW = int(CLOCK.now().timestamp())
CLAIMS = {"sub": "me", "role": "authenticated", "iat": NOW, "exp": NOW + 60}


@cache
def make_key(kind: str, key_id: str = "", *, signs: bool = True) -> dict[str, Any]:
    """Return a private JSON Web Key."""
    if kind == "EC":
        jwk = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    elif kind == "RSA":
        jwk = RSAAlgorithm.to_jwk(rsa.generate_private_key(public_exponent=65537, key_size=2048), as_dict=True)
    elif kind == "OKP":
        jwk = OKPAlgorithm.to_jwk(ed25519.Ed25519PrivateKey.generate(), as_dict=True)
    else:
        jwk = {"kty": "oct", "k": base64.urlsafe_b64encode(b"another secret of 32 bytes or so").decode().rstrip("=")}
    operations = ["sign", "verify"] if signs else ["verify"]
    return {**jwk, "kid": key_id or f"{kind}-key", "key_ops": operations}


def make_keys(*keys: dict[str, Any], key_id: str = "") -> SigningKeys:
    """Return the keys of an issuer with SECRET."""
    return SigningKeys(SigningSettings(secret=Secret(SECRET), key_id=key_id, keys=keys), clock=CLOCK)


def test_the_secret_signs_by_default() -> None:
    """PyJWT verifies the token; its header is the usual one, or names the key."""
    token = make_keys().sign(CLAIMS)
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    assert jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}) == CLAIMS
    assert make_keys().verify(token) == CLAIMS
    assert jwt.get_unverified_header(make_keys(key_id="main").sign(CLAIMS))["kid"] == "main"
    assert make_keys().public_jwks() == {"keys": []}


@pytest.mark.parametrize(("kind", "algorithm"), [("EC", "ES256"), ("RSA", "RS256"), ("OKP", "EdDSA"), ("oct", "HS256")])
def test_keys_of_every_kind_sign(kind: str, algorithm: str) -> None:
    """The header names the key, and whoever has the published set verifies the token."""
    keys = make_keys(make_key(kind))
    token = keys.sign(CLAIMS)
    assert jwt.get_unverified_header(token) == {"alg": algorithm, "kid": f"{kind}-key", "typ": "JWT"}
    assert keys.verify(token) == CLAIMS
    published = keys.public_jwks()["keys"]
    if kind == "oct":
        assert published == []
        return
    options: Any = {"verify_exp": False, "verify_iat": False}
    key = jwt.PyJWKSet.from_dict({"keys": published})[f"{kind}-key"]
    assert jwt.decode(token, key, algorithms=[algorithm], options=options) == CLAIMS
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(published[0])
    assert (published[0]["use"], published[0]["key_ops"]) == ("sig", ["verify"])


def test_keys_are_rotated_without_an_interruption() -> None:
    """Tokens of the key before, and of the secret, are accepted; those of a key that was removed are not."""
    old, new = make_key("EC", "old"), make_key("RSA", "new")
    before, after = make_keys(old), make_keys({**old, "key_ops": ["verify"]}, new)
    for token in (before.sign(CLAIMS), make_keys().sign(CLAIMS), after.sign(CLAIMS)):
        assert after.verify(token) == CLAIMS
    assert jwt.get_unverified_header(after.sign(CLAIMS))["kid"] == "new"
    assert [key["kid"] for key in after.public_jwks()["keys"]] == ["old", "new"]
    with pytest.raises(InvalidToken):
        make_keys(new).verify(before.sign(CLAIMS))


def test_a_public_key_is_no_secret() -> None:
    """A token that is signed with a published text as a shared secret is refused."""
    keys = make_keys(make_key("RSA"))
    pem = str(keys.public_jwks()["keys"][0]["n"])
    forged = SigningKeys(SigningSettings(secret=Secret(pem), key_id="RSA-key"), clock=CLOCK).sign(CLAIMS)
    with pytest.raises(InvalidToken):
        keys.verify(forged)


def test_expiry_has_no_leeway() -> None:
    """A token is not accepted a second after it expired."""
    keys = make_keys()
    assert keys.verify(keys.sign({**CLAIMS, "exp": NOW}))
    with pytest.raises(InvalidClaims):
        keys.verify(keys.sign({**CLAIMS, "exp": NOW - 1}))


@pytest.mark.parametrize("key", [{"kty": "none"}, {"kty": "EC", "key_ops": ["sign"], "crv": "P-256"}, {}])
def test_keys_that_cannot_sign_are_refused(key: dict[str, Any]) -> None:
    """The error does not show the key."""
    with pytest.raises(InvalidSecret):
        make_keys(key)


def test_derived_bytes_depend_on_secret_label_and_content() -> None:
    """The same arguments give the same bytes, any other ones do not."""
    keys, other = make_keys(), SigningKeys(SigningSettings(secret=Secret(SECRET + "x")), clock=CLOCK)
    derived = keys.derive("a", b"1")
    assert len(derived) == 32
    assert derived == make_keys(make_key("EC")).derive("a", b"1")
    assert derived not in (keys.derive("b", b"1"), keys.derive("a", b"2"), other.derive("a", b"1"))
