"""Checks of settings that their types cannot make, with PostgREST's texts."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import msgspec

from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.header_fields import is_header_name

CHOICE_ERRORS: Final[Mapping[str, str]] = {
    "client-error-verbosity": "Invalid client-error-verbosity. Check your configuration.",
    "db-tx-end": "Invalid transaction termination. Check your configuration.",
    "log-level": "Invalid logging level. Check your configuration.",
    "openapi-mode": "Invalid openapi-mode. Check your configuration.",
}

MIN_SECRET: Final = 32
MAX_PORT: Final = 65535
LOWEST_MODE: Final = 0o600
HIGHEST_MODE: Final = 0o777
SYSTEM_SCHEMAS: Final = ("pg_catalog", "information_schema")

_BASE64URL: Final = str.maketrans("-_.", "+/=")
_OCTAL: Final = re.compile(r"[0-7]+")


def validate(config: RestConfig) -> None:
    """Check a configuration; ConfigError."""
    for schema in SYSTEM_SCHEMAS:
        if schema in config.db_schemas:
            raise ConfigError(f"db-schemas does not allow schema: '{schema}'")
    connection_address(config.db_uri)
    _check_secret(config)
    _check_server(config)
    if config.openapi_server_proxy_uri is not None and not is_public_address(config.openapi_server_proxy_uri):
        raise ConfigError("Malformed proxy uri, a correct example: https://example.com:8443/basePath")


def is_public_address(text: str) -> bool:
    """Return whether a text is an http or https URI with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def decode_secret(config: RestConfig) -> bytes | None:
    """Return `jwt-secret` as bytes, of base64 if it is said to be so; ConfigError."""
    if config.jwt_secret is None:
        return None
    if not config.jwt_secret_is_base64:
        return config.jwt_secret.encode()
    text = config.jwt_secret.strip().translate(_BASE64URL).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigError(f"jwt-secret is no valid base64: {error}") from error


def _check_secret(config: RestConfig) -> None:
    secret = decode_secret(config)
    if secret is None or _is_key(secret):
        return
    if len(secret) < MIN_SECRET:
        raise ConfigError("The JWT secret must be at least 32 characters long.")


def _is_key(secret: bytes) -> bool:
    """Return whether a secret is a JWK or a set of them, whose keys are checked when tokens are."""
    try:
        value = msgspec.json.decode(secret)
    except msgspec.DecodeError:
        return False
    return isinstance(value, dict) and ("kty" in value or "keys" in value)


def _check_server(config: RestConfig) -> None:
    if config.admin_server_port is not None and config.admin_server_port == config.server_port:
        raise ConfigError("admin-server-port cannot be the same as server-port")
    for name, port in (("server-port", config.server_port), ("admin-server-port", config.admin_server_port)):
        if port is not None and not 0 <= port <= MAX_PORT:
            raise ConfigError(f"{name} must be between 0 and {MAX_PORT}")
    if config.db_pool < 1:
        raise ConfigError("db-pool must be at least 1")
    if config.server_trace_header is not None and not is_header_name(config.server_trace_header):
        raise ConfigError("server-trace-header must be the name of a header")
    if not _OCTAL.fullmatch(config.server_unix_socket_mode):
        raise ConfigError("Invalid server-unix-socket-mode: not an octal")
    if not LOWEST_MODE <= int(config.server_unix_socket_mode, 8) <= HIGHEST_MODE:
        raise ConfigError("Invalid server-unix-socket-mode: needs to be between 600 and 777")
