"""Parses, validates, converts and finds ISBN-10 and ISBN-13."""

import re
import unicodedata
from typing import Final

_DASHES: Final = re.compile("[\\s\u00ad\u2010-\u2015\u2212-]")
_DASH: Final = "[\u00ad\u2010-\u2015\u2212-]"
_IN_TEXT: Final = re.compile(
    rf"""(?<![\w.-])(?:(?:urn:)?isbn(?:{_DASH}?1[03])?[:\s]*)?
    (?P<number>97[89](?:(?:{_DASH}|\s)?\d){{10}}                      # thirteen digits
    |\d(?:{_DASH}?\d){{8}}{_DASH}?[\dXx]                             # ten digits, alone or with hyphens
    |\d{{1,5}}\s\d{{1,7}}\s\d{{1,7}}\s[\dXx])                    # ten digits in four groups
    (?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
MAX_TEXT: Final = 1000
"""Number of characters of a text in which ISBNs are searched for."""
_PREFIX: Final = re.compile(r"^(?:urn:)?(?:isbn(?:-1[03])?)?[:\s]*", re.IGNORECASE)


def isbn13(text: str) -> str:
    """Return the ISBN-13 of an ISBN of either length, '' when it is invalid."""
    if len(text) > 60:
        return ""
    plain = _DASHES.sub("", _PREFIX.sub("", text.strip())).upper()
    if len(plain) == 10:
        return _convert_isbn10(plain)
    if len(plain) != 13 or not _is_digits(plain) or plain[:3] not in ("978", "979"):
        return ""
    return plain if _check_13(plain[:12]) == plain[12] else ""


def isbn10(text: str) -> str:
    """Return the ISBN-10 of an ISBN, '' when it has none."""
    long = isbn13(text)
    return long[3:12] + _check_10(long[3:12]) if long.startswith("978") else ""


def isbn_forms(number: str) -> tuple[str, ...]:
    """Return an ISBN as ISBN-13 and, if there is one, as ISBN-10."""
    return tuple(form for form in (isbn13(number), isbn10(number)) if form)


def extract_isbns(text: str) -> tuple[tuple[str, ...], str]:
    """Return the valid ISBNs in a text as ISBN-13, and the text without them and without their label.

    They may have hyphens, or spaces between their groups; other numbers stay in the text.
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        number = isbn13(match.group("number"))
        if not number:
            return match.group()
        found.append(number)
        return " "

    rest = _IN_TEXT.sub(take, unicodedata.normalize("NFKC", text)) if len(text) <= MAX_TEXT else text
    if not found:
        return (), text
    has_words = any(letter.isalnum() for letter in rest)
    return tuple(dict.fromkeys(found)), " ".join(rest.split()) if has_words else ""


def _convert_isbn10(plain: str) -> str:
    if not _is_digits(plain[:9]) or plain[9] != _check_10(plain[:9]):
        return ""
    twelve = "978" + plain[:9]
    return twelve + _check_13(twelve)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _check_13(twelve: str) -> str:
    return str(-sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(twelve)) % 10)


def _check_10(nine: str) -> str:
    rest = -sum(int(sign) * (10 - place) for place, sign in enumerate(nine)) % 11
    return "X" if rest == 10 else str(rest)
