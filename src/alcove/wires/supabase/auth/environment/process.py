"""The configuration of the process: the API with its addresses, its database, its keys and its mail server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any, Final, Literal

from alcove.foundation.mail import SmtpServer
from alcove.foundation.settings import Secret, is_loopback
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.environment.api import parse_rate, read_api
from alcove.wires.supabase.auth.environment.variables import VariableReader
from alcove.wires.supabase.auth.limits import RequestRates

SCHEMA: Final = "auth"
LOG_LEVELS: Final[Mapping[str, str]] = {
    "panic": "error",
    "fatal": "error",
    "error": "error",
    "warning": "warning",
    "warn": "warning",
    "info": "info",
    "debug": "debug",
    "trace": "debug",
}
"""The levels that GoTrue knows, and those of the log that stand for them."""

_PORT: Final = 8081
_MAX_PORT: Final = 65535
_POOL_SIZE: Final = 10
_SMTPS_PORT: Final = 465
# What they switch on is not here, and whoever relies on it must not run without it.
_UNSUPPORTED: Final = ("SECURITY_CAPTCHA_ENABLED",)
_HOOK: Final = "HOOK_"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """The mail server and what stands in the headers of every mail."""

    server: SmtpServer
    sender: Address
    headers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessConfig:
    """What a process that serves accounts alone is configured with.

    `signing_keys` are JSON Web Keys; without any, tokens are signed with `jwt_secret`. Requests are limited by the
    value of the header `limit_header`, and not at all without it. Without `smtp` mails are not sent.
    """

    api: AuthConfig
    host: str
    port: int
    database_url: Secret = field(repr=False)
    pool_size: int
    jwt_secret: Secret = field(repr=False)
    jwt_key_id: str
    signing_keys: Sequence[Mapping[str, Any]] = field(repr=False)
    rates: RequestRates
    limit_header: str
    smtp: SmtpConfig | None
    allowed_headers: Sequence[str]
    log_level: str


def read_process_config(environ: Mapping[str, str], *, version: str, port: int | None = None) -> ProcessConfig:
    """Return the configuration; `port` is the one of the command line. ConfigError names everything that is wrong."""
    reader = VariableReader(environ)
    _refuse_unsupported(reader)
    log_level = reader.read_text("LOG_LEVEL", "info", aliases=("LOG_LEVEL",)).lower()
    config = ProcessConfig(
        api=read_api(reader, version=version),
        host=reader.read_text("API_HOST"),
        port=port if port is not None else reader.read_integer("API_PORT", _PORT, aliases=("PORT",)),
        database_url=Secret(reader.read_required("DB_DATABASE_URL", aliases=("DATABASE_URL",))),
        pool_size=reader.read_integer("DB_MAX_POOL_SIZE", _POOL_SIZE) or _POOL_SIZE,
        jwt_secret=Secret(reader.read_required("JWT_SECRET")),
        jwt_key_id=reader.read_text("JWT_KEY_ID"),
        signing_keys=_read_signing_keys(reader),
        rates=_read_rates(reader),
        limit_header=reader.read_text("RATE_LIMIT_HEADER").lower(),
        smtp=_read_smtp(reader),
        allowed_headers=reader.read_items("CORS_ALLOWED_HEADERS"),
        log_level=LOG_LEVELS.get(log_level, "info"),
    )
    if config.port > _MAX_PORT:
        reader.problems.append(f"the port is {config.port}: expected at most {_MAX_PORT}")
    reader.check()
    return config


def _refuse_unsupported(reader: VariableReader) -> None:
    schema = reader.read_text("DB_NAMESPACE", SCHEMA, aliases=("DB_NAMESPACE",))
    if schema != SCHEMA:
        reader.problems.append(f"DB_NAMESPACE is {schema[:60]!r}: only the schema {SCHEMA} is supported")
    if reader.read_text("DB_DRIVER", "postgres") not in ("postgres", "postgresql"):
        reader.problems.append("GOTRUE_DB_DRIVER is not postgres, the only one that is supported")
    hooks = [name for name in reader.names() if name.startswith(_HOOK) and name.endswith("_ENABLED")]
    for name in (*_UNSUPPORTED, *hooks):
        if reader.read_flag(name):
            reader.problems.append(f"GOTRUE_{name} is true, but that is not supported")


def _read_signing_keys(reader: VariableReader) -> Sequence[Mapping[str, Any]]:
    keys: list[Any] = reader.read_json("JWT_KEYS", kind=list, default=[])
    if not all(isinstance(key, dict) for key in keys):
        reader.problems.append("GOTRUE_JWT_KEYS has a value that is not allowed: expected JSON, a list of keys")
        return []
    signing = [key for key in keys if "sign" in (key.get("key_ops") or ())]
    if keys and len(signing) != 1:
        reader.problems.append(
            f"GOTRUE_JWT_KEYS has {len(signing)} keys with `sign` in their `key_ops`: expected exactly one"
        )
    return keys


def _read_rates(reader: VariableReader) -> RequestRates:
    mails, window = 30.0, 3600.0
    text = reader.read_text("RATE_LIMIT_EMAIL_SENT")
    try:
        mails, window = parse_rate(text) if text else (mails, window)
    except ValueError:
        reader.problems.append(f"GOTRUE_RATE_LIMIT_EMAIL_SENT is {text[:60]!r}: expected a rate such as 30 or 10/5m")
    return RequestRates(
        otp=reader.read_number("RATE_LIMIT_OTP", 30.0),
        verify=reader.read_number("RATE_LIMIT_VERIFY", 30.0),
        token_refresh=reader.read_number("RATE_LIMIT_TOKEN_REFRESH", 150.0),
        sso=reader.read_number("RATE_LIMIT_SSO", 30.0),
        anonymous_per_hour=reader.read_number("RATE_LIMIT_ANONYMOUS_USERS", 30.0),
        factors_per_minute=reader.read_number("MFA_RATE_LIMIT_CHALLENGE_AND_VERIFY", 15.0),
        mails=mails,
        mails_window=window,
    )


def _read_smtp(reader: VariableReader) -> SmtpConfig | None:
    host = reader.read_text("SMTP_HOST")
    port = reader.read_integer("SMTP_PORT", 587) or 587
    user = reader.read_text("SMTP_USER")
    headers: dict[str, Any] = reader.read_json("SMTP_HEADERS", kind=dict, default={})
    if not host:
        return None
    # A password is not sent without encryption.
    upgrade: Literal["starttls", "offered"] = "starttls" if user and not is_loopback(host) else "offered"
    mode = "tls" if port == _SMTPS_PORT else upgrade
    server = SmtpServer(host=host, port=port, tls=mode, user=user, password=Secret(reader.read_text("SMTP_PASS")))
    return SmtpConfig(server=server, sender=_read_sender(reader), headers=_list_headers(headers, reader))


def _read_sender(reader: VariableReader) -> Address:
    address = reader.read_text("SMTP_ADMIN_EMAIL")
    try:
        sender = Address(display_name=reader.read_text("SMTP_SENDER_NAME"), addr_spec=address)
    except (ValueError, IndexError, MessageError):
        sender = Address()
    if not sender.username or not sender.domain or not sender.addr_spec.isascii():
        reader.problems.append(f"GOTRUE_SMTP_ADMIN_EMAIL is {address[:60]!r}: expected an address of the sender")
    return sender


def _list_headers(headers: Mapping[str, Any], reader: VariableReader) -> Sequence[tuple[str, str]]:
    pairs = [(name, value) for name, values in headers.items() for value in _as_list(values)]
    if not all(
        isinstance(value, str) and value.isprintable() and name.replace("-", "").isalnum() for name, value in pairs
    ):
        reader.problems.append(
            "GOTRUE_SMTP_HEADERS has a value that is not allowed: expected names with lists of texts"
        )
        return ()
    return pairs


def _as_list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
