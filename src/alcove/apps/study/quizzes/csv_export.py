"""A quiz as CSV: a row for every question, with its answer."""

import csv
import io
from typing import Any, Final

from alcove.apps.study.quizzes.model import QuestionType
from alcove.apps.study.quizzes.schemas import ShownQuestion, ShownQuiz

COLUMNS: Final = ("number", "type", "question", "options", "answer", "explanation", "points", "source", "page")
_LINE: Final = "\n"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(quiz: ShownQuiz) -> bytes:
    """Return the questions as CSV in UTF-8 with a byte order mark; several values are on lines of their own.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, question in enumerate(quiz.questions, start=1):
        writer.writerow([number, *(_protect(value) for value in list_values(question))])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def list_values(question: ShownQuestion, *, has_answer: bool = True) -> tuple[str, ...]:
    """Return the columns of a question after its number."""
    source = question.source
    return (
        question.type.value,
        question.question,
        _LINE.join(question.options),
        _LINE.join(_list_answers(question)) if has_answer else "",
        question.explanation,
        str(question.points),
        source.title if source else "",
        str(source.page) if source and source.page is not None else "",
    )


def _list_answers(question: ShownQuestion) -> list[str]:
    answer: Any = question.answer
    match question.type:
        case QuestionType.MULTIPLE_CHOICE:
            return [question.options[index] for index in answer]
        case QuestionType.TRUE_FALSE:
            return ["true" if answer else "false"]
        case QuestionType.SHORT_ANSWER:
            return list(answer)
        case QuestionType.CLOZE:
            return [" / ".join(accepted) for accepted in answer]


def _protect(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
