"""The quality of an answer, by simple signs in its text."""

import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

GOOD: Final = 0.7
POOR: Final = 0.5
MIN_LENGTH: Final = 100
MAX_LENGTH: Final = 3000
MAX_WORD: Final = 8
"""Letters of a word on average."""
MIN_LETTERS: Final = 4
"""Letters of a word that counts as one of the question's."""
MIN_OVERLAP: Final = 0.3
_SOURCES: Final = ("according to", "research shows", "studies indicate")
_NEXT_STEPS: Final = ("next", "further", "practice", "try", "consider")
_LINKS: Final = ("first", "then", "however", "therefore", "because")
_EXAMPLES: Final = ("example", "instance", "such as")
_AIMS: Final = ("learn", "understand", "master")
_DEMONSTRATIONS: Final = ("example", "instance", "demonstrate")
_THOUGHTS: Final = ("why", "how", "what if", "consider", "analyze")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Advice:
    issue: str
    suggestion: str


_ADVICE: Final[Mapping[str, _Advice]] = {
    "accuracy": _Advice(
        issue="The answer names few sources, or is far from the question",
        suggestion="Compare the answer with a textbook, and ask for sources",
    ),
    "completeness": _Advice(
        issue="The answer is short or long, or names no next step",
        suggestion="Ask for the missing parts and for an exercise",
    ),
    "clarity": _Advice(
        issue="The answer has long words, or few links and examples", suggestion="Ask for simpler words and an example"
    ),
    "educationalValue": _Advice(
        issue="The answer leaves little to think about", suggestion="Ask why it is so, and for an example of your own"
    ),
}


def rate_quality(question: str, answer: str) -> Mapping[str, Any]:
    """Return overall score, breakdown, recommendations and confidence; numbers from 0 to 1 with two decimals."""
    scores = rate_criteria(question, answer)
    values = list(scores.values())
    return {
        "overall": round(sum(values) / len(values), 2),
        "breakdown": [{"name": name, "value": round(value, 2)} for name, value in scores.items()],
        "recommendations": [_recommend(name, value) for name, value in scores.items() if value < GOOD],
        "confidence": round(max(0.0, 1 - (max(values) - min(values))), 2),
    }


def rate_criteria(question: str, answer: str) -> Mapping[str, float]:
    """Return the share of three tests that an answer passes, for each criterion."""
    text = answer.lower()
    words = split_words(text)
    mean_length = sum(map(len, words)) / len(words) if words else 0
    tests: Mapping[str, Sequence[bool]] = {
        "accuracy": (_has_any(text, _SOURCES), not _has_slip(text), _overlaps(question.lower(), words)),
        "completeness": (True, MIN_LENGTH <= len(answer) <= MAX_LENGTH, _has_any(text, _NEXT_STEPS)),
        "clarity": (mean_length <= MAX_WORD, _has_any(text, _LINKS), _has_any(text, _EXAMPLES)),
        "educationalValue": (_has_any(text, _AIMS), _has_any(text, _DEMONSTRATIONS), _has_any(text, _THOUGHTS)),
    }
    return {name: sum(passed) / len(passed) for name, passed in tests.items()}


def split_words(text: str) -> list[str]:
    """Return what white space separates, without punctuation at the ends."""
    return [word for part in text.split() if (word := _strip(part))]


def _strip(word: str) -> str:
    start, end = 0, len(word)
    while start < end and _is_punctuation(word[start]):
        start += 1
    while end > start and _is_punctuation(word[end - 1]):
        end -= 1
    return word[start:end]


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def _has_any(text: str, phrases: Sequence[str]) -> bool:
    return any(phrase in text for phrase in phrases)


def _has_slip(text: str) -> bool:
    """Return whether a text has "their are", or "there are" without white space behind it."""
    return "their are" in text or any(not part[:1].isspace() for part in text.split("there are")[1:])


def _overlaps(question: str, words: Sequence[str]) -> bool:
    count = len(split_words(question))
    shared = sum(len(word) >= MIN_LETTERS and word in question for word in words)
    return count > 0 and shared / count >= MIN_OVERLAP


def _recommend(name: str, value: float) -> Mapping[str, str]:
    advice = _ADVICE[name]
    priority = "high" if value < POOR else "medium"
    return {"criterion": name, "issue": advice.issue, "suggestion": advice.suggestion, "priority": priority}
