"""Questions of quizzes: what learners see of them, and the answers that they see when an attempt has ended."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

MAX_QUESTIONS: Final = 200
MAX_OPTIONS: Final = 10
MAX_ACCEPTED: Final = 20
"""Accepted answers of a question or gap, and gaps of a text."""
MAX_TEXT: Final = 4_000
MAX_SHORT: Final = 500
MAX_TITLE: Final = 500
MAX_BODY: Final = 2 * 2**20
"""Bytes of a request with a quiz or with answers."""
DEFAULT_PASSING: Final = 70
BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}
"""The texts that stand for the answers of a question that is true or false."""
GAP: Final = "____"
_GAP: Final = re.compile("_{3,}")

Id = Annotated[str, Meta(min_length=1, max_length=64)]
LongText = Annotated[str, Meta(max_length=MAX_TEXT)]
ShortText = Annotated[str, Meta(max_length=MAX_SHORT)]
Title = Annotated[str, Meta(min_length=1, max_length=MAX_TITLE)]


class QuestionType(StrEnum):
    """How a question is answered."""

    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    CLOZE = "cloze"


class AttemptState(StrEnum):
    """Whether an attempt can still be answered, and how it ended."""

    RUNNING = "running"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The passage of a material that a question or card was made from."""

    material_id: UUID
    passage_id: UUID
    title: ShortText = ""
    page: int | None = None


class PublicQuestion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question without its answer; gaps in the text of a cloze are three or more underscores."""

    id: Id
    type: QuestionType
    question: LongText
    points: int
    options: Sequence[str] = ()
    source: Source | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question with its answer.

    `answer` is a list of indexes into the options (multiple_choice), true or false (true_false), a list of accepted
    texts (short_answer), or a list of accepted texts for every gap (cloze). `quote` is what the source says.
    """

    id: Id
    type: QuestionType
    question: LongText
    answer: Any
    points: int
    options: Sequence[str] = ()
    explanation: str = ""
    source: Source | None = None
    quote: str = ""

    @property
    def gaps(self) -> int:
        """The number of gaps in the text."""
        return count_gaps(self.question)


class AnswerKey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What learners must not see of a question before they have answered it."""

    answer: Any
    explanation: str = ""
    quote: str = ""


class NewQuiz(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz to add; `time_limit` is in minutes, `passing_score` in per cent."""

    user_id: UUID
    title: str
    questions: Sequence[Question]
    description: str | None = None
    subject_id: UUID | None = None
    time_limit: int | None = None
    passing_score: int = DEFAULT_PASSING


def count_gaps(text: str) -> int:
    """Return the number of gaps in a text."""
    return len(_GAP.findall(text))


def hide_answer(question: Question) -> PublicQuestion:
    """Return a question without its answer."""
    return PublicQuestion(
        id=question.id,
        type=question.type,
        question=question.question,
        points=question.points,
        options=question.options,
        source=question.source,
    )


def encode_public(questions: Sequence[Question]) -> str:
    """Return questions as JSON without their answers."""
    return msgspec.json.encode([hide_answer(question) for question in questions]).decode()


def encode_keys(questions: Sequence[Question]) -> str:
    """Return the answers of questions as JSON, by the id of the question."""
    keys = {
        question.id: AnswerKey(answer=question.answer, explanation=question.explanation, quote=question.quote)
        for question in questions
    }
    return msgspec.json.encode(keys).decode()


def decode_questions(text: str) -> Sequence[Question]:
    """Return the questions of an attempt from the JSON in which they are stored."""
    return msgspec.json.decode(text, type=list[Question])


def index_questions(questions: Sequence[Question]) -> Mapping[str, Question]:
    """Return questions by their ids."""
    return {question.id: question for question in questions}
