"""The settings of accounts at `/auth/v1`."""

from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings import RELOADABLE, Secret, SettingError

HOUR: Final = 3600.0
DAY: Final = 86_400.0
Seconds: TypeAlias = Annotated[float, Meta(ge=1, le=3_650 * 86_400)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]


class AccountLimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How often something may happen; 0 sets no limit."""

    study_lock_failures: Annotated[
        Count, Meta(description="Failed sign-ins of a name from one address after which it is locked there.")
    ] = 5
    study_lock_seconds: Annotated[
        float, Meta(ge=1, le=3600, description="Seconds for which a name is locked for an address.")
    ] = 1800.0
    study_mails_per_hour: Annotated[
        Count, Meta(description="Mails with links or codes to one address per hour.", extra=RELOADABLE)
    ] = 5
    study_mails_per_day: Annotated[Count, Meta(description="Such mails to one address per day.", extra=RELOADABLE)] = 20
    study_resets_per_hour: Annotated[
        Count, Meta(description="Requests for a new password of one address per hour.", extra=RELOADABLE)
    ] = 3
    study_resets_per_day: Annotated[
        Count, Meta(description="Such requests of one address per day.", extra=RELOADABLE)
    ] = 5
    study_sign_ups_per_hour: Annotated[
        Count, Meta(description="Sign-ups from one IP address per hour.", extra=RELOADABLE)
    ] = 10
    study_sign_ups_per_day: Annotated[
        Count, Meta(description="Sign-ups from one IP address per day.", extra=RELOADABLE)
    ] = 50
    study_anonymous_per_hour: Annotated[
        Count, Meta(description="Anonymous sign-ins from one IP address per hour.", extra=RELOADABLE)
    ] = 30
    study_codes_per_minute: Annotated[
        Count,
        Meta(description="Codes, links and second factors that one IP address may check per minute.", extra=RELOADABLE),
    ] = 30
    study_guesses_per_hour: Annotated[
        Count, Meta(description="Codes that may be checked per hour for one account, from all IP addresses together.")
    ] = 30
    study_requests_per_minute: Annotated[
        Count,
        Meta(
            description="Requests for mails with links or codes from one IP address per minute; tenfold for providers.",
            extra=RELOADABLE,
        ),
    ] = 30
    study_exports_per_hour: Annotated[Count, Meta(description="Exports of one account per hour.")] = 10


class AccountMailSettings(AccountLimitSettings, frozen=True, kw_only=True):
    """Confirmation of addresses, and the mails with links and codes."""

    study_autoconfirm: Annotated[
        bool | None,
        Meta(
            description="Accept addresses without confirmation; by default on while no mail server is configured, as"
            " MAIL_URL or MAIL_HOST does."
        ),
    ] = None
    study_mail_interval: Annotated[
        float, Meta(ge=0, le=86_400, description="Seconds between two mails of one kind to one address.")
    ] = 60.0
    study_sign_up_lifetime: Annotated[
        Seconds, Meta(description="Seconds for which the link of a sign-up is valid.")
    ] = 600.0
    study_recovery_lifetime: Annotated[
        Seconds, Meta(description="Seconds for which the link for a new password is valid.")
    ] = HOUR
    study_code_lifetime: Annotated[
        Seconds, Meta(description="Seconds for which all other links and codes are valid.")
    ] = HOUR
    study_code_length: Annotated[int, Meta(ge=6, le=10, description="Digits of the codes in mails.")] = 6
    study_secure_email_change: Annotated[bool, Meta(description="Confirm a new address at the old one, too.")] = True


class ProviderSettings(AccountMailSettings, frozen=True, kw_only=True):
    """Sign-in with accounts of others; a provider is on when it has a client id."""

    study_google_client_id: Annotated[
        tuple[str, ...], Meta(description="Client ids at Google; the first is that of the web page.")
    ] = ()
    study_google_secret: Annotated[Secret, Meta(description="Client secret at Google.")] = Secret()
    study_github_client_id: Annotated[tuple[str, ...], Meta(description="Client id at GitHub.")] = ()
    study_github_secret: Annotated[Secret, Meta(description="Client secret at GitHub.")] = Secret()
    study_oidc_name: Annotated[
        str,
        Meta(
            pattern=r"^([a-z][a-z0-9_:-]{0,62})?\Z",
            description="Name by which programs ask for another OpenID provider, such as keycloak.",
        ),
    ] = ""
    study_oidc_issuer: Annotated[str, Meta(description="Address of that provider, its issuer.")] = ""
    study_oidc_client_id: Annotated[tuple[str, ...], Meta(description="Client id at that provider.")] = ()
    study_oidc_secret: Annotated[Secret, Meta(description="Client secret at that provider.")] = Secret()
    study_manual_linking: Annotated[
        bool, Meta(description="Let users link further identities to their account, and unlink them.")
    ] = False

    def __post_init__(self) -> None:
        parts = (self.study_oidc_name, self.study_oidc_issuer, self.study_oidc_client_id)
        if any(parts) and not all(parts):
            raise SettingError(
                "STUDY_OIDC_NAME, STUDY_OIDC_ISSUER and STUDY_OIDC_CLIENT_ID: expected all or none of them"
            )


class AccountSettings(ProviderSettings, frozen=True, kw_only=True):
    """Who may have an account, with which passwords and sessions, and the public addresses."""

    site_url: Annotated[
        str, Meta(description="Public address of the program's pages, to which links lead; by default this server's.")
    ] = ""
    api_external_url: Annotated[
        str,
        Meta(
            description="Public address of this server's Supabase prefixes, with or without /auth/v1; by default"
            " ALCOVE_PUBLIC_URL, else http://localhost:PORT. Links in mails and the issuer of tokens are made of it."
        ),
    ] = ""
    study_redirect_urls: Annotated[
        tuple[str, ...],
        Meta(description="Patterns of addresses to which links may lead, such as https://*.example.org/**."),
    ] = ()
    study_redirect_loopback: Annotated[
        bool, Meta(description="Links may also lead to localhost and loopback addresses, at every port.")
    ] = True
    study_password_page: Annotated[
        bool,
        Meta(
            description="Links to a new password lead to a page of this server, for programs that have no form for it."
        ),
    ] = False
    study_sign_up: Annotated[bool, Meta(description="Let people make accounts.")] = True
    study_anonymous_sign_in: Annotated[bool, Meta(description="Let people use programs without an address.")] = False
    study_email_domains: Annotated[
        tuple[str, ...], Meta(description="Domains that sign-ups may have; all when not set.")
    ] = ()
    study_password_length: Annotated[
        int, Meta(ge=6, le=72, description="Least number of characters of a password.")
    ] = 8
    study_password_characters: Annotated[
        Literal["", "letters_digits", "lower_upper_digits", "lower_upper_digits_symbols"],
        Meta(description="Kinds of characters that a password must have; none when not set."),
    ] = ""
    study_password_breach_list: Annotated[
        Path | None, Meta(description="File of SHA-1 hashes of breached passwords, one in each line.")
    ] = None
    study_password_reauthentication: Annotated[
        bool, Meta(description="A new password needs a sign-in within the last day, or a code that is sent by mail.")
    ] = False
    study_password_current: Annotated[bool, Meta(description="A new password needs the current one.")] = False
    study_token_lifetime: Annotated[
        int, Meta(ge=60, le=604_800, description="Seconds for which an access token is valid.")
    ] = 3600
    study_session_lifetime: Annotated[
        float, Meta(ge=0, le=3650 * DAY, description="Seconds after which a session ends; 0: never.")
    ] = 7 * DAY
    study_session_inactivity: Annotated[
        float, Meta(ge=0, le=3650 * DAY, description="Seconds without a refresh after which a session ends; 0: never.")
    ] = DAY
    study_session_single: Annotated[bool, Meta(description="A sign-in ends the other sessions of the account.")] = False
    study_refresh_reuse: Annotated[
        float, Meta(ge=0, le=3600, description="Seconds in which a refresh token may be used again.")
    ] = 10.0
    study_factors: Annotated[
        int, Meta(ge=0, le=100, description="Second factors that an account may have; 0 switches them off.")
    ] = 5
    study_deletion_grace_days: Annotated[
        int, Meta(ge=0, le=365, description="Days until an account that is to be deleted is gone; 0: at once.")
    ] = 14

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, address in (("SITE_URL", self.site_url), ("API_EXTERNAL_URL", self.api_external_url)):
            if address and not _is_address(address):
                raise SettingError(f"{name} is {address[:80]!r}: expected an address such as https://study.example.org")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.scheme) and (bool(parts.hostname) or parts.scheme not in ("http", "https"))
    except ValueError:
        return False
