"""Connection strings as libpq reads them, made an address for asyncpg."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from alcove.wires.supabase.rest.config.model import ConfigError

SCHEMES: Final = ("postgresql", "postgres")

# asyncpg sends what it does not know to PostgreSQL as a setting; these are libpq's own and mean nothing there.
_LIBPQ_ONLY: Final = frozenset({
    "channel_binding", "client_encoding", "connect_timeout", "gssdelegation", "gssencmode", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "load_balance_hosts", "max_protocol_version",
    "min_protocol_version", "replication", "require_auth", "requirepeer", "requiressl", "scram_client_key",
    "scram_server_key", "sslcertmode", "sslcompression", "sslcrldir", "sslkeylogfile", "sslsni", "tcp_user_timeout",
})  # fmt: skip

_PAIR: Final = re.compile(r"\s*([A-Za-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|\Z)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def connection_address(text: str) -> str:
    """Return a URI for asyncpg of a URI or of `key=value` pairs; ConfigError.

    What is not set is read from libpq's environment variables when connecting.
    """
    stripped = text.strip()
    if "://" in stripped.partition("=")[0]:
        return _normalize_uri(stripped)
    return f"postgresql://?{_query(_parse_pairs(stripped))}" if stripped else "postgresql://"


def _normalize_uri(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ConfigError(f"db-uri is no valid URI: {error}") from error
    if parts.scheme not in SCHEMES:
        raise ConfigError("db-uri must start with postgresql:// or postgres://, or be key=value pairs")
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query=_query(parameters))) if parts.query else text


def _parse_pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise ConfigError("db-uri must be a URI or key=value pairs")
        key, value = match.groups()
        pairs[key] = _ESCAPED.sub(r"\1", value[1:-1] if value.startswith("'") else value)
        position = match.end()
    return pairs


def _query(parameters: Mapping[str, str]) -> str:
    options = {key: value for key, value in parameters.items() if value and key not in _LIBPQ_ONLY}
    if name := options.pop("fallback_application_name", None):
        options.setdefault("application_name", name)
    if address := options.pop("hostaddr", None):
        options["host"] = address
    return urlencode(options)
