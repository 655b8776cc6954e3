"""OpenID providers: known ones, and any other by the address of its issuer."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.supabase.auth.config import ProviderConfig
from alcove.wires.supabase.auth.oauth.providers.http import ProviderHttp
from alcove.wires.supabase.auth.oauth.providers.id_tokens import IdTokenVerifier, read_audience
from alcove.wires.supabase.auth.oauth.providers.model import (
    AuthorizationRequest,
    ExternalUser,
    ProviderError,
    TokenResponse,
    build_authorization_url,
    join_scopes,
    keep_texts,
    read_emails,
    read_subject,
)
from alcove.wires.supabase.auth.oauth.providers.presets import OpenIdMetadata, Preset

_METADATA_KEPT: Final = 3600.0
_PROVIDERS_CACHED: Final = 50
_CLAIMS: Final = (
    "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
    "website", "gender", "birthdate", "zoneinfo", "locale",
)  # fmt: skip


class OpenIdServers:
    """What OpenID providers publish about themselves, cached."""

    def __init__(self, http: ProviderHttp, *, clock: Clock) -> None:
        self.http = http
        self.id_tokens = IdTokenVerifier(http, clock=clock)
        self._metadata: Cache[str, OpenIdMetadata] = Cache(size=_PROVIDERS_CACHED, clock=clock, ttl=_METADATA_KEPT)

    async def read_metadata(self, preset: Preset, url: str) -> OpenIdMetadata:
        """Return the addresses of a provider, which is asked for them only when they are not known; ProviderError."""
        if preset.metadata.issuer and (preset.follows_url or not url):
            return preset.resolve((url or preset.url).rstrip("/"))

        async def load() -> OpenIdMetadata:
            document = await self.http.get_json(f"{url.rstrip('/')}/.well-known/openid-configuration", server=url)
            return _read_metadata(document, url)

        return await self._metadata.get(url, load)


class OpenIdProvider:
    """One configured OpenID provider; `redirect_uri` is where it sends browsers back."""

    def __init__(self, config: ProviderConfig, preset: Preset, *, servers: OpenIdServers, redirect_uri: str) -> None:
        self._config = config
        self._preset = preset
        self._servers = servers
        self._redirect_uri = redirect_uri

    async def authorization_url(self, request: AuthorizationRequest) -> str:
        """Return where the browser asks for permission; ProviderError."""
        metadata = await self._read_metadata()
        parameters = {
            "client_id": self._config.client_ids[0],
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": join_scopes(self._preset.scopes, *self._config.scopes, request.scopes),
            "state": request.state,
            "nonce": _nonce(request.secret),
            **(self._preset.parameters or {}),
        }
        if metadata.supports_pkce:
            parameters |= {"code_challenge": _challenge(request.secret), "code_challenge_method": "S256"}
        return build_authorization_url(metadata.authorization_endpoint, parameters, extra=request.parameters)

    async def exchange_code(self, code: str, *, secret: str) -> TokenResponse:
        """Return the tokens for a code; ProviderError."""
        metadata = await self._read_metadata()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri}
        if metadata.supports_pkce:
            form["code_verifier"] = secret
        client_id, client_secret = self._config.client_ids[0], self._config.secret.reveal()
        headers = {}
        if metadata.posts_secret:
            form |= {"client_id": client_id, "client_secret": client_secret}
        else:
            credentials = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
        status, answer = await self._servers.http.post_form(
            metadata.token_endpoint, form, server=self._config.url, headers=headers
        )
        return read_tokens(status, answer)

    async def read_user(self, tokens: TokenResponse, *, secret: str) -> ExternalUser:
        """Return the user of the tokens: by the ID token, completed by what the provider says about the user."""
        metadata = await self._read_metadata()
        claims: dict[str, Any] = {}
        if tokens.id_token:
            claims = dict(await self.verify_id_token(tokens.id_token))
            if claims.get("nonce") not in (None, "", _nonce(secret)):
                raise ProviderError("the ID token belongs to another sign-in")
        if metadata.userinfo_endpoint and not claims.get("email"):
            claims = await self._complete(claims, tokens.access_token, endpoint=metadata.userinfo_endpoint)
        return self.describe_user(claims, issuer=metadata.issuer)

    async def verify_id_token(self, token: str) -> Mapping[str, Any]:
        """Return the claims of an ID token for one of the configured clients; ProviderError."""
        claims = await self.read_id_token(token)
        if not set(read_audience(claims)) & set(self._config.client_ids):
            raise ProviderError("the ID token is for another client")
        return claims

    async def read_id_token(self, token: str) -> Mapping[str, Any]:
        """Return the claims of an ID token of this provider for any client; ProviderError."""
        metadata = await self._read_metadata()
        return await self._servers.id_tokens.verify(
            token, issuer=metadata.issuer, jwks_uri=metadata.jwks_uri, server=self._config.url
        )

    def describe_user(self, claims: Mapping[str, Any], *, issuer: str = "") -> ExternalUser:
        """Return the user in the claims of an ID token or of the provider; ProviderError."""
        # The provider's name as a person knows it has several names in GoTrue's data.
        texts = keep_texts({name: claims.get(name) for name in _CLAIMS})
        texts |= keep_texts(
            {
                "iss": claims.get("iss") or issuer,
                "full_name": texts.get("name"),
                "avatar_url": texts.get("picture"),
            }
        )
        custom = keep_texts({name: claims.get(name) for name in self._preset.custom_claims})
        verified = claims.get(self._preset.verified_claim)
        return ExternalUser(
            subject=read_subject(claims.get("sub")),
            emails=read_emails([(claims.get("email"), verified in (True, "true", "1", 1), True)]),
            claims={**texts, **({"custom_claims": custom} if custom else {})},
        )

    async def _complete(self, claims: Mapping[str, Any], access_token: str, *, endpoint: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        info = await self._servers.http.get_json(endpoint, server=self._config.url, headers=headers)
        if not isinstance(info, dict) or claims.get("sub", info.get("sub")) != info.get("sub"):
            # Otherwise the data of one user could be shown for another (OpenID Connect Core, 5.3.2).
            raise ProviderError("the provider described another user")
        return {**info, **claims}

    async def _read_metadata(self) -> OpenIdMetadata:
        return await self._servers.read_metadata(self._preset, self._config.url)


def read_tokens(status: int, answer: Any) -> TokenResponse:
    """Return the tokens in the response of a provider; ProviderError."""
    if not isinstance(answer, dict):
        raise ProviderError(f"status {status} without tokens")
    if status != 200 or "error" in answer or not isinstance(answer.get("access_token"), str):
        raise ProviderError(f"status {status}, error {str(answer.get('error'))[:100]!r}")
    tokens = {name: answer.get(name) for name in ("access_token", "refresh_token", "id_token")}
    return TokenResponse(**{name: value for name, value in tokens.items() if isinstance(value, str)})


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A member of the published metadata."""

    name: str
    is_required: bool = True


_ENDPOINTS: Final = (
    _Endpoint("authorization_endpoint"), _Endpoint("token_endpoint"), _Endpoint("jwks_uri"),
    _Endpoint("userinfo_endpoint", is_required=False),
)  # fmt: skip


def _read_metadata(document: Any, url: str) -> OpenIdMetadata:
    if not isinstance(document, dict):
        raise ProviderError("the metadata of the provider is no JSON object")
    if str(document.get("issuer")).rstrip("/") != url.rstrip("/"):
        raise ProviderError("the metadata names another issuer than the configuration")
    addresses = {}
    for endpoint in _ENDPOINTS:
        address = document.get(endpoint.name) or ""
        is_usable = isinstance(address, str) and address.startswith(("https://", "http://"))
        if not is_usable and (endpoint.is_required or address):
            raise ProviderError(f"the metadata has no {endpoint.name}")
        addresses[endpoint.name] = address
    # A provider that lists no methods accepts the secret in the header (OpenID Connect Discovery, 3).
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return OpenIdMetadata(
        issuer=document["issuer"],
        supports_pkce="S256" in (document.get("code_challenge_methods_supported") or ()),
        posts_secret="client_secret_basic" not in methods,
        **addresses,
    )


def _nonce(secret: str) -> str:
    return hashlib.sha256(f"nonce {secret}".encode()).hexdigest()


def _challenge(secret: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode().rstrip("=")
