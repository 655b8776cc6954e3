"""Cleans the texts of catalogues once, where they enter, and folds texts for comparison."""

import html
import re
import unicodedata
from typing import Final

MAX_TITLE: Final = 500
MAX_AUTHOR: Final = 300
MAX_OTHER: Final = 1000
_TAG: Final = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z!][^<>]*>", re.DOTALL | re.IGNORECASE
)
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_INVISIBLE: Final = ("Cc", "Cs", "Co", "Cn")
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "þ": "th"}
)
_PARTICLES: Final = frozenset(
    {"al", "ap", "ben", "bin", "da", "dal", "de", "del", "della", "der", "des", "di", "dos", "du", "el", "ibn", "la",
     "le", "los", "mac", "saint", "san", "st", "ten", "ter", "van", "vander", "von", "zu", "zur"}
)  # fmt: skip
"""Words that a last name of several words begins with."""
_SUFFIXES: Final = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "phd", "ph d", "md", "m d", "esq", "inc", "ltd", "llc", "gmbh", "co", "corp"}
)
"""Words after a comma that are an addition to the name, and no first name."""
MAX_INPUT: Final = 100_000
"""Characters of a text that are processed at most; a hostile text must not cost time."""


def clean_text(text: str, *, limit: int = MAX_OTHER, html_in: bool = False) -> str:
    """Return a text on one line, without tags, entities, control characters and direction marks."""
    text = text[:MAX_INPUT]
    if html_in or "<" in text or "&" in text:
        # Entities may contain tags, and tags entities: real catalogues need both removed twice.
        text = _TAG.sub(" ", html.unescape(_TAG.sub(" ", text)))
    spaced = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _is_visible(letter))
    return " ".join(spaced.split())[:limit].rstrip()


def fold_text(text: str) -> str:
    """Return a text without case, accents and punctuation, for comparison."""
    # Twice, as Unicode defines caseless matching: the result of one step may have a case again.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    plain = plain.translate(_LETTERS)
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    # An apostrophe does not separate words: "Alice's" is one word in every catalogue.
    return " ".join("".join(_word_letter(letter) for letter in letters).split())


def split_words(text: str) -> list[str]:
    """Return the folded words to search for, without an "and" among others: catalogues also write "&"."""
    words = fold_text(text).split()
    return [word for word in words if word != "and"] or words


def first_name_first(name: str) -> str:
    """Return a name with its first name first: "Shelley, Mary" becomes "Mary Shelley"; further parts stay behind."""
    parts = [part for part in (part.strip() for part in name.split(",")) if part and not _is_life_dates(part)]
    if len(parts) < 2:
        return parts[0] if parts else ""
    last, first, *rest = parts
    return ", ".join([" ".join((_strip_expansion(first), last)).strip(), *rest])


def split_names(text: str, *, sort_name: str = "") -> list[str]:
    """Return the names in a text, each with its first name first: "Austen, Jane & Shelley, Mary" are two.

    A comma may also separate two people. It is read as that of "last, first" where the part before it is like a last
    name: a single word, or one with a particle; or where the catalogue's `sort_name` is the text itself.
    """
    parts = [part for part in re.split(r"\s*[;&]\s+|\s+&\s*", text) if part.strip()]
    if len(parts) > 1 and all("," in part or " " in part.strip() for part in parts):
        return [name for part in parts for name in split_names(part)]
    if text and text == sort_name:
        return [first_name_first(text)]
    last, comma, first = text.partition(",")
    if not (comma and fold_text(last) and fold_text(first)) or fold_text(first) in _SUFFIXES:
        return [text] if text else []
    is_single = " " not in last.strip()
    is_last_name = is_single or fold_text(last).split()[0] in _PARTICLES or " " not in first.strip()
    return [first_name_first(text)] if is_single or (is_last_name and "," not in first) else [text]


def _word_letter(letter: str) -> str:
    if letter in "'\u2019\u02bc":
        return ""
    return letter if letter.isalnum() else " "


def _is_visible(letter: str) -> bool:
    return letter not in _BIDI and unicodedata.category(letter) not in _INVISIBLE


def _is_life_dates(part: str) -> bool:
    return (
        re.fullmatch(r"(?:(?:b|d|ca|active)\.?\s*)?\d{3,4}\??\s*(?:[-\u2013]\s*(?:\d{3,4}\??)?)?\.?", part) is not None
    )


def _strip_expansion(first: str) -> str:
    """Return first names without a full form in parentheses: "H. G. (Herbert George)" becomes "H. G."."""
    return re.sub(r"\s*\([^()]*\)", "", first).strip()
