"""Text from outside, made fit for a column."""

import re
from typing import Final

WIDTH: Final = 255
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without the blanks around it and without what PostgreSQL cannot store."""
    return _UNSTORABLE.sub("", text).strip()


def fit(text: str) -> str:
    """Return the cleaned text, cut to what a column holds."""
    return clean(text)[:WIDTH].rstrip()


def words(value: object, *, most: int = 50) -> tuple[str, ...]:
    """Return the distinct texts of a list from outside; whatever else is in it is left out."""
    if not isinstance(value, list):
        return ()
    found = dict.fromkeys(fit(item) for item in value if isinstance(item, str))
    return tuple(text for text in found if text)[:most]
