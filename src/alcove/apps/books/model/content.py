"""Content labels such as fiction or comic book: parsed from requests, matched, and detected from subjects."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from alcove.apps.books.model.book import (
    AUDIOBOOK,
    COMIC,
    FICTION,
    MAGAZINE,
    MUSICAL_SCORE,
    NON_FICTION,
    OTHER,
    STANDARDS,
    UNKNOWN,
)

LABELS: Final = {
    "book_fiction": FICTION,
    "book_nonfiction": NON_FICTION,
    "book_unknown": UNKNOWN,
    "magazine": MAGAZINE,
    "book_comic": COMIC,
    "standards_document": STANDARDS,
    "musical_score": MUSICAL_SCORE,
    "audiobook": AUDIOBOOK,
    "other": OTHER,
}
"""The content label for each word that a request may use."""

_BOOKS: Final = frozenset({FICTION, NON_FICTION, UNKNOWN, COMIC})
_COMIC: Final = re.compile(r"\b(?:comics?|comic books?|graphic novels?|manga)\b")
_MUSIC: Final = re.compile(r"\b(?:musical scores?|scores|sheet music)\b")
_MAGAZINE: Final = re.compile(r"\b(?:periodicals?|magazines?)\b")
_NON_FICTION: Final = re.compile(
    r"\b(?:non-?fiction|biograph\w*|autobiograph\w*|history|essays?|philosophy|science|travel|description and travel|"
    r"cookbooks?|cooking|handbooks?|manuals?|textbooks?|correspondence|diaries|politics|economics|religion|sermons|"
    r"criticism|dictionaries|encyclopedias?|grammar|mathematics|psychology)\b"
)
_FICTION: Final = re.compile(
    r"\b(?:fiction|novels?|short stories|fairy tales|fantasy|adventure stories|love stories|ghost stories|"
    r"detective and mystery stories|tales|romances?|plays|drama|poetry)\b"
)

_NOT_FICTION: Final = re.compile(r"\bnon-?\s?fiction\b|.*\b(?:criticism|bibliography)\b.*")
"""Subjects about fiction that are not fiction: "English fiction -- History and criticism"."""


def parse_label(word: str) -> str:
    """Return the label for a word of a request, which may be a label itself; '' for an unknown word."""
    plain = word.strip().lower()
    return LABELS.get(plain, plain if plain in LABELS.values() else "")


def parse_labels(words: Iterable[str]) -> tuple[str, ...]:
    """Return the labels for the words of a request, without unknown words."""
    return tuple(dict.fromkeys(label for word in words if (label := parse_label(word))))


def matches_content(label: str, labels: Collection[str]) -> bool:
    """Return whether a book's label matches one of `labels`, if there are any; an unknown book matches every book."""
    if not labels or label in labels:
        return True
    if "audiobook" in label.lower():
        return AUDIOBOOK in labels
    return label in ("", UNKNOWN) and bool(_BOOKS & set(labels))


def detect_content(subjects: Iterable[str]) -> str:
    """Return the label that a book's subjects indicate, UNKNOWN when they indicate none."""
    words = " | ".join(subjects).lower()
    if _COMIC.search(words):
        return COMIC
    if _MUSIC.search(words):
        return MUSICAL_SCORE
    if _MAGAZINE.search(words):
        return MAGAZINE
    if any(_FICTION.search(_NOT_FICTION.sub("", subject)) for subject in words.split(" | ")):
        return FICTION
    return NON_FICTION if _NON_FICTION.search(words) else UNKNOWN
