"""What servers in production refuse: secrets of examples, and origins that stand for all."""

from collections.abc import Iterator
from typing import Final

import msgspec

from alcove.foundation.settings.loading import list_fields
from alcove.foundation.settings.secret import Secret
from alcove.foundation.settings.type_descriptions import allows_any_origin

PLACEHOLDERS: Final = (
    "change_this", "change-this", "changethis", "change_me", "change-me", "changeme", "your_", "your-", "placeholder",
    "replace_", "replace-", "in_production", "in-production", "super-secret",
)  # fmt: skip
"""Texts that only the secrets of examples have in them."""
_ALL: Final = frozenset({"*", "null"})


def is_placeholder(secret: Secret) -> bool:
    """Return whether a secret is that of an example."""
    text = secret.reveal().lower()
    return any(placeholder in text for placeholder in PLACEHOLDERS)


def list_unsafe_settings(settings: msgspec.Struct) -> Iterator[str]:
    """Yield a sentence about each setting that production refuses."""
    for field in list_fields(type(settings)):
        value, name = getattr(settings, field.name), field.encode_name.upper()
        if isinstance(value, Secret) and is_placeholder(value):
            yield f"{name} is the secret of an example: set a long random text"
        elif name.endswith("ORIGINS") and not allows_any_origin(field.type) and _ALL & set(value):
            yield f"{name} stands for all origins: list those of your own pages"
