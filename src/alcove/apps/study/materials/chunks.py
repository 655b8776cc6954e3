"""Split a text into passages of about 120 words: verbatim, in order, at paragraphs and sentences where possible.

Form feeds end pages, as in the output of text converters; no passage goes over the end of a page. The same text always
gives the same passages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Span = tuple[int, int]
"""A place in a text: its start, and its end, which is no part of it."""
PAGE_END: Final = "\f"
TARGET: Final = 110
"""Words after which a passage takes no further paragraph."""
LIMIT: Final = 150
"""Most words of a passage: the embedding model reads about 256 pieces of words."""
TAIL: Final = 30
"""A last passage with fewer words joins the one before it, which then has up to LIMIT + TAIL."""
SECTION: Final = 40
"""Words after which a heading begins a new passage."""
_HEADING_WORDS: Final = 12
_HEADING_LETTERS: Final = 100

# Long words are several pieces for the model, and so is each character of scripts without spaces.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]{{1,12}}")
_SENTENCE_END: Final = re.compile(
    r"(?<![\s.]\w\.)(?<=[.!?\u2026])[\"'\u201c\u201d\u00bb)\]]*\s+|[\u3002\uff01\uff1f]|\n[^\S\n]*(?=[-*\u2022]\s)"
)
_LINE_END: Final = re.compile(r"\n")
_CLAUSE_END: Final = re.compile(r"[,;:]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A passage of a text, whose place is `text[start:end]`; `page` counts from 1, None in a text without pages."""

    content: str
    start: int
    page: int | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a page that is not split any more; `size` is in words."""

    start: int
    end: int
    size: int
    is_heading: bool = False


class _Group:
    """The pieces of one passage."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.size = 0
        self._has_text = False

    def add(self, piece: _Piece) -> None:
        """Append a piece."""
        self.pieces.append(piece)
        self.size += piece.size
        self._has_text |= not piece.is_heading

    def takes(self, piece: _Piece) -> bool:
        """Return whether the passage goes on with a piece."""
        if not self._has_text:
            return self.size + piece.size <= LIMIT + TAIL
        if piece.is_heading:
            return self.size < SECTION
        return self.size < TARGET and self.size + piece.size <= LIMIT

    def take_headings(self) -> "_Group":
        """Remove the headings at the end and return them: they begin the next passage."""
        taken = _Group()
        if not self._has_text:
            return taken
        count = len(self.pieces)
        while self.pieces[count - 1].is_heading:
            count -= 1
        for piece in self.pieces[count:]:
            taken.add(piece)
            self.size -= piece.size
        del self.pieces[count:]
        return taken


def split_text(text: str) -> list[Chunk]:
    """Return the passages of a text; their contents joined are the text without the white space between them."""
    has_pages = PAGE_END in text
    chunks = []
    for number, page in enumerate(_list_pages(text), start=1):
        for first, last in _split_page(text, page):
            chunks.append(Chunk(content=text[first:last], start=first, page=number if has_pages else None))
    return chunks


def count_pages(text: str) -> int | None:
    """Return how many pages a text has, None for one without pages."""
    if PAGE_END not in text:
        return None
    return text.count(PAGE_END) + (0 if not text.rpartition(PAGE_END)[2].strip() else 1)


def count_words(text: str) -> int:
    """Return the size of a text, in words of up to twelve characters."""
    return sum(1 for _ in _WORD.finditer(text))


def _list_pages(text: str) -> Iterator[Span]:
    start = 0
    while (end := text.find(PAGE_END, start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _split_page(text: str, page: Span) -> Iterator[Span]:
    first, last = _strip(text, page)
    if count_words(text[first:last]) <= LIMIT:
        return iter([(first, last)] if first < last else [])
    groups = [_Group()]
    for piece in _list_pieces(text, page):
        if groups[-1].pieces and not groups[-1].takes(piece):
            groups.append(groups[-1].take_headings())
        groups[-1].add(piece)
    return ((group.pieces[0].start, group.pieces[-1].end) for group in _join_tail(groups) if group.pieces)


def _join_tail(groups: list[_Group]) -> list[_Group]:
    if len(groups) > 1 and not groups[-1].pieces[0].is_heading:
        before, tail = groups[-2:]
        if tail.size < TAIL and before.size + tail.size <= LIMIT + TAIL:
            for piece in groups.pop().pieces:
                before.add(piece)
    return groups


def _list_pieces(text: str, page: Span) -> Iterator[_Piece]:
    """Yield the paragraphs of a page, those that are too long in parts."""
    for first, last in _list_paragraphs(text, page):
        size = count_words(text[first:last])
        if size <= LIMIT:
            yield _Piece(first, last, size, is_heading=_is_heading(text[first:last], size))
        else:
            yield from _split_long(text, (first, last), ends=(_SENTENCE_END, _LINE_END, _CLAUSE_END))


def _list_paragraphs(text: str, page: Span) -> Iterator[Span]:
    start, end = page
    first = last = -1
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        left, right = _strip(text, (start, stop))
        if left < right:
            first, last = left if first < 0 else first, right
        elif first >= 0:
            yield first, last
            first = -1
        start = stop + 1
    if first >= 0:
        yield first, last


def _split_long(text: str, span: Span, *, ends: Sequence["re.Pattern[str]"]) -> Iterator[_Piece]:
    """Yield the parts of a text at the first kind of ends; those that are still too long at the next, or at words."""
    if not ends:
        yield from _split_words(text, span)
        return
    places = [span[0], *(found.end() for found in ends[0].finditer(text, *span)), span[1]]
    for part in pairwise(places):
        left, right = _strip(text, part)
        size = count_words(text[left:right])
        if size > LIMIT:
            yield from _split_long(text, (left, right), ends=ends[1:])
        elif size:
            yield _Piece(left, right, size)


def _split_words(text: str, span: Span) -> Iterator[_Piece]:
    first, size, last = span[0], 0, span[0]
    for word in _WORD.finditer(text, *span):
        if size == TARGET:
            yield _Piece(first, last, size)
            first, size = word.start(), 0
        size, last = size + 1, word.end()
    yield _Piece(first, last, size)


def _strip(text: str, span: Span) -> Span:
    """Return the place without the white space at its ends."""
    stripped = text[span[0] : span[1]].lstrip()
    left = span[1] - len(stripped)
    return left, left + len(stripped.rstrip())


def _is_heading(paragraph: str, size: int) -> bool:
    if "\n" in paragraph or len(paragraph) > _HEADING_LETTERS:
        return False
    if paragraph.startswith("#"):
        return True
    return size <= _HEADING_WORDS and paragraph[-1] not in ".!?:;,\u2026\u3002\"'\u201c\u201d\u00bb"
