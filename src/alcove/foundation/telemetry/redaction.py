"""Secrets kept out of everything that is logged."""

import re
from collections.abc import Mapping
from functools import lru_cache

HIDDEN = "********"

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
_NAMED = r"(?:token|secret|passw(?:or)?d|api[_-]?key|signature|credential|consumer_key)"
# What every name above has in it: looking for plain texts is ten times as fast as for the pattern.
_HINTS = ("token", "secret", "passw", "api", "signature", "credential", "consumer_key")
_ASSIGNED = re.compile(rf"""({_NAMED}[\w-]{{0,40}}["']?\s{{0,4}}=\s{{0,4}}["']?)[^\s&"',;)]+""", re.IGNORECASE)
_SCHEMED = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}")
_LOGIN = re.compile(r"(://[^/\s:@]*:)[^/\s]+@")
_DEEPEST = 6


@lru_cache(maxsize=2048)
def is_secret_name(name: str) -> bool:
    """Tell whether a value under this name must not be shown."""
    words = {word.lower() for word in _WORDS.findall(name)}
    return not words.isdisjoint(_SECRET_WORDS)


def _hints_at_secrets(lowered: str) -> bool:
    return any(hint in lowered for hint in _HINTS)


def redact_text(text: str) -> str:
    """Return the text without passwords, tokens and keys in URLs, headers and assignments."""
    if "=" in text and _hints_at_secrets(text.lower()):
        text = _ASSIGNED.sub(rf"\1{HIDDEN}", text)
    if "@" in text:
        text = _LOGIN.sub(rf"\1{HIDDEN}@", text)
    if " " in text:
        text = _SCHEMED.sub(rf"\1 {HIDDEN}", text)
    return text


def redact(value: object, depth: int = 0) -> object:
    """Return the value with every secret inside it hidden, by name and by shape."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, int | float) or value is None:
        return value
    if depth >= _DEEPEST:
        return "..."
    if isinstance(value, Mapping):
        return {
            str(name): HIDDEN if is_secret_name(str(name)) and inner else redact(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(inner, depth + 1) for inner in value]
    return value
