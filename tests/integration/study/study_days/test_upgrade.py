"""A database of an earlier version, whose statistics had a row for each subject, becomes one with days of study."""

from dataclasses import replace

import asyncpg

from alcove.foundation.database import migrate
from alcove.foundation.settings import ServerSettings
from alcove.main.build import migration_sources
from integration.study.callers import add_account

SESSIONS = """
INSERT INTO public.study_sessions (user_id, subject_id, title, status, duration, focus_score, completed_at) VALUES
($1, $2, 'a', 'completed', 30, 80, '2026-05-10 15:10Z'),
($1, NULL, 'b', 'completed', 20, 60, '2026-05-10 16:00Z')
"""


async def test_statistics_of_an_earlier_version_are_summed_and_stay(empty_dsn: str) -> None:
    """Days that were counted from midnight stay as they were, also when rows of theirs change later."""
    sources = migration_sources(ServerSettings())
    (study,) = [source for source in sources if source.name == "study"]
    names = tuple(sorted(file.stem for file in study.path.glob("*.sql") if file.stem < "0025"))
    migrate(empty_dsn, [*(source for source in sources if source is not study), replace(study, only=names)])
    connection = await asyncpg.connect(empty_dsn)
    try:
        account = await add_account(connection)
        await connection.execute("UPDATE public.profiles SET timezone = 'Asia/Tokyo' WHERE id = $1", account)
        subject = await connection.fetchval(
            "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'x') RETURNING id", account
        )
        await connection.execute(SESSIONS, account, subject)
        goal = await connection.fetchval(
            "INSERT INTO public.study_goals (user_id, title, target_value, unit) VALUES ($1, 'x', 9, 'sessions')"
            " RETURNING id",
            account,
        )
    finally:
        await connection.close()
    migrate(empty_dsn, sources)
    connection = await asyncpg.connect(empty_dsn)
    try:
        query = "SELECT date::text, subject_id, total_study_time, session_count, average_focus_score::float"
        parts = f"{query} FROM public.study_analytics WHERE user_id = $1 ORDER BY subject_id NULLS LAST"
        assert [tuple(row) for row in await connection.fetch(parts, account)] == [
            ("2026-05-11", subject, 30, 1, 80.0), ("2026-05-11", None, 20, 1, 60.0),
        ]  # fmt: skip
        await connection.execute("UPDATE public.study_sessions SET duration = 10 WHERE title = 'a'")
        await connection.execute("DELETE FROM public.subjects WHERE id = $1", subject)
        assert [tuple(row) for row in await connection.fetch(parts, account)] == [("2026-05-11", None, 30, 2, 70.0)]
        await connection.execute(
            "INSERT INTO public.study_sessions (user_id, title, status, duration) VALUES ($1, 'c', 'completed', 5)",
            account,
        )
        value = await connection.fetchval("SELECT current_value FROM public.study_goals WHERE id = $1", goal)
        assert value == 1
    finally:
        await connection.close()
