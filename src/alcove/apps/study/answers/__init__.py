"""Stored answers."""

from alcove.apps.study.answers.errors import AnswersFull, ChatNotFound, QuestionNotFound, TooManyAnswers
from alcove.apps.study.answers.live_answers import Timing
from alcove.apps.study.answers.model import AnswerLimits, AnswerService
from alcove.apps.study.answers.service import DEFAULT_LIMITS, DEFAULT_TIMING, StoredAnswers
from alcove.apps.study.answers.sse import AnswerStream, open_answer_stream
from alcove.foundation.deps import Deps

__all__ = [
    "AnswerStream",
    "AnswersFull",
    "ChatNotFound",
    "QuestionNotFound",
    "TooManyAnswers",
    "build_answers",
    "open_answer_stream",
]


def build_answers(
    deps: Deps, *, limits: AnswerLimits = DEFAULT_LIMITS, timing: Timing = DEFAULT_TIMING
) -> AnswerService:
    """Return the stored answers of this process."""
    return StoredAnswers(deps, limits=limits, timing=timing)
