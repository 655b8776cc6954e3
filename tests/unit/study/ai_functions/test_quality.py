"""The quality of answers, rule by rule."""

from typing import Final

import pytest

from alcove.apps.study.ai_functions.quality import rate_criteria, rate_quality, split_words

QUESTION: Final = "What is photosynthesis in plants?"
NAMES: Final = ["accuracy", "completeness", "clarity", "educationalValue"]


def rate(name: str, answer: str, question: str = QUESTION) -> int:
    """Return how many of the three tests of a criterion an answer passes."""
    return round(3 * rate_criteria(question, answer)[name])


@pytest.mark.parametrize(
    ("name", "answer", "passed"),
    [
        ("accuracy", "", 1),
        ("accuracy", "ACCORDING TO a study", 2),
        ("accuracy", "research shows", 2),
        ("accuracy", "Studies indicate", 2),
        ("accuracy", "Their are two", 0),
        ("accuracy", "there are two", 1),
        ("accuracy", "there are, two", 0),
        ("accuracy", "here and there are", 0),
        ("accuracy", "there are two, there are\tthree", 1),
        ("accuracy", "“Photosynthesis” feeds plants.", 2),
        ("accuracy", "Photosynthesis only", 1),
        ("accuracy", "what is in it", 1),
        ("completeness", "x" * 99, 1),
        ("completeness", "x" * 100, 2),
        ("completeness", "x" * 3000, 2),
        ("completeness", "x" * 3001, 1),
        ("completeness", "Try", 2),
        ("completeness", "country", 2),
        ("clarity", "", 1),
        ("clarity", "incomprehensibility", 0),
        ("clarity", "Then it ends", 2),
        ("clarity", "Such as these", 2),
        ("clarity", "therefore, for instance", 3),
        ("educationalValue", "", 0),
        ("educationalValue", "Learn by EXAMPLE, and ask why", 3),
        ("educationalValue", "mastery", 1),
        ("educationalValue", "show", 1),
        ("educationalValue", "what if", 1),
    ],
)
def test_each_criterion_has_three_tests(name: str, answer: str, passed: int) -> None:
    """They look for texts without regard to case and word boundaries."""
    assert rate(name, answer) == passed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What is it?", ["What", "is", "it"]),
        ("“quoted” (word), don't!", ["quoted", "word", "don't"]),
        ("... — ¿ ?", []),
        ("a\u00a0b\nc\td", ["a", "b", "c", "d"]),
        ("", []),
    ],
)
def test_words_are_what_white_space_separates(text: str, words: list[str]) -> None:
    """Punctuation at their ends is no part of them, that within them is."""
    assert split_words(text) == words


def test_the_whole_rating_of_an_answer() -> None:
    """Two decimals, four criteria in their order, and advice for scores below 0.7."""
    quality = rate_quality(QUESTION, "Learn this first: for example, why plants need light.")
    assert quality["overall"] == 0.67
    assert [(item["name"], item["value"]) for item in quality["breakdown"]] == [
        ("accuracy", 0.33), ("completeness", 0.33), ("clarity", 1.0), ("educationalValue", 1.0),
    ]  # fmt: skip
    assert [(item["criterion"], item["priority"]) for item in quality["recommendations"]] == [
        ("accuracy", "high"), ("completeness", "high"),
    ]  # fmt: skip
    assert all(set(item) == {"criterion", "issue", "suggestion", "priority"} for item in quality["recommendations"])
    assert quality["confidence"] == 0.33


@pytest.mark.parametrize(("question", "answer"), [("", ""), ("?", "\ud800\x00"), ("x" * 10_000, "y" * 200_000)])
def test_no_text_breaks_the_rating(question: str, answer: str) -> None:
    """Empty, huge and strange texts get numbers from 0 to 1."""
    quality = rate_quality(question, answer)
    assert [item["name"] for item in quality["breakdown"]] == NAMES
    numbers = [quality["overall"], quality["confidence"], *(item["value"] for item in quality["breakdown"])]
    assert all(0 <= number <= 1 for number in numbers)
