"""The configuration of `/auth/v1` from the server's settings."""

import string
from collections.abc import Mapping
from typing import Final

from alcove.apps.study.account_settings import AccountSettings
from alcove.foundation.settings import Secret
from alcove.wires.supabase.auth.config import (
    AuthConfig,
    FactorRules,
    MailRules,
    PasswordRules,
    ProviderConfig,
    SessionRules,
)

_SYMBOLS: Final = "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"
_LETTERS: Final = string.ascii_letters
_CHARACTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "letters_digits": (_LETTERS, string.digits),
    "lower_upper_digits": (string.ascii_lowercase, string.ascii_uppercase, string.digits),
    "lower_upper_digits_symbols": (string.ascii_lowercase, string.ascii_uppercase, string.digits, _SYMBOLS),
}


def build_auth_config(
    settings: AccountSettings, *, server_url: str, external_url: str, sends_mail: bool, max_body: int, version: str
) -> AuthConfig:
    """Return the configuration; `server_url` is the public address of this server, `external_url` that of the API."""
    return AuthConfig(
        site_url=settings.site_url or server_url,
        external_url=external_url,
        issuer=external_url,
        uri_allow_list=settings.study_redirect_urls,
        allows_loopback_redirects=settings.study_redirect_loopback,
        password_page=settings.study_password_page,
        token_lifetime=settings.study_token_lifetime,
        disable_signup=not settings.study_sign_up,
        anonymous_enabled=settings.study_anonymous_sign_in,
        manual_linking_enabled=settings.study_manual_linking,
        providers=_list_providers(settings),
        passwords=PasswordRules(
            min_length=settings.study_password_length,
            required_characters=_CHARACTERS[settings.study_password_characters],
            breach_list=str(settings.study_password_breach_list or ""),
        ),
        requires_reauthentication=settings.study_password_reauthentication,
        requires_current_password=settings.study_password_current,
        sessions=SessionRules(
            timebox=settings.study_session_lifetime or None,
            inactivity_timeout=settings.study_session_inactivity or None,
            single_per_user=settings.study_session_single,
            reuse_interval=settings.study_refresh_reuse,
        ),
        mail=_build_mail_rules(settings, sends_mail=sends_mail),
        factors=FactorRules(
            totp_enroll=settings.study_factors > 0,
            totp_verify=settings.study_factors > 0,
            max_enrolled=settings.study_factors,
            max_verified=settings.study_factors,
        ),
        allowed_email_domains=settings.study_email_domains,
        max_body=max_body,
        version=version,
    )


def _build_mail_rules(settings: AccountSettings, *, sends_mail: bool) -> MailRules:
    autoconfirm = settings.study_autoconfirm
    return MailRules(
        autoconfirm=not sends_mail if autoconfirm is None else autoconfirm,
        otp_length=settings.study_code_length,
        otp_lifetime=settings.study_code_lifetime,
        lifetimes={"signup": settings.study_sign_up_lifetime, "recovery": settings.study_recovery_lifetime},
        max_frequency=settings.study_mail_interval,
        secure_email_change=settings.study_secure_email_change,
    )


def _list_providers(settings: AccountSettings) -> Mapping[str, ProviderConfig]:
    providers = {
        "google": _build_provider(settings.study_google_client_id, settings.study_google_secret),
        "github": _build_provider(settings.study_github_client_id, settings.study_github_secret),
    }
    if settings.study_oidc_name:
        providers[settings.study_oidc_name] = _build_provider(
            settings.study_oidc_client_id, settings.study_oidc_secret, url=settings.study_oidc_issuer.rstrip("/")
        )
    return {name: provider for name, provider in providers.items() if provider.client_ids}


def _build_provider(client_ids: tuple[str, ...], secret: Secret, *, url: str = "") -> ProviderConfig:
    return ProviderConfig(client_ids=client_ids, secret=secret, url=url)
