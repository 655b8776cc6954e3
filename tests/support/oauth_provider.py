"""An OpenID provider and a GitHub in one real HTTP server, whose only person is already signed in there."""

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from alcove.foundation.settings import Secret
from alcove.wires.supabase.auth.config import ProviderConfig
from support.clock import FakeClock
from support.servers import serve_async

CLIENT_ID: Final = "client-of-the-test"
CLIENT_SECRET: Final = "secret-of-the-test"
KEYCLOAK: Final = "/protocol/openid-connect"


@dataclass(slots=True)
class Grant:
    """What a person allowed: the request, and who it was."""

    request: Mapping[str, str]
    person: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class OAuthProviderSimulator:
    """The state of the provider; tests change the person and what goes wrong."""

    clock: FakeClock
    address: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "1001", "email": "ada@example.com", "email_verified": True, "name": "Ada"}
    )
    emails: list[dict[str, Any]] | None = None
    """The addresses of the person at GitHub, by default the one of `person`."""
    denies: bool = False
    """Whether the person refuses the permission."""
    gives_id_token: bool = True
    refresh_token: str = "refresh-token-of-the-provider"
    claims: dict[str, Any] = field(default_factory=dict)
    """Members of ID tokens that replace the right ones."""
    broken: dict[str, Response] = field(default_factory=dict)
    """Responses by path that replace the right ones."""
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: str = "key-1"
    _codes: dict[str, Grant] = field(default_factory=dict)
    _tokens: dict[str, Grant] = field(default_factory=dict)

    def config(self, **changes: Any) -> ProviderConfig:
        """Return the configuration of a server that uses this provider."""
        return ProviderConfig(
            **{"client_ids": (CLIENT_ID,), "secret": Secret(CLIENT_SECRET), "url": self.address, **changes}
        )

    def sign_id_token(self, **claims: Any) -> str:
        """Return an ID token of the person for the client."""
        now = int(self.clock.now().timestamp())
        content = {
            "iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 600, **self.person, **self.claims, **claims
        }  # fmt: skip
        content = {name: value for name, value in content.items() if value is not None}
        return jwt.encode(content, self.key, algorithm="ES256", headers={"kid": self.key_id})

    def replace_key(self) -> None:
        """Sign with a new key from now on."""
        self.key, self.key_id = ec.generate_private_key(ec.SECP256R1()), f"key-{secrets.token_hex(4)}"

    def build_app(self) -> Starlette:
        """Return the ASGI app."""
        paths = {
            "/.well-known/openid-configuration": self._metadata,
            "/authorize": self._authorize,
            "/token": self._token,
            "/userinfo": self._userinfo,
            "/jwks": self._jwks,
            f"{KEYCLOAK}/auth": self._authorize,
            f"{KEYCLOAK}/token": self._token,
            f"{KEYCLOAK}/userinfo": self._userinfo,
            f"{KEYCLOAK}/certs": self._jwks,
            "/common/oauth2/v2.0/authorize": self._authorize,
            "/common/oauth2/v2.0/token": self._token,
            "/common/discovery/v2.0/keys": self._jwks,
            "/login/oauth/authorize": self._authorize,
            "/login/oauth/access_token": self._token,
            "/api/v3/user": self._github_user,
            "/api/v3/user/emails": self._github_emails,
        }
        return Starlette(
            routes=[Route(path, self._record(handler), methods=["GET", "POST"]) for path, handler in paths.items()]
        )

    def _record(self, handler: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            form = await request.form() if request.method == "POST" else request.query_params
            fields = {name: str(value) for name, value in form.items()}
            self.requests.append((request.url.path, fields))
            broken = self.broken.get(request.url.path)
            response: Response = broken if broken is not None else handler(request, fields)
            return response

        return endpoint

    def _metadata(self, _request: Request, _fields: Mapping[str, str]) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/jwks",
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _authorize(self, _request: Request, fields: Mapping[str, str]) -> Response:
        assert fields["client_id"] == CLIENT_ID
        assert fields["response_type"] == "code"
        if self.denies:
            answer = {"error": "access_denied", "error_description": "The person said no."}
        else:
            answer = {"code": secrets.token_urlsafe(12)}
            self._codes[answer["code"]] = Grant(dict(fields), dict(self.person))
        return RedirectResponse(f"{fields['redirect_uri']}?{urlencode({**answer, 'state': fields['state']})}", 302)

    def _token(self, request: Request, fields: Mapping[str, str]) -> Response:
        if _read_client(request, fields) != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self._codes.pop(fields.get("code", ""), None)
        if grant is None or grant.request["redirect_uri"] != fields.get("redirect_uri"):
            return JSONResponse({"error": "bad_verification_code", "error_description": "used or wrong"})
        if grant.request.get("code_challenge", "") != _challenge(fields.get("code_verifier")):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(12)
        self._tokens[token] = grant
        answer = {"access_token": token, "token_type": "bearer", "refresh_token": self.refresh_token}
        if self.gives_id_token:
            answer["id_token"] = self.sign_id_token(nonce=self.claims.get("nonce", grant.request.get("nonce")))
        return JSONResponse({name: value for name, value in answer.items() if value})

    def _userinfo(self, request: Request, _fields: Mapping[str, str]) -> Response:
        grant = self._find(request)
        return JSONResponse({"error": "invalid_token"}, 401) if grant is None else JSONResponse(dict(grant.person))

    def _jwks(self, _request: Request, _fields: Mapping[str, str]) -> Response:
        key = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return JSONResponse({"keys": [{**key, "kid": self.key_id, "alg": "ES256", "use": "sig"}]})

    def _github_user(self, request: Request, _fields: Mapping[str, str]) -> Response:
        grant = self._find(request)
        if grant is None:
            return JSONResponse({"message": "Bad credentials"}, 401)
        name = grant.person.get("name")
        return JSONResponse({"id": int(grant.person["sub"]), "login": "ada", "name": name, "avatar_url": "https://a/1"})

    def _github_emails(self, request: Request, _fields: Mapping[str, str]) -> Response:
        grant = self._find(request)
        if grant is None:
            return JSONResponse({"message": "Bad credentials"}, 401)
        person = grant.person
        own = [{"email": person["email"], "verified": person["email_verified"], "primary": True}]
        return JSONResponse(own if self.emails is None else self.emails)

    def _find(self, request: Request) -> Grant | None:
        return self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))


@asynccontextmanager
async def serve_oauth_provider(clock: FakeClock) -> AsyncIterator[OAuthProviderSimulator]:
    """Serve a provider and yield it."""
    simulator = OAuthProviderSimulator(clock=clock)
    async with serve_async(simulator.build_app()) as address:
        simulator.address = address
        yield simulator


def _read_client(request: Request, fields: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme != "Basic":
        return fields.get("client_id", ""), fields.get("client_secret", "")
    name, _, secret = base64.b64decode(text).decode().partition(":")
    return unquote(name), unquote(secret)


def _challenge(verifier: str | None) -> str:
    if not verifier:
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
