"""All SQL of the demonstration: its data are added once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from alcove.foundation.database import Connection

# As a program of the learner's adds them: triggers of the table queue them, and the worker makes their passages. The
# columns that are not named have their defaults.
_ADD: Final = """
INSERT INTO public.materials (user_id, subject_id, title, type, content)
SELECT $1, (SELECT s.id FROM public.subjects AS s WHERE s.user_id = $1 AND s.name = split_part(t.title, ':', 1)),
    t.title, 'document', t.content
FROM unnest($2::text[], $3::text[]) AS t (title, content)
WHERE NOT EXISTS (SELECT FROM public.materials AS m WHERE m.user_id = $1 AND m.title = t.title)
"""

_LOCK: Final = "SELECT FROM public.profiles WHERE id = $1 FOR UPDATE"
_HAS_SUBJECTS: Final = "SELECT EXISTS (SELECT FROM public.subjects WHERE user_id = $1)"
# Days are counted from today; negative ones are past. Triggers make the statistics, streaks and schedules of it.
_STATEMENTS: Final = (
    """
    INSERT INTO public.subjects (user_id, name, color, description)
    SELECT $1, s.name, s.color, s.description
    FROM jsonb_to_recordset($2::jsonb -> 'subjects') AS s (name text, color text, description text)
    """,
    """
    INSERT INTO public.tasks (user_id, subject_id, title, priority, status, estimated_duration, due_date, completed_at)
    SELECT $1, s.id, t.title, t.priority::public.task_priority, t.status::public.task_status, t.minutes,
        date_trunc('day', now()) + make_interval(days => t.day, hours => 16),
        CASE t.status WHEN 'completed' THEN date_trunc('day', now()) + make_interval(days => t.day, hours => 15) END
    FROM jsonb_to_recordset($2::jsonb -> 'tasks')
        AS t (subject text, title text, priority text, status text, minutes integer, day integer)
    LEFT JOIN public.subjects AS s ON s.user_id = $1 AND s.name = t.subject
    """,
    """
    INSERT INTO public.calendar_events (user_id, subject_id, title, event_type, event_date, event_time, end_time)
    SELECT $1, s.id, e.title, e.type::public.event_type, current_date + e.day, e.start::time, e."end"::time
    FROM jsonb_to_recordset($2::jsonb -> 'events')
        AS e (subject text, title text, type text, day integer, start text, "end" text)
    LEFT JOIN public.subjects AS s ON s.user_id = $1 AND s.name = e.subject
    """,
    """
    INSERT INTO public.study_goals (user_id, title, type, unit, target_value, deadline)
    SELECT $1, g.title, g.type::public.goal_type, g.unit::public.goal_unit, g.target,
        now() + make_interval(days => g.day)
    FROM jsonb_to_recordset($2::jsonb -> 'goals') AS g (title text, type text, unit text, target integer, day integer)
    """,
    """
    INSERT INTO public.study_sessions (user_id, subject_id, title, type, status, duration, planned_duration,
        focus_score, completed, started_at, completed_at, created_at)
    SELECT $1, s.id, d.subject, 'focus', 'completed', d.minutes, d.minutes, d.focus, true, d.at,
        d.at + make_interval(mins => d.minutes), d.at
    FROM (SELECT *, date_trunc('day', now()) + make_interval(days => day, hours => 10) AS at
          FROM jsonb_to_recordset($2::jsonb -> 'sessions')
              AS d (subject text, day integer, minutes integer, focus integer)
    ) AS d LEFT JOIN public.subjects AS s ON s.user_id = $1 AND s.name = d.subject
    """,
    """
    WITH decks AS (
        INSERT INTO public.flashcard_sets (user_id, subject_id, title, description)
        SELECT $1, s.id, d.title, d.description
        FROM jsonb_to_recordset($2::jsonb -> 'decks') AS d (subject text, title text, description text)
        LEFT JOIN public.subjects AS s ON s.user_id = $1 AND s.name = d.subject RETURNING id, title)
    INSERT INTO public.flashcards (user_id, set_id, front_content, back_content)
    SELECT $1, decks.id, c.front, c.back
    FROM jsonb_to_recordset($2::jsonb -> 'cards') AS c (deck text, front text, back text)
    JOIN decks ON decks.title = c.deck
    """,
    # The worker computes what the cards' memory is by these reviews.
    """
    INSERT INTO study.card_reviews (user_id, id, card_id, set_id, rating, quality, reviewed_at, study_day, duration_ms)
    SELECT $1, gen_random_uuid(), f.id, f.set_id, r.rating, r.rating + 1, r.at,
        study.study_day(r.at, coalesce(p.timezone, 'UTC')), 6000
    FROM (SELECT c.front, review.rating, date_trunc('day', now()) + make_interval(days => review.day, hours => 9) AS at
          FROM jsonb_to_recordset($2::jsonb -> 'cards') AS c (front text, reviews jsonb),
              jsonb_to_recordset(coalesce(c.reviews, '[]')) AS review (day integer, rating smallint)) AS r
    JOIN public.flashcards AS f ON f.user_id = $1 AND f.front_content = r.front
    JOIN public.profiles AS p ON p.id = $1
    """,
    """
    UPDATE study.card_states AS s
    SET is_outdated = true, state = 1, due_at = now(), reviews = r.count
    FROM (SELECT card_id, count(*) AS count FROM study.card_reviews
          WHERE user_id = $1 AND $2::jsonb ? 'cards' GROUP BY card_id) AS r WHERE s.card_id = r.card_id
    """,
    """
    INSERT INTO public.quizzes (user_id, subject_id, title, description, questions, total_questions)
    SELECT $1, s.id, q.title, q.description, q.questions, jsonb_array_length(q.questions)
    FROM jsonb_to_recordset($2::jsonb -> 'quizzes') AS q (subject text, title text, description text, questions jsonb)
    LEFT JOIN public.subjects AS s ON s.user_id = $1 AND s.name = q.subject
    """,
)
_DEFER: Final = "CALL study.defer_card_update()"


async def add_samples(connection: Connection, user_id: UUID, *, samples: Mapping[str, Any]) -> None:
    """Add subjects, plans, cards, a quiz and past sessions, unless the account has a subject."""
    document = json.dumps(samples)
    async with connection.transaction():
        await connection.execute(_LOCK, user_id)
        if await connection.fetchval(_HAS_SUBJECTS, user_id):
            return
        for statement in _STATEMENTS:
            await connection.execute(statement, user_id, document)
        await connection.execute(_DEFER)


async def add_materials(connection: Connection, user_id: UUID, *, texts: Sequence[tuple[str, str]]) -> None:
    """Add materials by title and text, unless the account has one of that title.

    A demonstration that starts again on its data adds nothing, and keeps what was changed meanwhile.
    """
    titles, contents = [title for title, _ in texts], [content for _, content in texts]
    await connection.execute(_ADD, user_id, titles, contents)
