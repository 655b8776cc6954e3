"""Quotes: the sentences of a passage that fit a question best."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from alcove.apps.study.passage_search.words import split_words

LONGEST_QUOTE: Final = 400
"""Characters of a quote."""

MOST_SENTENCES: Final = 3
_END: Final = re.compile(r"(?<=[.!?…\u3002])[\"'”\u2019»)\]]*\s+|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:[^\W\d_]|e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Fig|ca|bzw|z\.\s?B|d\.\s?h|u\.\s?a|usw|Nr|Abb|vgl|Jh)|\d)\.$"
)
"""Ends of a text that are an abbreviation or an ordinal number, not the end of a sentence."""


class WordRating:
    """Rates sentences by the weights of the words that they have, also in another form."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        # Forms of a word differ in their end: no index is needed to compare a few sentences.
        self._starts = {word[: max(4, len(word) - 2)]: weight for word, weight in weights.items()}

    def rate(self, sentence: str) -> float:
        """Return the sum of the weights of the words in a sentence."""
        own = set(split_words(sentence))
        return sum(
            weight
            for start, weight in self._starts.items()
            if start in own or (len(start) > 3 and any(word.startswith(start) for word in own))
        )


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
    """Return one to three neighbouring sentences of a text, verbatim: the best and what adds to it."""
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
