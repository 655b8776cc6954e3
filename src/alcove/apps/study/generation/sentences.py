"""Sentences of passages that make cloze texts, and the terms in them that are worth a question.

A term is rare: what its passage says often and other passages seldom. The same passages always give the same terms.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from alcove.apps.study.generation.model import Passage
from alcove.apps.study.generation.unspaced import (
    has_kana,
    has_unspaced_length,
    is_unspaced,
    list_spans,
    separate_sentences,
)
from alcove.apps.study.passage_search import is_stop_word, weigh_word

FEWEST_WORDS: Final = 6
MOST_WORDS: Final = 40
LONGEST_SENTENCE: Final = 400
SHORTEST_TERM: Final = 4
_SHORTEST_DENSE_TERM: Final = 2
_DENSE: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose characters are syllables or words."""
_LONGEST_TERM: Final = 40
_NAME_BONUS: Final = 1.3
_NUMBER: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,4})*%?")
_SENTENCE: Final = re.compile(r"(?<=[.!?\u2026\u061f\u06d4\u0964])[\"'\u201d\u00bb)]*\s+|\n{2,}")
_END: Final = re.compile("[.!\u2026\u06d4\u0964\u3002\uff01\uff61][\"'\u201d\u2019\u00bb)\u300d\u300f\uff09\u3011]*$")
_UNSUITABLE: Final = re.compile("[<>{}\\[\\]|\\\\_`\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f]|://")
"""Signs of markup, addresses, code and hidden text: such a sentence is no statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a sentence, whose place is `text[start:end]`; `word` is what makes two terms the same."""

    text: str
    word: str
    start: int
    end: int

    @property
    def shape(self) -> str:
        """The kind of word that can stand in its place: number, name, word, or a term of a script without spaces."""
        if _NUMBER.fullmatch(self.text):
            return "number"
        if is_unspaced(self.text):
            return "unspaced"
        return "name" if self.text[0].isupper() else "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its terms, the rarest first."""

    text: str
    words: frozenset[str]
    terms: Sequence[Term]


def list_sentences(passages: Sequence[Passage]) -> Sequence[Sequence[Sentence]]:
    """Return the suitable sentences of every passage, those with the rarest terms first."""
    counts = [Counter(term.word for term in _split_words(passage.content)) for passage in passages]
    spread_of = Counter(word for count in counts for word in count)
    return [
        _rank(passage, _weigh(count, spread_of, total=len(passages)))
        for passage, count in zip(passages, counts, strict=True)
    ]


def _weigh(count: Mapping[str, int], spread_of: Mapping[str, int], *, total: int) -> Mapping[str, float]:
    """Return the weight of the words of a passage: often here, seldom elsewhere, and seldom in any text."""
    return {
        word: (1 + log(number) / 2) * log(1 + total / spread_of[word]) * weigh_word(word)
        for word, number in count.items()
    }


def _rank(passage: Passage, weights: Mapping[str, float]) -> Sequence[Sentence]:
    ranked = []
    for position, text in enumerate(_split_sentences(passage.content)):
        words = list(_split_words(text))
        if not _is_suitable(text, words):
            continue
        scores = dict(_score_terms(words, weights))
        if scores:
            terms = sorted(scores, key=lambda term: (-scores[term], term.start))
            sentence = Sentence(text=text, words=frozenset(word.word for word in words), terms=terms)
            ranked.append((-scores[terms[0]], position, sentence))
    return [sentence for _, _, sentence in sorted(ranked, key=lambda entry: entry[:2])]


def _split_sentences(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _SENTENCE.split(separate_sentences(text)))
    return [part for part in parts if part]


def _is_suitable(text: str, words: Sequence[Term]) -> bool:
    has_length = has_unspaced_length(text) if is_unspaced(text) else FEWEST_WORDS <= len(words) <= MOST_WORDS
    if not has_length or len(text) > LONGEST_SENTENCE:
        return False
    return not (text[0].islower() or _UNSUITABLE.search(text)) and _END.search(text) is not None


def _score_terms(words: Sequence[Term], weights: Mapping[str, float]) -> Iterator[tuple[Term, float]]:
    """Yield the words that can be asked for: rare ones that the rest of the sentence does not repeat."""
    repeated = Counter(term.word for term in words)
    for number, term in enumerate(words):
        is_number, is_dense = term.shape == "number", _DENSE.match(term.text) is not None
        # The first word has a capital letter in any case.
        if number == 0 and not (is_number or is_dense):
            continue
        is_long = (_SHORTEST_DENSE_TERM if is_dense else SHORTEST_TERM) <= len(term.text) <= _LONGEST_TERM
        if repeated[term.word] > 1 or is_stop_word(term.word) or not (is_number or (is_long and _has_letters(term))):
            continue
        bonus = _NAME_BONUS if term.shape == "name" else 1.0
        yield term, weights.get(term.word, 0.0) * bonus


def _has_letters(term: Term) -> bool:
    return all(unicodedata.category(letter)[0] in "LM" or letter in "-'\u2019" for letter in term.text)


def _split_words(text: str) -> Iterator[Term]:
    """Yield the words of a text without punctuation at their ends; in Chinese and Japanese its terms."""
    if is_unspaced(text):
        for start, end in list_spans(text, is_japanese=has_kana(text)):
            yield _make_term(text, slice(start, end))
        return
    for match in re.finditer(r"\S+", text):
        start, end = match.span()
        while start < end and not _is_word_part(text[start]):
            start += 1
        while start < end and not _is_word_part(text[end - 1]):
            end -= 1
        if start < end:
            yield _make_term(text, slice(start, end))


def _make_term(text: str, span: slice) -> Term:
    word = unicodedata.normalize("NFKC", text[span]).casefold()
    return Term(text=text[span], word=word, start=span.start, end=span.stop)


def _is_word_part(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN" or letter == "%"
