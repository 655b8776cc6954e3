"""Text from outside, made fit for a column."""

import re
from typing import Final

MAX_LENGTH: Final = 255
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return the text without the blanks around it and without what PostgreSQL cannot store."""
    return _UNSTORABLE.sub("", text).strip()


def truncate_text(text: str) -> str:
    """Return the cleaned text, cut to what a column holds."""
    return clean_text(text)[:MAX_LENGTH].rstrip()


def parse_string_list(value: object, *, most: int = 50) -> tuple[str, ...]:
    """Return the distinct texts of a list from outside; whatever else is in it is left out."""
    if not isinstance(value, list):
        return ()
    found = dict.fromkeys(truncate_text(item) for item in value if isinstance(item, str))
    return tuple(text for text in found if text)[:most]
