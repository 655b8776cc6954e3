"""The configuration from environment variables with GoTrue's names."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alcove.wires.supabase.auth.environment.process import read_process_config
from alcove.wires.supabase.auth.environment.variables import ConfigError, VariableReader, parse_duration

REQUIRED = {
    "GOTRUE_SITE_URL": "https://app.example.org",
    "API_EXTERNAL_URL": "https://auth.example.org/auth/v1/",
    "DATABASE_URL": "postgresql://localhost/app",
    "GOTRUE_JWT_SECRET": "x" * 40,
}


def read(**variables: str) -> Any:
    """Return the configuration of the required variables and these."""
    return read_process_config({**REQUIRED, **variables}, version="1.0")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10", 10.0),
        ("90s", 90.0),
        ("1h30m", 5400.0),
        ("1.5h", 5400.0),
        (".5m", 30.0),
        ("300ms", 0.3),
        ("2us", 2e-6),
        ("2µs", 2e-6),
        ("0", 0.0),
        ("+1m", 60.0),
    ],
)
def test_durations_are_go_durations(text: str, seconds: float) -> None:
    """Durations are read as Go's time.ParseDuration reads them; a plain number is in seconds."""
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "-1s", "1h-1m", "m", "1 h", "1d", "h1", "1e3s", "-1", "1.5"])
def test_no_other_text_is_a_duration(text: str) -> None:
    """Other texts are no durations."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_duration(text)


def test_defaults_are_those_of_gotrue() -> None:
    """With the required variables alone, everything else has GoTrue's default."""
    config = read()
    api = config.api
    assert (config.host, config.port, config.pool_size, config.smtp) == ("", 8081, 10, None)
    assert (api.external_url, api.issuer) == ("https://auth.example.org/auth/v1",) * 2
    assert (api.token_lifetime, api.passwords.min_length, api.mail.otp_lifetime, api.mail.otp_length) == (
        3600,
        6,
        86_400.0,
        6,
    )
    assert (api.mail.max_frequency, api.sessions.reuse_interval, api.flow_lifetime) == (60.0, 10.0, 300.0)
    assert api.email_enabled
    off = (api.anonymous_enabled, api.phone_enabled, api.disable_signup, api.mail.autoconfirm)
    assert not any(off)
    assert (config.rates.mails, config.rates.mails_window, config.rates.token_refresh) == (30.0, 3600.0, 150.0)
    assert config.limit_header == ""


@pytest.mark.parametrize(
    ("variables", "path", "expected"),
    [
        ({"GOTRUE_DISABLE_SIGNUP": "T"}, "api.disable_signup", True),
        ({"GOTRUE_MAILER_AUTOCONFIRM": "1"}, "api.mail.autoconfirm", True),
        ({"GOTRUE_EXTERNAL_EMAIL_ENABLED": "FALSE"}, "api.email_enabled", False),
        ({"GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED": "true"}, "api.anonymous_enabled", True),
        ({"GOTRUE_URI_ALLOW_LIST": "http://a/**, myapp://cb ,"}, "api.uri_allow_list", ("http://a/**", "myapp://cb")),
        ({"GOTRUE_JWT_EXP": "60"}, "api.token_lifetime", 60),
        ({"GOTRUE_JWT_ADMIN_ROLES": "boss"}, "api.admin_roles", ("boss",)),
        ({"GOTRUE_JWT_ISSUER": "https://i"}, "api.issuer", "https://i"),
        ({"GOTRUE_PASSWORD_MIN_LENGTH": "12"}, "api.passwords.min_length", 12),
        ({"GOTRUE_PASSWORD_MIN_LENGTH": "3"}, "api.passwords.min_length", 6),
        (
            {"GOTRUE_PASSWORD_REQUIRED_CHARACTERS": r"abc:ABC:01\:!"},
            "api.passwords.required_characters",
            ("abc", "ABC", "01:!"),
        ),
        ({"GOTRUE_SESSIONS_TIMEBOX": "24h"}, "api.sessions.timebox", 86_400.0),
        ({"GOTRUE_SESSIONS_INACTIVITY_TIMEOUT": "30m"}, "api.sessions.inactivity_timeout", 1800.0),
        ({"GOTRUE_SESSIONS_SINGLE_PER_USER": "true"}, "api.sessions.single_per_user", True),
        ({"GOTRUE_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED": "false"}, "api.sessions.rotates_refresh_tokens", False),
        ({"GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL": "0"}, "api.sessions.reuse_interval", 0.0),
        ({"GOTRUE_SECURITY_MANUAL_LINKING_ENABLED": "true"}, "api.manual_linking_enabled", True),
        ({"GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION": "t"}, "api.requires_reauthentication", True),
        ({"GOTRUE_MAILER_OTP_EXP": "3600"}, "api.mail.otp_lifetime", 3600.0),
        ({"GOTRUE_MAILER_OTP_LENGTH": "8"}, "api.mail.otp_length", 8),
        ({"GOTRUE_MAILER_OTP_LENGTH": "11"}, "api.mail.otp_length", 6),
        ({"GOTRUE_MAILER_SUBJECTS_RECOVERY": "Hi"}, "api.mail.subjects", {"recovery": "Hi"}),
        (
            {"GOTRUE_MAILER_URLPATHS_MAGIC_LINK": "/auth/v1/verify"},
            "api.mail.paths",
            {"magic_link": "/auth/v1/verify"},
        ),
        ({"GOTRUE_SMTP_MAX_FREQUENCY": "5s"}, "api.mail.max_frequency", 5.0),
        (
            {"GOTRUE_MAILER_TEST_OTP": "a@example.org=123456,b@example.org:654321"},
            "api.mail.test_codes",
            {"a@example.org": "123456", "b@example.org": "654321"},
        ),
        (
            {"GOTRUE_SMS_TEST_OTP_VALID_UNTIL": "2030-01-31T12:00:00Z"},
            "api.mail.test_codes_until",
            datetime(2030, 1, 31, 12, tzinfo=UTC),
        ),
        ({"GOTRUE_MFA_MAX_ENROLLED_FACTORS": "2"}, "api.factors.max_enrolled", 2),
        ({"GOTRUE_MFA_TOTP_ENROLL_ENABLED": "false"}, "api.factors.totp_enroll", False),
        ({"GOTRUE_RATE_LIMIT_EMAIL_SENT": "2/10m"}, "rates.mails_window", 600.0),
        ({"GOTRUE_RATE_LIMIT_VERIFY": "12.5"}, "rates.verify", 12.5),
        ({"GOTRUE_RATE_LIMIT_HEADER": "X-Real-Ip"}, "limit_header", "x-real-ip"),
        ({"PORT": "9999"}, "port", 9999),
        ({"PORT": "9999", "GOTRUE_API_PORT": "9998"}, "port", 9998),
        ({"GOTRUE_LOG_LEVEL": "warn"}, "log_level", "warning"),
        ({"GOTRUE_SMTP_HOST": "m", "GOTRUE_SMTP_ADMIN_EMAIL": "a@b.c"}, "smtp.server.tls", "offered"),
        (
            {"GOTRUE_SMTP_HOST": "m", "GOTRUE_SMTP_PORT": "465", "GOTRUE_SMTP_ADMIN_EMAIL": "a@b.c"},
            "smtp.server.tls",
            "tls",
        ),
        (
            {"GOTRUE_SMTP_HOST": "m", "GOTRUE_SMTP_USER": "u", "GOTRUE_SMTP_ADMIN_EMAIL": "a@b.c"},
            "smtp.server.tls",
            "starttls",
        ),
        (
            {
                "GOTRUE_SMTP_HOST": "m",
                "GOTRUE_SMTP_ADMIN_EMAIL": "a@b.c",
                "GOTRUE_SMTP_HEADERS": '{"X-Tag":["a","b"]}',
            },
            "smtp.headers",
            [("X-Tag", "a"), ("X-Tag", "b")],
        ),
    ],
)
def test_variables_set_the_configuration(variables: Mapping[str, str], path: str, expected: Any) -> None:
    """Each variable changes what its name says."""
    value: Any = read(**variables)
    for name in path.split("."):
        value = getattr(value, name)
    assert value == expected


def test_providers_are_those_that_are_enabled() -> None:
    """A provider of any name is configured by its variables; a disabled one is left out."""
    providers = read(
        GOTRUE_EXTERNAL_GOOGLE_ENABLED="true",
        GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID="a, b",
        GOTRUE_EXTERNAL_GOOGLE_SECRET="s",
        GOTRUE_EXTERNAL_GOOGLE_SKIP_NONCE_CHECK="true",
        GOTRUE_EXTERNAL_LINKEDIN_OIDC_ENABLED="true",
        GOTRUE_EXTERNAL_LINKEDIN_OIDC_CLIENT_ID="c",
        GOTRUE_EXTERNAL_KEYCLOAK_ENABLED="false",
        GOTRUE_EXTERNAL_EMAIL_ENABLED="true",
        GOTRUE_EXTERNAL_PHONE_ENABLED="true",
    ).api.providers
    assert sorted(providers) == ["google", "linkedin_oidc"]
    assert providers["google"].client_ids == ("a", "b")
    assert providers["google"].secret.reveal() == "s"
    assert providers["google"].skips_nonce_check


def test_everything_wrong_is_in_one_message() -> None:
    """The error names every variable that is missing or wrong, and no secret."""
    with pytest.raises(ConfigError) as raised:
        read_process_config(
            {
                "GOTRUE_SITE_URL": " ",
                "API_EXTERNAL_URL": "https://auth.example.org",
                "GOTRUE_JWT_SECRET": "a secret text",
                "GOTRUE_JWT_KEYS": '[{"k": "a secret key"',
                "GOTRUE_JWT_EXP": "soon",
                "GOTRUE_SESSIONS_TIMEBOX": "0s",
                "GOTRUE_RATE_LIMIT_EMAIL_SENT": "many",
                "GOTRUE_MAILER_AUTOCONFIRM": "yes",
                "GOTRUE_EXTERNAL_GOOGLE_ENABLED": "perhaps",
                "GOTRUE_PASSWORD_HIBP_FILE": "/nowhere",
                "GOTRUE_HOOK_SEND_EMAIL_ENABLED": "true",
                "DB_NAMESPACE": "accounts",
            },
            version="",
        )
    text = str(raised.value)
    for name in (
        "GOTRUE_SITE_URL",
        "DATABASE_URL",
        "GOTRUE_JWT_KEYS",
        "GOTRUE_JWT_EXP",
        "GOTRUE_SESSIONS_TIMEBOX",
        "GOTRUE_RATE_LIMIT_EMAIL_SENT",
        "GOTRUE_MAILER_AUTOCONFIRM",
        "GOTRUE_EXTERNAL_GOOGLE_ENABLED",
        "GOTRUE_PASSWORD_HIBP_FILE",
        "GOTRUE_HOOK_SEND_EMAIL_ENABLED",
        "DB_NAMESPACE",
    ):
        assert name in text
    assert "a secret" not in text


@pytest.mark.parametrize("signing", range(3))
def test_one_key_signs(signing: int) -> None:
    """Of the keys exactly one has `sign` in its `key_ops`."""
    keys = [{"kty": "oct", "key_ops": ["sign", "verify"] if number < signing else ["verify"]} for number in range(3)]
    if signing == 1:
        assert len(read(GOTRUE_JWT_KEYS=json.dumps(keys)).signing_keys) == 3
    else:
        with pytest.raises(ConfigError, match="GOTRUE_JWT_KEYS"):
            read(GOTRUE_JWT_KEYS=json.dumps(keys))


def test_secrets_are_not_shown() -> None:
    """The representation of the configuration has no secret in it."""
    shown = repr(read(GOTRUE_JWT_KEYS=json.dumps([{"kty": "oct", "k": "hidden", "key_ops": ["sign"]}])))
    assert "hidden" not in shown
    assert "x" * 40 not in shown
    assert VariableReader({"GOTRUE_B": "1", "GOTRUE_A": " ", "A": "1"}).names() == ["B"]


class RecordingEnvironment(dict[str, str]):
    """Variables that remember which names were looked up."""

    def __init__(self, **variables: str) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Return a variable, and remember its name."""
        self.names.add(key)
        return super().get(key, default)


def test_every_variable_is_in_the_reference() -> None:
    """The reference has every variable that is read, under its own name or that of its group."""
    environ = RecordingEnvironment(**REQUIRED, GOTRUE_SMTP_HOST="m", GOTRUE_SMTP_ADMIN_EMAIL="a@b.c")
    environ |= {"GOTRUE_EXTERNAL_X_ENABLED": "true", "GOTRUE_EXTERNAL_X_CLIENT_ID": "c"}
    read_process_config(environ, version="")
    page = (Path(__file__).parents[4] / "docs/reference/auth-settings.md").read_text()
    documented = {re.sub(r"_X$", "_", name.removeprefix("GOTRUE_")) for name in re.findall(r"`([A-Z_]+[A-Z])`", page)}
    kinds = ("INVITE", "CONFIRMATION", "RECOVERY", "MAGIC_LINK", "EMAIL_CHANGE", "REAUTHENTICATION")
    documented |= {start + kind for start in documented if start.startswith("MAILER_") for kind in kinds}
    read_names = {name.removeprefix("GOTRUE_") for name in environ.names}
    assert len(read_names) > 70
    assert sorted(read_names - documented) == []
