"""Add, show, change, export and delete quizzes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from alcove.apps.study.native_api import InvalidFields, NotSignedIn, read_fields
from alcove.apps.study.quizzes.errors import AttemptRunning, refuse_quiz
from alcove.apps.study.quizzes.model import DEFAULT_PASSING, NewQuiz, Question, QuestionType, index_questions
from alcove.apps.study.quizzes.question_fields import read_questions, read_stored
from alcove.apps.study.quizzes.schemas import QuizFields, ShownQuestion, ShownQuiz
from alcove.apps.study.quizzes.store import quizzes as store
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, run_transaction
from alcove.foundation.errors import AppError

_SUBJECT_KEY = "quizzes_subject_id_fkey"


class StoredQuiz:
    """A quiz with its answers, as the database has it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.questions: Sequence[Question] = read_stored(
            msgspec.json.decode(row["questions"] or "[]"), keys=msgspec.json.decode(row["keys"])
        )

    @property
    def passing_score(self) -> int:
        """The least score of a passed attempt, in per cent."""
        score = self.row["passing_score"]
        return DEFAULT_PASSING if score is None else int(score)

    def show(self, *, has_answers: bool) -> ShownQuiz:
        """Return the quiz as the caller sees it."""
        row = self.row
        return ShownQuiz(
            id=row["id"],
            title=row["title"],
            description=row["description"],
            subject_id=row["subject_id"],
            total_questions=len(self.questions),
            time_limit=row["time_limit"],
            passing_score=self.passing_score,
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            questions=[show_question(question, has_answer=has_answers) for question in self.questions],
        )


class Quizzes:
    """The quizzes of accounts."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def add(self, user_id: UUID, body: Mapping[str, Any]) -> ShownQuiz:
        """Add a quiz from a JSON object; InvalidFields."""
        new = _read_quiz(body, user_id=user_id)
        quiz_id = uuid4()
        try:
            await store.add_quiz(self._pool, quiz_id, new=new)
        except asyncpg.ForeignKeyViolationError as error:
            raise explain_reference(error) from error
        return (await self.find(quiz_id, user_id=user_id)).show(has_answers=False)

    async def list(self, user_id: UUID, *, subject_id: UUID | None, limit: int, offset: int) -> bytes:
        """Return a page of quizzes as JSON, the newest first."""
        return await store.list_quizzes(self._pool, user_id, subject_id=subject_id, limit=limit, offset=offset)

    async def find(self, quiz_id: UUID, *, user_id: UUID, connection: Connection | None = None) -> StoredQuiz:
        """Return a quiz, in the transaction of a connection if there is one; QuizNotFound."""
        source = self._pool if connection is None else connection
        row = await store.find_quiz(source, quiz_id, user_id=user_id, now=self._clock.now())
        if row is None:
            raise refuse_quiz()
        return StoredQuiz(row)

    async def show(self, quiz_id: UUID, *, user_id: UUID, has_answers: bool) -> ShownQuiz:
        """Return a quiz as the caller sees it; QuizNotFound, AttemptRunning if the answers should be there."""
        quiz = await self.find(quiz_id, user_id=user_id)
        if has_answers and quiz.row["is_running"]:
            raise AttemptRunning("An attempt of this quiz is running: submit or delete it to see the answers.")
        return quiz.show(has_answers=has_answers)

    async def change(self, quiz_id: UUID, *, user_id: UUID, body: Mapping[str, Any], replaces: bool) -> ShownQuiz:
        """Change a quiz to a JSON object; QuizNotFound, InvalidFields.

        Fields that are not sent stay, or get their default if the body `replaces` the quiz. A running attempt keeps its
        questions.
        """

        async def write(connection: Connection) -> ShownQuiz:
            if not await store.lock_quiz(connection, quiz_id, user_id=user_id):
                raise refuse_quiz()
            quiz = await self.find(quiz_id, user_id=user_id, connection=connection)
            values = body if replaces else {**_describe_fields(quiz), **body}
            new = _read_quiz(values, user_id=user_id, known=quiz.questions, needs_questions=replaces)
            await store.change_quiz(connection, quiz_id, new=new, has_questions="questions" in values)
            return (await self.find(quiz_id, user_id=user_id, connection=connection)).show(has_answers=False)

        try:
            return await run_transaction(self._pool, write)
        except asyncpg.ForeignKeyViolationError as error:
            raise explain_reference(error) from error

    async def delete(self, quiz_id: UUID, *, user_id: UUID) -> None:
        """Delete a quiz with its attempts; QuizNotFound."""
        if not await store.delete_quiz(self._pool, quiz_id, user_id=user_id):
            raise refuse_quiz()


def show_question(question: Question, *, has_answer: bool) -> ShownQuestion:
    """Return a question as the caller sees it."""
    shown = ShownQuestion(
        id=question.id,
        type=question.type,
        question=question.question,
        points=question.points,
        options=question.options,
        source=question.source,
        multiple=question.type is QuestionType.MULTIPLE_CHOICE and len(question.answer) > 1,
    )
    if not has_answer:
        return shown
    return msgspec.structs.replace(
        shown, answer=question.answer, explanation=question.explanation, quote=question.quote
    )


def explain_reference(error: asyncpg.ForeignKeyViolationError) -> AppError:
    """Return the error for a row that refers to one that is not the caller's."""
    if error.constraint_name == _SUBJECT_KEY:
        return InvalidFields({"subject_id": "is not one of your subjects"})
    return NotSignedIn("The account does not exist any more.")


def _describe_fields(quiz: StoredQuiz) -> Mapping[str, Any]:
    """Return the fields of a quiz that a change may leave out."""
    return {
        "title": quiz.row["title"],
        "description": quiz.row["description"],
        "subject_id": quiz.row["subject_id"],
        "time_limit": quiz.row["time_limit"],
        "passing_score": quiz.passing_score,
    }


def _read_quiz(
    body: Mapping[str, Any], *, user_id: UUID, known: Sequence[Question] = (), needs_questions: bool = True
) -> NewQuiz:
    """Return a quiz from a JSON object; InvalidFields names all fields that are wrong."""
    problems: dict[str, str] = {}
    fields: QuizFields | None = None
    questions: Sequence[Question] = ()
    try:
        fields = read_fields(body, QuizFields)
        if not fields.title.strip():
            problems["title"] = "is empty"
    except InvalidFields as error:
        problems.update(error.fields)
    try:
        if needs_questions or "questions" in body:
            questions = read_questions(body.get("questions"), known=index_questions(known))
    except InvalidFields as error:
        problems.update(error.fields)
    if problems or fields is None:
        raise InvalidFields(problems)
    return NewQuiz(user_id=user_id, questions=questions, **msgspec.structs.asdict(fields))
