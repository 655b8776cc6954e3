"""Languages: the table of the menus, and every way in which catalogues write a language, mapped to one code."""

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
    # Codes that libraries have given up, and written norms of one language.
    "nb": "no", "nn": "no", "nob": "no", "nno": "no", "tl": "fil", "tgl": "fil", "iw": "he", "in": "id", "ji": "yi",
    "scr": "hr", "scc": "sr", "iri": "ga", "esp": "eo", "tag": "fil", "cmn": "zh", "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zho-hant": "zh-Hant", "chi-hant": "zh-Hant",
}  # fmt: skip
_MARC: Final = {code: others.split() for code, _, others in (*OTHER_LANGUAGES, *MENU_LANGUAGES)}
_UNDETERMINED: Final = frozenset({"und", "mul", "mis", "zxx", "xx", "unknown", "undetermined", "multiple"})


def parse_code(text: str) -> str:
    """Return the code of a language however it is written: `en-GB`, `ENG`, `ger`, `French`; '' for what is none.

    A code that is not in the table is still told apart from those that are.
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
    """Return the codes of languages, of which one text may name several."""
    found = [code for text in texts for part in _split(text) if (code := parse_code(part))]
    return tuple(dict.fromkeys(found))


def join_codes(texts: Iterable[str]) -> str:
    """Return languages as a book's row tells them: codes with a comma between."""
    return ",".join(parse_codes(texts))


def known_codes(texts: Iterable[str], *, default: str = DEFAULT) -> tuple[str, ...]:
    """Return the codes of the table among what somebody set, in the table's spelling; the default for none."""
    ours = {language.code for language in LANGUAGES}
    found = tuple(code for code in parse_codes(texts) if code in ours)
    return found or ((default,) if default else ())


def marc_codes(code: str) -> tuple[str, ...]:
    """Return how libraries write a language: `ger` and `deu` for `de`."""
    return tuple(_MARC.get(parse_code(code), ()))


def language_name(code: str) -> str:
    """Return a language's English name, '' when it is not known."""
    found = parse_code(code)
    return next((name for one, name, _ in (*MENU_LANGUAGES, *OTHER_LANGUAGES) if one == found), "")


def two_letter_code(code: str) -> str:
    """Return the two-letter code by which catalogues of two-letter codes know a language; '' when there is none."""
    found = "tl" if parse_code(code) == "fil" else parse_code(code).partition("-")[0]
    return found if len(found) == 2 else ""


def overlaps(has: str, wanted: Iterable[str]) -> bool:
    """Tell whether a book's languages are among the wanted ones; an unknown language is, and regions do not count."""
    there = {code.partition("-")[0] for code in parse_codes(has.split(","))}
    langs = {code.partition("-")[0] for code in parse_codes(wanted)}
    return not there or not langs or bool(there & langs)


def _split(text: str) -> list[str]:
    # A name may hold a separator itself, as "Greek, Modern" does.
    return [text] if parse_code(text) else _SEPARATORS.split(text)
