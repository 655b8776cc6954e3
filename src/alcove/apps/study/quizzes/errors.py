"""The errors of quizzes and their attempts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alcove.foundation.errors import AppError


class QuizNotFound(AppError):
    """The account has no such quiz or attempt."""

    status = 404
    code = "not_found"


class AttemptRunning(AppError):
    """An attempt of the quiz is running, so that its answers are not shown."""

    status = 409
    code = "attempt_running"


class AttemptEnded(AppError):
    """The attempt has ended: its answers stay as they are."""

    status = 409
    code = "attempt_ended"


class NoQuestions(AppError):
    """The quiz has no question that can be scored."""

    status = 422
    code = "no_questions"


def refuse_quiz() -> QuizNotFound:
    """Return the error for an id that is not one of the caller's quizzes."""
    return QuizNotFound("You have no quiz with this id.")


def refuse_attempt() -> QuizNotFound:
    """Return the error for an id that is not one of the caller's attempts of the quiz."""
    return QuizNotFound("You have no attempt of this quiz with this id.")


def read_id(path: Mapping[str, Any], name: str = "id") -> UUID:
    """Return an id of the path; QuizNotFound for one that no row can have."""
    try:
        return UUID(path[name])
    except ValueError:
        raise refuse_quiz() from None
