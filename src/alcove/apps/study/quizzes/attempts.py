"""Attempts of quizzes: the server keeps the questions and the time, and scores the answers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from alcove.apps.study.quizzes.errors import AttemptEnded, NoQuestions, QuizNotFound, refuse_attempt, refuse_quiz
from alcove.apps.study.quizzes.model import AttemptState, Question, decode_questions
from alcove.apps.study.quizzes.schemas import ShownAttempt, ShownQuestion
from alcove.apps.study.quizzes.scoring import Score, read_answers, score_answers
from alcove.apps.study.quizzes.service import Quizzes, show_question
from alcove.apps.study.quizzes.store import attempts as store
from alcove.apps.study.quizzes.store.quizzes import lock_quiz
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, run_transaction

GRACE: Final = timedelta(seconds=5)
"""How long after its time an attempt may still be submitted: what the network needs."""
_BATCH: Final = 100


class StoredAttempt:
    """An attempt, as the database has it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.id: UUID = row["id"]
        self.is_own: bool = row["questions"] is not None
        """Whether the server has started it, and not a program."""
        self.state = AttemptState(row["state"])
        self.questions: Sequence[Question] = decode_questions(row["questions"]) if self.is_own else ()
        answers = msgspec.json.decode(row["answers"])
        self.answers: Mapping[str, Any] = answers if isinstance(answers, dict) else {}

    def show(self) -> ShownAttempt:
        """Return the attempt as the caller sees it: with results and right answers when it has ended."""
        row = self.row
        shown = ShownAttempt(
            id=self.id,
            quiz_id=row["quiz_id"],
            state=self.state,
            started_at=row["started_at"],
            questions=[show_question(question, has_answer=False) for question in self.questions],
            answers=self.answers,
            expires_at=row["expires_at"],
            completed_at=row["completed_at"],
            time_taken=row["time_taken"],
            score=row["score"],
        )
        if row["results"] is None:
            return shown
        score = msgspec.json.decode(row["results"], type=Score)
        return msgspec.structs.replace(
            shown,
            questions=[_show_result(question, score) for question in self.questions],
            points=score.points,
            max_points=score.max_points,
            passed=score.score >= row["passing_score"],
        )


class Attempts:
    """The attempts of accounts."""

    def __init__(self, pool: Pool, *, quizzes: Quizzes, clock: Clock) -> None:
        self._pool = pool
        self._quizzes = quizzes
        self._clock = clock

    async def start(self, quiz_id: UUID, *, user_id: UUID) -> tuple[ShownAttempt, bool]:
        """Start an attempt, or return the one that is running; and whether it is new. QuizNotFound, NoQuestions."""
        await self.end_expired(user_id)

        async def add(connection: Connection) -> tuple[ShownAttempt, bool]:
            if not await lock_quiz(connection, quiz_id, user_id=user_id):
                raise refuse_quiz()
            running = await store.find_running(connection, quiz_id, user_id=user_id)
            if running is not None:
                return StoredAttempt(running).show(), False
            return await self._add(connection, quiz_id, user_id=user_id), True

        return await run_transaction(self._pool, add)

    async def list(self, user_id: UUID, *, quiz_id: UUID | None, limit: int, offset: int) -> bytes:
        """Return a page of attempts as JSON, the newest first; QuizNotFound."""
        if quiz_id is not None:
            await self._quizzes.find(quiz_id, user_id=user_id)
        await self.end_expired(user_id)
        return await store.list_attempts(self._pool, user_id, quiz_id=quiz_id, limit=limit, offset=offset)

    async def find(self, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID) -> ShownAttempt:
        """Return an attempt; QuizNotFound."""
        await self.end_expired(user_id)
        row = await store.find_attempt(self._pool, attempt_id, quiz_id=quiz_id, user_id=user_id)
        if row is None:
            raise refuse_attempt()
        return StoredAttempt(row).show()

    async def save(self, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID, answers: object) -> ShownAttempt:
        """Store answers of a running attempt; those to other questions stay.

        QuizNotFound, AttemptEnded, InvalidFields.
        """

        async def write(connection: Connection) -> ShownAttempt | None:
            attempt = await self._lock(connection, attempt_id, quiz_id=quiz_id, user_id=user_id)
            if self._is_over(attempt):
                return None
            merged = _merge(attempt, answers)
            await store.save_answers(connection, attempt_id, answers=merged)
            return await self._reload(connection, attempt)

        shown = await run_transaction(self._pool, write)
        if shown is None:
            await self.end_expired(user_id)
            raise AttemptEnded("The attempt has ended: its answers stay as they are.")
        return shown

    async def submit(self, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID, answers: object) -> ShownAttempt:
        """End an attempt with these answers besides the stored ones, and return its result.

        QuizNotFound, InvalidFields. One that has ended keeps its result, however often it is submitted. After its time
        only stored answers count.
        """

        async def write(connection: Connection) -> ShownAttempt:
            attempt = await self._lock(connection, attempt_id, quiz_id=quiz_id, user_id=user_id)
            if attempt.state is AttemptState.RUNNING:
                is_late = self._is_over(attempt)
                final = attempt.answers if is_late else _merge(attempt, answers)
                state = AttemptState.EXPIRED if is_late else AttemptState.SUBMITTED
                await self._end(connection, attempt, answers=final, state=state)
            return await self._reload(connection, attempt)

        return await run_transaction(self._pool, write)

    async def delete(self, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID) -> None:
        """Delete an attempt; QuizNotFound."""
        if not await store.delete_attempt(self._pool, attempt_id, quiz_id=quiz_id, user_id=user_id):
            raise refuse_attempt()

    async def end_expired(self, user_id: UUID | None = None, *, checkpoint: Callable[[], None] = lambda: None) -> int:
        """End the attempts whose time is over, of one account or of all; return how many there were."""
        now = self._clock.now() - GRACE
        rows = await store.list_expired(self._pool, now=now, user_id=user_id, limit=_BATCH)
        for row in rows:
            with suppress(QuizNotFound):
                await self.submit(row["id"], quiz_id=row["quiz_id"], user_id=row["user_id"], answers={})
            checkpoint()
        return len(rows)

    async def _add(self, connection: Connection, quiz_id: UUID, *, user_id: UUID) -> ShownAttempt:
        quiz = await self._quizzes.find(quiz_id, user_id=user_id, connection=connection)
        if not quiz.questions:
            raise NoQuestions("This quiz has no question that can be scored.")
        attempt_id, now, limit = uuid4(), self._clock.now(), quiz.row["time_limit"]
        await store.add_attempt(
            connection,
            attempt_id,
            user_id=user_id,
            quiz_id=quiz_id,
            questions=quiz.questions,
            passing_score=quiz.passing_score,
            started_at=now,
            expires_at=now + timedelta(minutes=limit) if limit is not None and limit > 0 else None,
        )
        return (await self._lock(connection, attempt_id, quiz_id=quiz_id, user_id=user_id)).show()

    async def _lock(self, connection: Connection, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID) -> StoredAttempt:
        row = await store.find_attempt(connection, attempt_id, quiz_id=quiz_id, user_id=user_id, is_locked=True)
        if row is None:
            raise refuse_attempt()
        attempt = StoredAttempt(row)
        if not attempt.is_own and attempt.state is AttemptState.RUNNING:
            raise AttemptEnded("A program has started this attempt, and scores it.")
        return attempt

    async def _reload(self, connection: Connection, attempt: StoredAttempt) -> ShownAttempt:
        quiz_id, user_id = attempt.row["quiz_id"], attempt.row["user_id"]
        return (await self._lock(connection, attempt.id, quiz_id=quiz_id, user_id=user_id)).show()

    def _is_over(self, attempt: StoredAttempt) -> bool:
        expires_at = attempt.row["expires_at"]
        is_late = expires_at is not None and self._clock.now() >= expires_at + GRACE
        return attempt.state is not AttemptState.RUNNING or is_late

    async def _end(
        self, connection: Connection, attempt: StoredAttempt, *, answers: Mapping[str, Any], state: AttemptState
    ) -> None:
        now, expires_at = self._clock.now(), attempt.row["expires_at"]
        ended_at = now if expires_at is None else min(now, expires_at)
        await store.end_attempt(
            connection,
            attempt.id,
            state=state,
            answers=answers,
            score=score_answers(attempt.questions, answers),
            seconds=max(0, round((ended_at - attempt.row["started_at"]).total_seconds())),
            now=ended_at,
        )


def _merge(attempt: StoredAttempt, answers: object) -> Mapping[str, Any]:
    return {**attempt.answers, **read_answers(answers, attempt.questions)}


def _show_result(question: Question, score: Score) -> ShownQuestion:
    result = score.results[question.id]
    shown = show_question(question, has_answer=True)
    return msgspec.structs.replace(shown, is_correct=result.is_correct, earned_points=result.points)
