"""Finds the providers that are configured."""

from typing import Final

from alcove import __version__
from alcove.wires.supabase.auth.config import AuthConfig, ProviderConfig
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.oauth.providers.github import GitHubProvider
from alcove.wires.supabase.auth.oauth.providers.http import ProviderHttp
from alcove.wires.supabase.auth.oauth.providers.model import Provider
from alcove.wires.supabase.auth.oauth.providers.openid import OpenIdProvider, OpenIdServers
from alcove.wires.supabase.auth.oauth.providers.presets import CUSTOM, KNOWN_PROVIDERS, PRESETS

_RESERVED: Final = frozenset({"email", "phone", "web3", "local", "calibre-web", "proxy"})
"""Names of identities that are no providers: one of that name could sign in as anybody."""


class ProviderRegistry:
    """Builds the clients of providers from the current configuration."""

    def __init__(self, deps: AuthDeps) -> None:
        self._config = deps.config
        self._http = ProviderHttp(deps.network, clock=deps.clock, user_agent=f"Alcove/{__version__}")
        self._servers = OpenIdServers(self._http, clock=deps.clock)

    def find(self, name: str) -> Provider:
        """Return the provider of a name; AuthError when it is not enabled."""
        config = self._config()
        settings = _read_settings(config, name)
        if settings is None:
            known = name in KNOWN_PROVIDERS
            problem = "provider is not enabled" if known else f"Provider {name[:100]} could not be found"
            raise validation_failed(f"Unsupported provider: {problem}")
        if not settings.client_ids:
            raise validation_failed("Unsupported provider: missing OAuth client ID")
        if not settings.secret:
            raise validation_failed("Unsupported provider: missing OAuth secret")
        if name == "github":
            return GitHubProvider(settings, http=self._http, redirect_uri=_redirect_uri(config, settings))
        return self._build_openid(name, settings, config=config)

    def find_openid(self, name: str, *, issuer: str = "") -> tuple[str, OpenIdProvider, ProviderConfig]:
        """Return the OpenID provider of a name, or else of an issuer, with its name; AuthError."""
        config = self._config()
        if not name:
            name = next((name for name in config.providers if self._has_issuer(name, issuer)), "")
        settings = _read_settings(config, name)
        if settings is None and name in PRESETS:
            disabled = PRESETS[name].metadata.issuer
            raise AuthError("provider_disabled", f'Provider (issuer "{disabled}") is not enabled')
        if settings is None or name == "github":
            raise validation_failed(f'Custom OIDC provider "{(name or issuer)[:100]}" not allowed')
        return name, self._build_openid(name, settings, config=config), settings

    def _has_issuer(self, name: str, issuer: str) -> bool:
        url = self._config().providers[name].url
        preset = PRESETS.get(name, CUSTOM)
        known = preset.resolve((url or preset.url).rstrip("/")).issuer
        return bool(issuer) and issuer.rstrip("/") in (url.rstrip("/"), known.rstrip("/"))

    def _build_openid(self, name: str, settings: ProviderConfig, *, config: AuthConfig) -> OpenIdProvider:
        preset = PRESETS.get(name, CUSTOM)
        if not settings.url and not preset.url and ("{url}" in preset.metadata.issuer or not preset.metadata.issuer):
            raise validation_failed("Unsupported provider: missing URL of the provider")
        return OpenIdProvider(settings, preset, servers=self._servers, redirect_uri=_redirect_uri(config, settings))


def _read_settings(config: AuthConfig, name: str) -> ProviderConfig | None:
    return None if name in _RESERVED or name.startswith("sso:") else config.providers.get(name)


def _redirect_uri(config: AuthConfig, settings: ProviderConfig) -> str:
    return settings.redirect_uri or f"{config.external_url}/callback"
