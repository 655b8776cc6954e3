"""The arithmetic of quality, computed a second time in another way."""

import random
import re
from fractions import Fraction
from typing import Any, Final

import pytest

from alcove.apps.study.ai_functions.quality import rate_quality

QUESTION: Final = "Why are prime numbers important, and how do we find them?"
PARTS: Final = (
    "According to Euclid", "research shows", "their are", "there are many", "there are.", "prime numbers matter",
    "next", "further", "Practice!", "consider this", "first", "therefore", "because", "(for example)", "such as 2",
    "an instance", "learn", "understanding", "mastery", "we demonstrate", "what if", "analyze", "internationalization",
    "x " * 30, "Donaudampfschifffahrt " * 4, "a, b; c.", "...", "important.", "FIND", "", "word " * 700,
)  # fmt: skip
ADVICE_AT: Final = Fraction(7, 10)


def any_of(pattern: str, text: str) -> bool:
    """Return whether a pattern matches anywhere, whatever the case."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def score(question: str, answer: str) -> list[Fraction]:
    """Return the four scores, as the contract words them."""
    edges = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    words = [word for word in (part.strip(edges) for part in answer.lower().split()) if word]
    question_words = [word for word in (part.strip(edges) for part in question.lower().split()) if word]
    shared = [word for word in words if len(word) > 3 and word in question.lower()]
    lengths = [len(word) for word in words]
    tests = [
        (
            any_of("according to|research shows|studies indicate", answer),
            not any_of(r"their are|there are(?!\s)", answer),
            bool(question_words) and Fraction(len(shared), len(question_words)) >= Fraction(3, 10),
        ),
        (True, 100 <= len(answer) <= 3000, any_of("next|further|practice|try|consider", answer)),
        (
            not words or Fraction(sum(lengths), len(lengths)) <= 8,
            any_of("first|then|however|therefore|because", answer),
            any_of("example|instance|such as", answer),
        ),
        (
            any_of("learn|understand|master", answer),
            any_of("example|instance|demonstrate", answer),
            any_of("why|how|what if|consider|analyze", answer),
        ),
    ]
    return [Fraction(sum(passed), 3) for passed in tests]


def describe(scores: list[Fraction]) -> dict[str, Any]:
    """Return the numbers of a quality."""
    names = ("accuracy", "completeness", "clarity", "educationalValue")
    low = [(name, "high" if value < Fraction(1, 2) else "medium") for name, value in zip(names, scores, strict=True)
           if value < ADVICE_AT]  # fmt: skip
    return {
        "overall": float(sum(scores) / 4),
        "values": list(zip(names, map(float, scores), strict=True)),
        "confidence": float(max(Fraction(0), 1 - (max(scores) - min(scores)))),
        "low": low,
    }


@pytest.mark.parametrize("seed", range(30))
def test_thirty_random_answers_have_the_same_quality_twice(seed: int) -> None:
    """Every number within the rounding to two decimals; one recommendation for each score below 0.7."""
    rng = random.Random(seed)  # noqa: S311 - answers of a test
    answer = " ".join(rng.choices(PARTS, k=rng.randrange(0, 12)))
    expected, rated = describe(score(QUESTION, answer)), rate_quality(QUESTION, answer)
    assert rated["overall"] == pytest.approx(expected["overall"], abs=0.0051)
    assert rated["confidence"] == pytest.approx(expected["confidence"], abs=0.0051)
    assert [part["name"] for part in rated["breakdown"]] == [name for name, _ in expected["values"]]
    for part, (_, value) in zip(rated["breakdown"], expected["values"], strict=True):
        assert part["value"] == pytest.approx(value, abs=0.0051)
    assert [(advice["criterion"], advice["priority"]) for advice in rated["recommendations"]] == expected["low"]
    assert all(advice["issue"] and advice["suggestion"] for advice in rated["recommendations"])
    assert set(rated) == {"overall", "breakdown", "recommendations", "confidence"}
