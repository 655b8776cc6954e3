"""What programs read to verify tokens by themselves."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from alcove.foundation.settings import Secret
from alcove.wires.supabase.tokens import SigningSettings
from support.auth_server import JWT_SECRET, AuthApi, open_auth

EMAIL = "ann@example.com"


async def test_tokens_are_verified_with_the_published_keys(dsn: str) -> None:
    """As `getClaims` of auth-js does, without asking the server about the token."""
    jwk = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    key = {**jwk, "kid": "first", "key_ops": ["sign"]}
    async with open_auth(dsn, signing=SigningSettings(secret=Secret(JWT_SECRET), keys=(key,))) as api:
        user_id = await api.add_user(EMAIL)
        token = (await api.sign_in(EMAIL))["access_token"]
        response = await api.get("/.well-known/jwks.json", headers={})
        assert response.headers["cache-control"] == "public, max-age=600"
        published = jwt.PyJWKSet.from_dict(response.json())["first"]
        options: jwt.types.Options = {"verify_exp": False, "verify_iat": False}
        claims = jwt.decode(token, published, algorithms=["ES256"], audience="authenticated", options=options)
        assert claims["sub"] == str(user_id)
        assert (await api.post("/logout", token=token)).status_code == 204


async def test_the_issuer_is_described(api: AuthApi) -> None:
    """The document names the address of the keys, which has none for a shared secret."""
    document = (await api.get("/.well-known/openid-configuration", headers={})).json()
    assert document["issuer"] == "https://api.example.com/auth/v1"
    assert document["jwks_uri"] == "https://api.example.com/auth/v1/.well-known/jwks.json"
    assert (await api.get("/.well-known/jwks.json", headers={})).json() == {"keys": []}


@pytest.mark.parametrize("path", ["/.well-known/jwks.json", "/.well-known/openid-configuration"])
async def test_a_head_request_has_no_body(api: AuthApi, path: str) -> None:
    """The headers are those of GET."""
    response = await api.request("HEAD", path)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) == len((await api.get(path)).content)
