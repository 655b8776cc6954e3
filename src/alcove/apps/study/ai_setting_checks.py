"""Checks of the settings of AI providers at the start: keys, addresses and the order of providers."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from alcove.foundation.settings import PLACEHOLDERS, Secret, SettingError

PROVIDER_NAMES: Final = ("deepseek", "openai", "claude", "gemini", "ollama")
"""All providers, in the order in which lists show them."""
SYNONYMS: Final = {"anthropic": "claude", "google": "gemini"}
"""The names of the database's enumeration that differ."""
_KEY_PLACEHOLDERS: Final = (*PLACEHOLDERS, "<", "...", "xxxxxxxx")
_KEY: Final = re.compile(r"[!-~]{1,1000}")


def find_provider(name: str) -> str | None:
    """Return the name of a provider, which may be written as in the database; None for an unknown one."""
    name = name.strip().lower()
    name = SYNONYMS.get(name, name)
    return name if name in PROVIDER_NAMES else None


def check_order(names: Sequence[str]) -> None:
    """Raise SettingError for an unknown provider, or for one that is listed twice."""
    found = [find_provider(name) for name in names]
    for name, provider in zip(names, found, strict=True):
        if provider is None:
            raise SettingError(
                f"STUDY_PROVIDER_ORDER has {name[:80]!r} in it: expected some of {', '.join(PROVIDER_NAMES)}"
            )
        if found.count(provider) > 1:
            raise SettingError(f"STUDY_PROVIDER_ORDER has {provider} in it more than once: list it once")


def check_key(variable: str, key: Secret) -> None:
    """Raise SettingError for a key that is the placeholder of an example, or cannot be one."""
    text = key.reveal()
    if any(placeholder in text.lower() for placeholder in _KEY_PLACEHOLDERS):
        raise SettingError(f"{variable} is the placeholder of an example: set the provider's key, or none")
    if text and not _KEY.fullmatch(text):
        raise SettingError(f"{variable} has a value that is not allowed: expected a key, in ASCII without spaces")


def check_base_url(variable: str, url: str) -> None:
    """Raise SettingError when a text is not the address of an API: http or https, a host, and perhaps a path."""
    expected = f"{variable} has a value that is not allowed: expected an address such as https://api.example.com/v1"
    try:
        parts = urlsplit(url)
        # Reading `port` validates it.
        is_valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise SettingError(expected) from None
    if not is_valid or not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise SettingError(expected)
    if "@" in parts.netloc:
        raise SettingError(f"{variable} has a user or a password in it: set the key of the provider in its variable")
    if "?" in url or "#" in url:
        raise SettingError(f"{variable} has a query or a fragment in it: {expected.partition(': ')[2]}")
