"""The data of the benchmarks: one student with subjects and tasks, and another one of the same size."""

from typing import Final

from alcove.foundation.database import connect

STUDENT: Final = "00000000-0000-4000-8000-000000000001"
OTHER: Final = "00000000-0000-4000-8000-000000000002"
SUBJECTS: Final = 20
TASKS: Final = 5_000

_ACCOUNT: Final = """
INSERT INTO auth.users (id, aud, role, email, raw_user_meta_data, created_at, updated_at)
VALUES ($1::uuid, 'authenticated', 'authenticated', $1::uuid || '@example.org', '{}', now(), now())
"""
_SUBJECTS: Final = """
INSERT INTO public.subjects (user_id, name) SELECT $1::uuid, 'Subject ' || number FROM generate_series(1, $2) AS number
"""
_TASKS: Final = """
INSERT INTO public.tasks (user_id, subject_id, title, description, points, created_at)
SELECT $1::uuid, (SELECT array_agg(id) FROM public.subjects WHERE user_id = $1)[1 + number % $2],
    'Task ' || number, 'What is to be done for task ' || number, number, now() - number * interval '1 minute'
FROM generate_series(1, $3) AS number
"""


async def fill(dsn: str) -> None:
    """Insert two students with their subjects and tasks."""
    connection = await connect(dsn)
    try:
        for student in (STUDENT, OTHER):
            await connection.execute(_ACCOUNT, student)
            await connection.execute(_SUBJECTS, student, SUBJECTS)
            await connection.execute(_TASKS, student, SUBJECTS, TASKS)
        await connection.execute("ANALYZE public.subjects, public.tasks")
    finally:
        await connection.close()
