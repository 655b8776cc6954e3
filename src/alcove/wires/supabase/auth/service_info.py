"""What the service says about itself: its health, and what a page needs to know to offer sign-in."""

from collections.abc import Mapping
from typing import Final

import msgspec

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse, AuthRoute

_PROVIDERS: Final = (
    "apple",
    "azure",
    "bitbucket",
    "discord",
    "facebook",
    "snapchat",
    "figma",
    "fly",
    "github",
    "gitlab",
    "google",
    "keycloak",
    "kakao",
    "linkedin",
    "linkedin_oidc",
    "notion",
    "spotify",
    "slack",
    "slack_oidc",
    "workos",
    "twitch",
    "twitter",
    "x",
    "zoom",
)


class HealthBody(msgspec.Struct, frozen=True, kw_only=True):
    """The name and version of the service."""

    version: str
    name: str = "GoTrue"
    description: str = "GoTrue is a user registration and authentication API"


class SettingsBody(msgspec.Struct, frozen=True, kw_only=True):
    """Which ways to sign up and in there are."""

    external: Mapping[str, bool]
    disable_signup: bool
    mailer_autoconfirm: bool
    phone_autoconfirm: bool = False
    sms_provider: str = ""
    mfa_enabled: bool
    saml_enabled: bool = False
    passkeys_enabled: bool


def list_routes(deps: AuthDeps) -> list[AuthRoute]:
    """Return the routes about the service."""

    async def show_health(request: AuthRequest) -> AuthResponse:  # noqa: ARG001 - the same for everybody
        return AuthResponse(content=HealthBody(version=deps.config().version))

    async def show_settings(request: AuthRequest) -> AuthResponse:  # noqa: ARG001 - the same for everybody
        return AuthResponse(content=describe_settings(deps.config()))

    return [
        AuthRoute(method="GET", path="/health", handler=show_health, access=Access.PUBLIC),
        AuthRoute(method="GET", path="/settings", handler=show_settings, access=Access.ANON),
    ]


def describe_settings(config: AuthConfig) -> SettingsBody:
    """Return the settings that everybody may know."""
    external = dict.fromkeys(_PROVIDERS, False) | dict.fromkeys(config.providers, True)
    ways = {
        "anonymous_users": config.anonymous_enabled,
        "email": config.email_enabled,
        "phone": config.phone_enabled,
    }
    return SettingsBody(
        external=external | ways,
        disable_signup=config.disable_signup,
        mailer_autoconfirm=config.mail.autoconfirm,
        mfa_enabled=config.factors.totp_enroll,
        passkeys_enabled=config.passkeys_enabled,
    )
