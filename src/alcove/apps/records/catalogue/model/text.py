"""Untrusted text, made to fit a column."""

import re
from typing import Final

MAX_LENGTH: Final = 255
MIN_BARCODE_DIGITS: Final = 11
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return the text without surrounding whitespace and characters that PostgreSQL cannot store."""
    return _UNSTORABLE.sub("", text).strip()


def truncate_text(text: str) -> str:
    """Return the cleaned text, truncated to MAX_LENGTH characters."""
    return clean_text(text)[:MAX_LENGTH].rstrip()


def split_words(text: str) -> tuple[str, ...]:
    """Return the words to search for, each once; signs alone are none, and a barcode written in groups is one."""
    if not text:
        return ()
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) >= MIN_BARCODE_DIGITS and re.fullmatch("[0-9]+", digits):
        return (digits,)
    return tuple(dict.fromkeys(word for word in text.split() if any(character.isalnum() for character in word)))


def parse_string_list(value: object, *, limit: int = 50) -> tuple[str, ...]:
    """Return up to `limit` distinct texts of an untrusted list; values of other types are skipped."""
    if not isinstance(value, list):
        return ()
    texts = dict.fromkeys(truncate_text(item) for item in value if isinstance(item, str))
    return tuple(text for text in texts if text)[:limit]
