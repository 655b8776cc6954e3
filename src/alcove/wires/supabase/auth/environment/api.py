"""The configuration of the API."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from alcove.foundation.settings import Secret
from alcove.wires.supabase.auth.config import (
    AuthConfig,
    FactorRules,
    MailRules,
    PasswordRules,
    ProviderConfig,
    SessionRules,
)
from alcove.wires.supabase.auth.environment.variables import VariableReader, parse_duration

DEFAULT_AUDIENCE: Final = "authenticated"

_MAIL_KINDS: Final = ("invite", "confirmation", "recovery", "magic_link", "email_change", "reauthentication")
_MIN_PASSWORD: Final = 6
_MIN_CODE: Final = 6
_MAX_CODE: Final = 10
_FLOW_LIFETIME: Final = 300.0
_PROVIDER: Final = re.compile(r"EXTERNAL_([A-Z0-9_]+?)_ENABLED")
_NO_PROVIDERS: Final = frozenset({"EMAIL", "PHONE", "ANONYMOUS_USERS", "EMAIL_MAGIC_LINK"})
_SETS_SEPARATOR: Final = re.compile(r"(?<!\\):")


def read_api(reader: VariableReader, *, version: str) -> AuthConfig:
    """Return the configuration of the API; the reader remembers problems."""
    external_url = reader.read_required("API_EXTERNAL_URL", aliases=("API_EXTERNAL_URL",)).rstrip("/")
    return AuthConfig(
        site_url=reader.read_required("SITE_URL"),
        external_url=external_url,
        issuer=reader.read_text("JWT_ISSUER", external_url),
        uri_allow_list=reader.read_items("URI_ALLOW_LIST"),
        audience=reader.read_text("JWT_AUD", DEFAULT_AUDIENCE),
        default_role=reader.read_text("JWT_DEFAULT_GROUP_NAME", DEFAULT_AUDIENCE),
        admin_roles=reader.read_items("JWT_ADMIN_ROLES", ("service_role", "supabase_admin")),
        token_lifetime=reader.read_integer("JWT_EXP", 3600) or 3600,
        disable_signup=reader.read_flag("DISABLE_SIGNUP"),
        email_enabled=reader.read_flag("EXTERNAL_EMAIL_ENABLED", default=True),
        magic_links_enabled=reader.read_flag("EXTERNAL_EMAIL_MAGIC_LINK_ENABLED", default=True),
        phone_enabled=reader.read_flag("EXTERNAL_PHONE_ENABLED"),
        anonymous_enabled=reader.read_flag("EXTERNAL_ANONYMOUS_USERS_ENABLED"),
        manual_linking_enabled=reader.read_flag("SECURITY_MANUAL_LINKING_ENABLED"),
        providers=_read_providers(reader),
        flow_lifetime=max(_FLOW_LIFETIME, reader.read_seconds("EXTERNAL_FLOW_STATE_EXPIRY_DURATION", _FLOW_LIFETIME)),
        passwords=_read_passwords(reader),
        requires_reauthentication=reader.read_flag("SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION"),
        requires_current_password=reader.read_flag("SECURITY_UPDATE_PASSWORD_REQUIRE_CURRENT_PASSWORD"),
        sessions=_read_sessions(reader),
        mail=_read_mail(reader),
        factors=_read_factors(reader),
        version=version,
    )


def _read_providers(reader: VariableReader) -> Mapping[str, ProviderConfig]:
    """Return the enabled providers, whatever their names are."""
    providers = {}
    for variable in reader.names():
        match = _PROVIDER.fullmatch(variable)
        if match is None or match[1] in _NO_PROVIDERS or match[1].startswith("WEB3_") or not reader.read_flag(variable):
            continue
        name, start = match[1], f"EXTERNAL_{match[1]}"
        # What a provider lacks is said when somebody asks for it, as in GoTrue.
        providers[name.lower()] = ProviderConfig(
            client_ids=reader.read_items(f"{start}_CLIENT_ID"),
            secret=Secret(reader.read_text(f"{start}_SECRET")),
            redirect_uri=reader.read_text(f"{start}_REDIRECT_URI"),
            url=reader.read_text(f"{start}_URL").rstrip("/"),
            scopes=reader.read_items(f"{start}_SCOPES"),
            skips_nonce_check=reader.read_flag(f"{start}_SKIP_NONCE_CHECK"),
            email_optional=reader.read_flag(f"{start}_EMAIL_OPTIONAL"),
        )
    return providers


def _read_passwords(reader: VariableReader) -> PasswordRules:
    breach_list = reader.read_text("PASSWORD_HIBP_FILE")
    if reader.read_flag("PASSWORD_HIBP_ENABLED") and not breach_list:
        reader.problems.append(
            "GOTRUE_PASSWORD_HIBP_ENABLED is true, but passwords are looked up in a file only: set"
            " GOTRUE_PASSWORD_HIBP_FILE to a file of SHA-1 hashes"
        )
    if breach_list and not Path(breach_list).is_file():
        reader.problems.append(f"GOTRUE_PASSWORD_HIBP_FILE names no file: {breach_list[:200]}")
    sets = _SETS_SEPARATOR.split(reader.read_text("PASSWORD_REQUIRED_CHARACTERS"))
    return PasswordRules(
        min_length=max(_MIN_PASSWORD, reader.read_integer("PASSWORD_MIN_LENGTH", _MIN_PASSWORD)),
        required_characters=tuple(characters.replace("\\:", ":") for characters in sets if characters),
        breach_list=breach_list,
    )


def _read_sessions(reader: VariableReader) -> SessionRules:
    return SessionRules(
        timebox=_read_limit(reader, "SESSIONS_TIMEBOX"),
        inactivity_timeout=_read_limit(reader, "SESSIONS_INACTIVITY_TIMEOUT"),
        single_per_user=reader.read_flag("SESSIONS_SINGLE_PER_USER"),
        rotates_refresh_tokens=reader.read_flag("SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", default=True),
        reuse_interval=reader.read_seconds("SECURITY_REFRESH_TOKEN_REUSE_INTERVAL", 10.0),
    )


def _read_limit(reader: VariableReader, name: str) -> float | None:
    if not reader.read_text(name):
        return None
    seconds = reader.read_seconds(name, 1.0)
    if not seconds:
        reader.problems.append(f"GOTRUE_{name} is 0: expected a duration that is longer, or no value")
    return seconds


def _read_mail(reader: VariableReader) -> MailRules:
    length = reader.read_integer("MAILER_OTP_LENGTH", _MIN_CODE)
    return MailRules(
        autoconfirm=reader.read_flag("MAILER_AUTOCONFIRM"),
        allows_unverified_sign_in=reader.read_flag("MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS"),
        otp_length=length if _MIN_CODE <= length <= _MAX_CODE else _MIN_CODE,
        otp_lifetime=float(reader.read_integer("MAILER_OTP_EXP", 86_400) or 86_400),
        max_frequency=reader.read_seconds("SMTP_MAX_FREQUENCY", 60.0),
        secure_email_change=reader.read_flag("MAILER_SECURE_EMAIL_CHANGE_ENABLED", default=True),
        subjects=_read_by_kind(reader, "MAILER_SUBJECTS"),
        templates=_read_by_kind(reader, "MAILER_TEMPLATES"),
        paths=_read_by_kind(reader, "MAILER_URLPATHS"),
        test_codes={**reader.read_pairs("SMS_TEST_OTP"), **reader.read_pairs("MAILER_TEST_OTP")},
        test_codes_until=_read_first_time(reader, "MAILER_TEST_OTP_VALID_UNTIL", "SMS_TEST_OTP_VALID_UNTIL"),
    )


def _read_first_time(reader: VariableReader, *names: str) -> datetime | None:
    return next((time for name in names if (time := reader.read_time(name))), None)


def _read_by_kind(reader: VariableReader, start: str) -> Mapping[str, str]:
    return {kind: text for kind in _MAIL_KINDS if (text := reader.read_text(f"{start}_{kind.upper()}"))}


def _read_factors(reader: VariableReader) -> FactorRules:
    return FactorRules(
        totp_enroll=reader.read_flag("MFA_TOTP_ENROLL_ENABLED", default=True),
        totp_verify=reader.read_flag("MFA_TOTP_VERIFY_ENABLED", default=True),
        phone_enroll=reader.read_flag("MFA_PHONE_ENROLL_ENABLED"),
        phone_verify=reader.read_flag("MFA_PHONE_VERIFY_ENABLED"),
        webauthn_enroll=reader.read_flag("MFA_WEB_AUTHN_ENROLL_ENABLED"),
        webauthn_verify=reader.read_flag("MFA_WEB_AUTHN_VERIFY_ENABLED"),
        max_enrolled=reader.read_integer("MFA_MAX_ENROLLED_FACTORS", 10),
        max_verified=reader.read_integer("MFA_MAX_VERIFIED_FACTORS", 10),
        challenge_lifetime=reader.read_seconds("MFA_CHALLENGE_EXPIRY_DURATION", 300.0) or 300.0,
    )


def parse_rate(text: str) -> tuple[float, float]:
    """Return how many events are allowed in how many seconds, of `30` for an hour or `10/5m`; ValueError."""
    count, separator, duration = text.partition("/")
    seconds = parse_duration(duration) if separator else 3600.0
    if not count.strip().replace(".", "", 1).isdigit() or not seconds:
        raise ValueError(text)
    return float(count), seconds
