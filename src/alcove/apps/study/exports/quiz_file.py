"""A quiz as PDF: its questions to print, and the answers after them."""

from collections.abc import Iterator
from datetime import datetime

from alcove.apps.study.exports.model import Document, Section, shorten_text
from alcove.apps.study.quizzes import ShownQuiz, list_values
from alcove.apps.study.quizzes.model import QuestionType

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def describe_quiz(quiz: ShownQuiz, *, created_at: datetime) -> Document:
    """Return what the PDF of a quiz says."""
    limit = f", {quiz.time_limit} minutes" if quiz.time_limit is not None else ""
    points = sum(question.points for question in quiz.questions)
    return Document(
        title=quiz.title,
        subtitle=f"{len(quiz.questions)} questions, {points} points{limit}, passed with {quiz.passing_score} %",
        created_at=created_at,
        sections=[
            Section(title="Questions", lines=list(_list_questions(quiz))),
            Section(title="Answers", headings=("Number", "Answer", "Explanation", "Source"), rows=_list_answers(quiz)),
        ],
    )


def _list_questions(quiz: ShownQuiz) -> Iterator[str]:
    if quiz.description:
        yield quiz.description
    for number, question in enumerate(quiz.questions, start=1):
        points = "1 point" if question.points == 1 else f"{question.points} points"
        yield f"\n{number}. {question.question} ({points})"
        options = ("True", "False") if question.type is QuestionType.TRUE_FALSE else question.options
        for index, option in enumerate(options):
            letter = _LETTERS[index] if index < len(_LETTERS) else str(index + 1)
            yield f"    {letter}) {option}"


def _list_answers(quiz: ShownQuiz) -> list[list[str]]:
    rows = []
    for number, question in enumerate(quiz.questions, start=1):
        _, _, _, answer, explanation, _, title, page = list_values(question)
        source = f"{title}, page {page}" if page else title
        rows.append([str(number), *(shorten_text(text) for text in (answer, explanation, source))])
    return rows
