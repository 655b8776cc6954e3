"""Check and score the answers of an attempt."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import msgspec

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.quizzes.model import BOOLEANS, MAX_TEXT, Question, QuestionType, index_questions

_NUMBER: Final = re.compile(r"[+-]?\d{1,30}(?:[.,](?!\d{3}\Z)\d{1,30}|\.\d{3})?", re.ASCII)
"""A comma before three digits may divide thousands."""
_NONE: Final = Fraction(0)
_ALL: Final = Fraction(1)


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a question was answered: `points` of those that it has."""

    is_correct: bool
    points: float


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The result of an attempt: `score` is in per cent, rounded half up; results are by the id of the question."""

    score: int
    points: float
    max_points: int
    results: Mapping[str, QuestionResult]


def read_answers(values: object, questions: Sequence[Question]) -> Mapping[str, Any]:
    """Return answers by the id of the question, in the form in which they are stored; InvalidFields.

    None, and an answer that is missing, is no answer.
    """
    if not isinstance(values, dict):
        raise InvalidFields({"answers": "is not an object with an answer for ids of questions"})
    known = index_questions(questions)
    answers, problems = {}, {}
    for name, value in values.items():
        if name not in known:
            problems[f"answers.{name[:64]}"] = "is no question of the quiz"
            continue
        try:
            answers[name] = None if value is None else _read_answer(known[name], value)
        except ValueError as error:
            problems[f"answers.{name}"] = str(error)
    if problems:
        raise InvalidFields(problems)
    return answers


def score_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> Score:
    """Return the score of answers; of a text with gaps every right gap counts, other answers are right or wrong."""
    results, total = {}, _NONE
    for question in questions:
        share = _score(question, answers.get(question.id))
        total += share * question.points
        results[question.id] = QuestionResult(is_correct=share == 1, points=_round(share * question.points))
    most = sum(question.points for question in questions)
    percent = int(100 * total / most + Fraction(1, 2)) if most else 0
    return Score(score=percent, points=_round(total), max_points=most, results=results)


def fold_text(text: str) -> str:
    """Return what two texts must share to count as the same answer.

    Case, the width of characters, white space and punctuation at the ends do not count; a number is its value.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    bare = _strip_punctuation(plain) or plain
    if not _NUMBER.fullmatch(bare):
        return bare
    # Without an exponent, so that the result of folding folds to itself.
    return format(Decimal(bare.replace(",", ".")).normalize(), "f")


def _read_answer(question: Question, value: Any) -> Any:
    """Return an answer; ValueError says why it is none."""
    match question.type:
        case QuestionType.MULTIPLE_CHOICE:
            return _read_choices(question.options, value)
        case QuestionType.TRUE_FALSE:
            chosen = BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else value
            if chosen is not True and chosen is not False:
                raise ValueError("is not true or false")
            return chosen
        case QuestionType.SHORT_ANSWER:
            return _read_text(value)
        case QuestionType.CLOZE:
            texts = value if isinstance(value, list) else [value]
            if len(texts) != question.gaps:
                raise ValueError(f"has not one text for each of the {question.gaps} gaps")
            return ["" if text is None else _read_text(text) for text in texts]


def _read_choices(options: Sequence[str], value: Any) -> Sequence[int]:
    choices = value if isinstance(value, list) else [value]
    indexes = [options.index(choice) if isinstance(choice, str) and choice in options else choice for choice in choices]
    if not all(type(index) is int and 0 <= index < len(options) for index in indexes):
        raise ValueError("is no option, nor the index of one, nor a list of them")
    return sorted(set(indexes))


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError(f"is not a text of up to {MAX_TEXT} characters")
    return value


def _score(question: Question, answer: Any) -> Fraction:
    """Return the share of a question's points that an answer gets."""
    if answer is None:
        return _NONE
    match question.type:
        case QuestionType.MULTIPLE_CHOICE:
            return _ALL if list(answer) == list(question.answer) else _NONE
        case QuestionType.TRUE_FALSE:
            return _ALL if answer is question.answer else _NONE
        case QuestionType.SHORT_ANSWER:
            return _ALL if _is_accepted(answer, question.answer) else _NONE
        case QuestionType.CLOZE:
            right = sum(_is_accepted(text, accepted) for text, accepted in zip(answer, question.answer, strict=False))
            return Fraction(right, len(question.answer))


def _is_accepted(text: str, accepted: Sequence[str]) -> bool:
    folded = fold_text(text)
    return bool(folded) and folded in {fold_text(other) for other in accepted}


def _strip_punctuation(text: str) -> str:
    first, last = 0, len(text)
    while first < last and _is_punctuation(text[first]):
        first += 1
    while first < last and _is_punctuation(text[last - 1]):
        last -= 1
    return text[first:last].strip()


def _is_punctuation(letter: str) -> bool:
    # Signs of numbers, per cent and the like say something.
    return letter not in "-+%#&@" and unicodedata.category(letter).startswith("P")


def _round(points: Fraction) -> float:
    return round(float(points), 2)
