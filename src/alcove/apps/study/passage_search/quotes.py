"""Quotes: the sentences of a passage that fit a question best."""

import re
from collections.abc import Callable, Sequence
from typing import Final

LONGEST_QUOTE: Final = 400
"""Characters of a quote."""

MOST_SENTENCES: Final = 3
_END: Final = re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s+|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:[A-ZÄÖÜ]|e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Fig|ca|bzw|z\.\s?B|d\.\s?h|u\.\s?a|usw|Nr|Abb|vgl|Jh)|\d)\.$"
)
"""Ends of a text that are an abbreviation or an ordinal number, not the end of a sentence."""


def split_sentences(text: str) -> Sequence[tuple[int, int]]:
    """Return the sentences of a text as pairs of start and end."""
    spans, start = [], 0
    for match in _END.finditer(text):
        is_line = "\n" in match.group()
        if not is_line and _SHORT.search(text, max(start, match.start() - 12), match.start()):
            continue
        spans.append((start, match.start() + len(match.group().rstrip())))
        start = match.end()
    spans.append((start, len(text)))
    return [(first, last) for first, last in spans if text[first:last].strip()]


def find_quote(text: str, *, rate: Callable[[str], float]) -> str:
    """Return one to three neighbouring sentences of a text, verbatim: the best rated, with neighbours that add to it."""
    spans = split_sentences(text)
    if not spans:
        return ""
    rates = [rate(text[first:last]) for first, last in spans]
    best = max(range(len(spans)), key=lambda place: (rates[place], -place))
    first = last = best
    while last - first + 1 < MOST_SENTENCES:
        nearby = [place for place in (last + 1, first - 1) if 0 <= place < len(spans)]
        place = max(nearby, key=lambda place: rates[place], default=None)
        if place is None or not rates[place]:
            break
        low, high = min(first, place), max(last, place)
        if spans[high][1] - spans[low][0] > LONGEST_QUOTE:
            break
        first, last = low, high
    return _shorten(text[spans[first][0] : spans[last][1]])


def _shorten(quote: str) -> str:
    """Return the start of a quote that is too long, up to the end of a word where there is one."""
    if len(quote) <= LONGEST_QUOTE:
        return quote
    start = quote[:LONGEST_QUOTE]
    head, _, _ = start.rpartition(" ")
    return head if len(head) > LONGEST_QUOTE // 2 else start
