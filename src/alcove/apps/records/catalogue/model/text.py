"""Untrusted text, made to fit a column."""

import re
from typing import Final

MAX_LENGTH: Final = 255
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return the text without surrounding whitespace and characters that PostgreSQL cannot store."""
    return _UNSTORABLE.sub("", text).strip()


def truncate_text(text: str) -> str:
    """Return the cleaned text, truncated to MAX_LENGTH characters."""
    return clean_text(text)[:MAX_LENGTH].rstrip()


def parse_string_list(value: object, *, limit: int = 50) -> tuple[str, ...]:
    """Return up to `limit` distinct texts of an untrusted list; values of other types are skipped."""
    if not isinstance(value, list):
        return ()
    texts = dict.fromkeys(truncate_text(item) for item in value if isinstance(item, str))
    return tuple(text for text in texts if text)[:limit]
