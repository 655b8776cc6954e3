"""Checks of settings that their types cannot make, with PostgREST's texts."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.header_fields import is_http_token
from alcove.wires.supabase.tokens import InvalidSecret, read_secret

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


def _check_secret(config: RestConfig) -> None:
    """Check the length of a text; keys are checked when they are read."""
    if config.jwt_secret is None:
        return
    try:
        secret = read_secret(config.jwt_secret, is_base64=config.jwt_secret_is_base64)
    except InvalidSecret as error:
        raise ConfigError("jwt-secret is no valid base64") from error
    if isinstance(secret, bytes) and len(secret) < MIN_SECRET:
        raise ConfigError("The JWT secret must be at least 32 characters long.")


def _check_server(config: RestConfig) -> None:
    if config.admin_server_port is not None and config.admin_server_port == config.server_port:
        raise ConfigError("admin-server-port cannot be the same as server-port")
    for name, port in (("server-port", config.server_port), ("admin-server-port", config.admin_server_port)):
        if port is not None and not 0 <= port <= MAX_PORT:
            raise ConfigError(f"{name} must be between 0 and {MAX_PORT}")
    if config.db_pool < 1:
        raise ConfigError("db-pool must be at least 1")
    if config.server_trace_header is not None and not is_http_token(config.server_trace_header):
        raise ConfigError("server-trace-header must be the name of a header")
    if not _OCTAL.fullmatch(config.server_unix_socket_mode):
        raise ConfigError("Invalid server-unix-socket-mode: not an octal")
    if not LOWEST_MODE <= int(config.server_unix_socket_mode, 8) <= HIGHEST_MODE:
        raise ConfigError("Invalid server-unix-socket-mode: needs to be between 600 and 777")
