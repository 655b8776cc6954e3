"""The JSON of the quizzes' endpoints."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.quizzes.model import DEFAULT_PASSING, MAX_QUESTIONS, LongText, PublicQuestion, Title
from alcove.apps.study.quizzes.question_fields import QuestionBody

TimeLimit = Annotated[int, Meta(ge=1, le=1440)] | None
Percent = Annotated[int, Meta(ge=0, le=100)]
Questions = Annotated[list[QuestionBody], Meta(min_length=1, max_length=MAX_QUESTIONS)]


class QuizFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says about a quiz besides its questions; `time_limit` is in minutes."""

    title: Title
    description: LongText | None = None
    subject_id: UUID | None = None
    time_limit: TimeLimit = None
    passing_score: Percent = DEFAULT_PASSING


class QuizBody(QuizFields, frozen=True, kw_only=True):
    """A quiz; `time_limit` is in minutes, `passing_score` in per cent."""

    questions: Questions


class QuizChangeBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to change; what is missing stays as it is."""

    title: Title | None = None
    description: LongText | None = None
    subject_id: UUID | None = None
    time_limit: TimeLimit = None
    passing_score: Percent | None = None
    questions: Questions | None = None


class ShownQuestion(PublicQuestion, frozen=True, kw_only=True, omit_defaults=True):
    """A question; with its answer, explanation and quote where they may be seen, and the result of an attempt.

    `multiple` says that several options are right, of which all have to be chosen.
    """

    multiple: bool = False
    answer: Any = None
    explanation: str = ""
    quote: str = ""
    is_correct: bool | None = None
    earned_points: float | None = None


class ShownQuiz(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz; the answers of its questions are there if they were requested."""

    id: UUID
    title: str
    description: str | None
    subject_id: UUID | None
    total_questions: int
    time_limit: int | None
    passing_score: int
    created_at: datetime
    updated_at: datetime
    questions: Sequence[ShownQuestion]


class QuizSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz of a list."""

    id: UUID
    title: str
    description: str | None
    subject_id: UUID | None
    total_questions: int | None
    time_limit: int | None
    passing_score: int | None
    created_at: datetime
    updated_at: datetime
    attempts: int
    best_score: int | None
    last_attempt_at: datetime | None


class QuizListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of quizzes, the newest first; `total` counts all of them."""

    quizzes: list[QuizSummary]
    total: int
    limit: int
    offset: int


class AnswersBody(msgspec.Struct, frozen=True, kw_only=True):
    """Answers by the id of the question, in the forms of a question's `answer`; null is none."""

    answers: Mapping[str, Any] = {}


class ShownAttempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An attempt; results and right answers are there when it has ended. `time_taken` is in seconds."""

    id: UUID
    quiz_id: UUID
    state: str
    started_at: datetime | None
    questions: Sequence[ShownQuestion]
    answers: Mapping[str, Any]
    expires_at: datetime | None = None
    completed_at: datetime | None = None
    time_taken: int | None = None
    score: int | None = None
    points: float | None = None
    max_points: int | None = None
    passed: bool | None = None


class AttemptSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt of a list."""

    id: UUID
    quiz_id: UUID
    title: str
    state: str
    score: int | None
    passed: bool | None
    time_taken: int | None
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime | None


class AttemptListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of attempts, the newest first; `total` counts all of them."""

    attempts: list[AttemptSummary]
    total: int
    limit: int
    offset: int


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which page to list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class QuizListQuery(PageQuery, frozen=True, kw_only=True):
    """Which quizzes to list."""

    subject_id: str = ""


class QuizQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the answers should be there, which they cannot be while an attempt is running."""

    answers: bool = False
