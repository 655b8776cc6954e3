"""Languages: the list of the menus, and the mapping of all spellings in catalogues to one code."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from alcove.apps.books.model.iso639 import MENU_LANGUAGES, OTHER_LANGUAGES


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the menus."""

    code: str
    name: str


LANGUAGES: Final = tuple(Language(code, name) for code, name, _ in MENU_LANGUAGES)
"""The languages of the menus, in their order."""

DEFAULT: Final = "en"
_SEPARATORS: Final = re.compile(r"[,;/|]| and ")
_DASHES: Final = re.compile("[_\u2010\u2011\u2012\u2013]")
_NAMES: Final = {
    **{name.lower(): code for code, name, _ in (*OTHER_LANGUAGES, *MENU_LANGUAGES)},
    "bengali": "bn", "mandarin": "zh", "castilian": "es", "flemish": "nl", "tagalog": "fil", "bokm\u00e5l": "no",
    "nynorsk": "no", "persian": "fa", "farsi": "fa", "greek, modern": "el", "modern greek": "el", "slovene": "sl",
    "uighur": "ug", "kirghiz": "ky", "indonesian language": "id", "chinese (traditional)": "zh-Hant",
}  # fmt: skip
_CODES: Final = {
    **{other: code for code, _, others in (*OTHER_LANGUAGES, *MENU_LANGUAGES) for other in others.split()},
    **{code.lower(): code for code, _, _ in (*OTHER_LANGUAGES, *MENU_LANGUAGES)},
    # Obsolete library codes, and written standards of one language.
    "nb": "no", "nn": "no", "nob": "no", "nno": "no", "tl": "fil", "tgl": "fil", "iw": "he", "in": "id", "ji": "yi",
    "scr": "hr", "scc": "sr", "iri": "ga", "esp": "eo", "tag": "fil", "cmn": "zh", "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zho-hant": "zh-Hant", "chi-hant": "zh-Hant",
}  # fmt: skip
_MARC: Final = {code: others.split() for code, _, others in (*OTHER_LANGUAGES, *MENU_LANGUAGES)}
_UNDETERMINED: Final = frozenset({"und", "mul", "mis", "zxx", "xx", "unknown", "undetermined", "multiple"})


def parse_code(text: str) -> str:
    """Return the code of a language in any spelling, such as `en-GB`, `ENG`, `ger` or `French`; '' for no language.

    A code that is not in the table is returned as it is.
    """
    plain = _DASHES.sub("-", text.strip().lower()).removeprefix("/languages/")
    if not plain or len(plain) > 60 or plain in _UNDETERMINED:
        return ""
    first = plain.partition("-")[0]
    script = "-".join(plain.split("-")[:2])
    known = _CODES.get(plain) or _CODES.get(script) or _CODES.get(first) or _NAMES.get(plain)
    if known:
        return known
    is_code = first.isascii() and first.isalpha() and len(first) in (2, 3) and first not in _UNDETERMINED
    return first if is_code and (len(plain) == len(first) or plain[len(first)] == "-") else ""


def parse_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of all languages in texts, each of which may name several."""
    found = [code for text in texts for part in _split(text) if (code := parse_code(part))]
    return tuple(dict.fromkeys(found))


def join_codes(texts: Iterable[str]) -> str:
    """Return languages as in `Book.language`: codes separated by commas."""
    return ",".join(parse_codes(texts))


def known_codes(texts: Iterable[str], *, default: str = DEFAULT) -> tuple[str, ...]:
    """Return the codes of those languages that are in the menus; the default when there is none."""
    menu_codes = {language.code for language in LANGUAGES}
    codes = tuple(code for code in parse_codes(texts) if code in menu_codes)
    return codes or ((default,) if default else ())


def marc_codes(code: str) -> tuple[str, ...]:
    """Return the library codes of a language: `ger` and `deu` for `de`."""
    return tuple(_MARC.get(parse_code(code), ()))


def language_name(code: str) -> str:
    """Return the English name of a language, '' when it is unknown."""
    found = parse_code(code)
    return next((name for one, name, _ in (*MENU_LANGUAGES, *OTHER_LANGUAGES) if one == found), "")


def two_letter_code(code: str) -> str:
    """Return the two-letter code of a language, '' when there is none."""
    found = "tl" if parse_code(code) == "fil" else parse_code(code).partition("-")[0]
    return found if len(found) == 2 else ""


def overlaps(book_languages: str, wanted: Iterable[str]) -> bool:
    """Return whether a book has a wanted language, ignoring regions; an unknown or no wanted language matches."""
    available = {code.partition("-")[0] for code in parse_codes(book_languages.split(","))}
    accepted = {code.partition("-")[0] for code in parse_codes(wanted)}
    return not available or not accepted or bool(available & accepted)


def _split(text: str) -> list[str]:
    # A name may contain a separator: "Greek, Modern".
    return [text] if parse_code(text) else _SEPARATORS.split(text)
