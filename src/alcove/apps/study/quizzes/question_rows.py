"""The questions of all quizzes of an account as rows of a table, for exports."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from alcove.apps.study.quizzes.csv_export import COLUMNS, list_values
from alcove.apps.study.quizzes.service import StoredQuiz
from alcove.apps.study.quizzes.store.quizzes import find_quizzes
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool


async def list_question_rows(
    pool: Pool, user_id: UUID, *, clock: Clock, quizzes: int, limit: int
) -> Sequence[Mapping[str, Any]]:
    """Return a row for every question with the title of its quiz, the newest quiz first.

    Answers and explanations are blank in a quiz of which an attempt is running.
    """
    rows: list[Mapping[str, Any]] = []
    for stored in await find_quizzes(pool, user_id, now=clock.now(), limit=quizzes):
        has_answers = not stored["is_running"]
        for number, question in enumerate(StoredQuiz(stored).show(has_answers=has_answers).questions, start=1):
            values = dict(zip(COLUMNS, (number, *list_values(question, has_answer=has_answers)), strict=True))
            rows.append({"quiz": stored["title"], **values})
            if len(rows) == limit:
                return rows
    return rows
