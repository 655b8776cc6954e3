"""What is known about OpenID providers without asking them; `{url}` stands for the address in the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

DEFAULT_SCOPES: Final = ("openid", "email", "profile")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdMetadata:
    """The addresses of an OpenID provider; '' for those that it does not have."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    supports_pkce: bool = True
    posts_secret: bool = True
    """Whether the client's secret goes into the body of a request and not into a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A known OpenID provider; `url` is its address unless the configuration has another one."""

    metadata: OpenIdMetadata
    url: str = ""
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    parameters: Mapping[str, str] | None = None
    custom_claims: tuple[str, ...] = ()
    verified_claim: str = "email_verified"

    @property
    def follows_url(self) -> bool:
        """Whether its addresses are below the configured one; otherwise that one is asked for them."""
        return "{url}" in self.metadata.token_endpoint

    def resolve(self, url: str) -> OpenIdMetadata:
        """Return the addresses of the provider at a URL."""
        changes: dict[str, Any] = {
            field.name: value.replace("{url}", url)
            for field in fields(self.metadata)
            if isinstance(value := getattr(self.metadata, field.name), str)
        }
        return replace(self.metadata, **changes)


PRESETS: Final[Mapping[str, Preset]] = {
    "apple": Preset(
        metadata=OpenIdMetadata(
            issuer="https://appleid.apple.com",
            authorization_endpoint="https://appleid.apple.com/auth/authorize",
            token_endpoint="https://appleid.apple.com/auth/token",  # noqa: S106 - an address
            jwks_uri="https://appleid.apple.com/auth/keys",
        ),
        scopes=("email", "name"),
        parameters={"response_mode": "form_post"},
    ),
    "azure": Preset(
        url="https://login.microsoftonline.com/common",
        metadata=OpenIdMetadata(
            issuer="{url}/v2.0",
            authorization_endpoint="{url}/oauth2/v2.0/authorize",
            token_endpoint="{url}/oauth2/v2.0/token",  # noqa: S106
            jwks_uri="{url}/discovery/v2.0/keys",
            userinfo_endpoint="https://graph.microsoft.com/oidc/userinfo",
        ),
        custom_claims=("tid", "oid"),
        # Directories contain addresses that nobody has verified; this claim says that Microsoft has.
        verified_claim="xms_edov",
    ),
    "gitlab": Preset(
        url="https://gitlab.com",
        metadata=OpenIdMetadata(
            issuer="{url}",
            authorization_endpoint="{url}/oauth/authorize",
            token_endpoint="{url}/oauth/token",  # noqa: S106
            jwks_uri="{url}/oauth/discovery/keys",
            userinfo_endpoint="{url}/oauth/userinfo",
        ),
    ),
    "google": Preset(
        metadata=OpenIdMetadata(
            issuer="https://accounts.google.com",
            authorization_endpoint="https://accounts.google.com/o/oauth2/v2/auth",
            token_endpoint="https://oauth2.googleapis.com/token",  # noqa: S106
            jwks_uri="https://www.googleapis.com/oauth2/v3/certs",
            userinfo_endpoint="https://openidconnect.googleapis.com/v1/userinfo",
        ),
        scopes=("email", "profile"),
        custom_claims=("hd",),
    ),
    "keycloak": Preset(
        metadata=OpenIdMetadata(
            issuer="{url}",
            authorization_endpoint="{url}/protocol/openid-connect/auth",
            token_endpoint="{url}/protocol/openid-connect/token",  # noqa: S106
            jwks_uri="{url}/protocol/openid-connect/certs",
            userinfo_endpoint="{url}/protocol/openid-connect/userinfo",
        ),
    ),
    "linkedin_oidc": Preset(
        metadata=OpenIdMetadata(
            issuer="https://www.linkedin.com/oauth",
            authorization_endpoint="https://www.linkedin.com/oauth/v2/authorization",
            token_endpoint="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106
            jwks_uri="https://www.linkedin.com/oauth/openid/jwks",
            userinfo_endpoint="https://api.linkedin.com/v2/userinfo",
            # LinkedIn has PKCE at other addresses only.
            supports_pkce=False,
        ),
    ),
    "slack_oidc": Preset(
        metadata=OpenIdMetadata(
            issuer="https://slack.com",
            authorization_endpoint="https://slack.com/openid/connect/authorize",
            token_endpoint="https://slack.com/api/openid.connect.token",  # noqa: S106
            jwks_uri="https://slack.com/openid/connect/keys",
            userinfo_endpoint="https://slack.com/api/openid.connect.userInfo",
            supports_pkce=False,
        ),
    ),
}
CUSTOM: Final = Preset(
    metadata=OpenIdMetadata(issuer="", authorization_endpoint="", token_endpoint="", jwks_uri=""),
)
"""A provider that is known by its address alone."""

KNOWN_PROVIDERS: Final = frozenset({
    *PRESETS, "bitbucket", "discord", "facebook", "figma", "fly", "github", "kakao", "linkedin", "notion", "slack",
    "snapchat", "spotify", "twitch", "twitter", "vercel_marketplace", "workos", "x", "zoom",
})  # fmt: skip
"""The names that GoTrue knows."""
