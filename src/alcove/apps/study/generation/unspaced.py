"""Sentences and terms of Chinese and Japanese texts, which have no spaces between words.

Without a dictionary a term is a run of one script: katakana, or two to six characters between words that only hold a
sentence together.
"""

import re
from typing import Final

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\u3005"
_KATAKANA: Final = "\u30a1-\u30fa\u30fc"
_KANA: Final = "\u3041-\u30ff"
_LATIN: Final = "0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_UNSPACED: Final = re.compile(f"[{_HAN}{_KANA}]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_PARTICLES: Final = "的了是在和与及或而把被从对为于以由将也都就还又很这那其此们着所但若则因并且"
"""Chinese characters that mostly stand between the words that are worth a question."""
_TERM: Final = re.compile(f"[{_KATAKANA}]{{2,}}|[{_HAN}]+|[{_LATIN}]+(?:[.,][{_LATIN}]+)*%?")
_SPLIT: Final = re.compile(f"[{_PARTICLES}]")
_END: Final = re.compile(r"([\u3002\uff01\uff1f\uff61][\u300d\u300f\uff09\u3011\u201d\u2019]*)\s*")
_SHORTEST: Final = 2
_LONGEST: Final = 6
_FEWEST_LETTERS: Final = 10
_MOST_LETTERS: Final = 120


def is_unspaced(text: str) -> bool:
    """Return whether a text is mostly in Chinese or Japanese."""
    return len(_UNSPACED.findall(text)) * 2 > len(_LETTER.findall(text))


def has_unspaced_length(text: str) -> bool:
    """Return whether a sentence in Chinese or Japanese is neither too short nor too long for a card."""
    return _FEWEST_LETTERS <= len(_LETTER.findall(text)) <= _MOST_LETTERS


def separate_sentences(text: str) -> str:
    """Return a text with a blank line after each full stop of full width, which needs no space after it."""
    return _END.sub(r"\1\n\n", text)


def list_spans(text: str, *, is_japanese: bool) -> list[tuple[int, int]]:
    """Return the places of the terms of a text."""
    spans = []
    for match in _TERM.finditer(text):
        start, end = match.span()
        if is_japanese or not _UNSPACED.match(text, start):
            spans.append((start, end))
            continue
        for separator in [*_SPLIT.finditer(text, start, end), None]:
            stop = separator.start() if separator else end
            spans.append((start, stop))
            start = separator.end() if separator else end
    return [(start, end) for start, end in spans if start < end and _is_term(text, start=start, end=end)]


def has_kana(text: str) -> bool:
    """Return whether a text is Japanese, whose words in Han characters are separated by kana."""
    return re.search(f"[{_KANA}]", text) is not None


def _is_term(text: str, *, start: int, end: int) -> bool:
    is_han = _UNSPACED.match(text, start) is not None and not re.match(f"[{_KATAKANA}]", text[start])
    return not is_han or _SHORTEST <= end - start <= _LONGEST
