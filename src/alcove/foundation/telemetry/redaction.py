"""Redact secrets in log events."""

import re
from collections.abc import Mapping
from functools import lru_cache

HIDDEN = "********"
"""Replaces a secret."""

_SECRET_WORDS = frozenset(
    {
        "token",
        "secret",
        "password",
        "passwd",
        "authorization",
        "cookie",
        "key",
        "apikey",
        "credentials",
        "dsn",
    }
)
_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_NAME_PATTERN = r"(?:token|secret|passw(?:or)?d|api[_-]?key|signature|credential|consumer_key)"
# Each name above contains one of these; this check is ten times as fast as the pattern.
_HINTS = ("token", "secret", "passw", "api", "signature", "credential", "consumer_key")
_ASSIGNMENT = re.compile(rf"""({_NAME_PATTERN}[\w-]{{0,40}}["']?\s{{0,4}}=\s{{0,4}}["']?)[^\s&"',;)]+""", re.IGNORECASE)
_AUTH_HEADER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}")
_URL_PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s]+@")
_MAX_DEPTH = 6


@lru_cache(maxsize=2048)
def is_secret_name(name: str) -> bool:
    """Return whether a field with this name holds a secret."""
    words = {word.lower() for word in _WORDS.findall(name)}
    return not words.isdisjoint(_SECRET_WORDS)


def _hints_at_secrets(lowered: str) -> bool:
    # A loop: `any` makes a generator, and every request with a query comes here.
    for hint in _HINTS:  # noqa: SIM110 - see above
        if hint in lowered:
            return True
    return False


def redact_text(text: str) -> str:
    """Return `text` with passwords, tokens and keys in URLs, headers and assignments redacted."""
    if "=" in text and _hints_at_secrets(text.lower()):
        text = _ASSIGNMENT.sub(rf"\1{HIDDEN}", text)
    if "@" in text:
        text = _URL_PASSWORD.sub(rf"\1{HIDDEN}@", text)
    if " " in text:
        text = _AUTH_HEADER.sub(rf"\1 {HIDDEN}", text)
    return text


def redact(value: object, depth: int = 0) -> object:
    """Return `value` with all secrets inside it redacted, by field name and by pattern."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, int | float) or value is None:
        return value
    if depth >= _MAX_DEPTH:
        return "..."
    if isinstance(value, Mapping):
        return {
            str(name): HIDDEN if is_secret_name(str(name)) and inner else redact(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(inner, depth + 1) for inner in value]
    return value
