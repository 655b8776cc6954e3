"""Why an answer cannot be made or read."""

from alcove.foundation.errors import RETRY_SOON, AppError


class AnswerNotFound(AppError):
    """There is no such answer, or it belongs to another account."""

    status = 404
    code = "NOT_FOUND"


class ChatNotFound(AppError):
    """There is no such chat, or it belongs to another account."""

    status = 404
    code = "NOT_FOUND"


class QuestionNotFound(AppError):
    """The chat has no such question any more, so that nothing can be asked in its place."""

    status = 404
    code = "NOT_FOUND"


class AnswerExists(AppError):
    """There is an answer with this id."""

    status = 409
    code = "CONFLICT"


class TooManyAnswers(AppError):
    """The account has as many running answers as it may have; Retry-After says when to try again."""

    status = 429
    code = "RATE_LIMIT"
    default_headers = RETRY_SOON


class AnswersFull(AppError):
    """The process makes as many answers as it can; Retry-After says when to try again."""

    status = 503
    code = "answers_full"
    default_headers = RETRY_SOON


class AnswerNotStored(AppError):
    """The answer ended because it could not be stored for too long; Retry-After says when to try again."""

    status = 503
    code = "answer_not_stored"
    default_headers = RETRY_SOON
