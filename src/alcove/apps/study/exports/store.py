"""All SQL of exported lists. The keys of the rows are the columns of the files."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.exports.model import MAX_ROWS, ExportName
from alcove.foundation.database import Pool, read_json

_SUBJECT: Final = "(SELECT u.name FROM public.subjects AS u WHERE u.id = t.subject_id) AS subject"
_QUERIES: Final[Mapping[ExportName, str]] = {
    ExportName.SUBJECTS: """
        SELECT t.name, t.description, t.color, t.is_archived AS archived FROM public.subjects AS t
        WHERE t.user_id = $1 ORDER BY t.name, t.id""",
    ExportName.TASKS: f"""
        SELECT t.title, {_SUBJECT}, t.status, t.priority, t.due_date, t.completed_at,
            t.estimated_duration AS estimated_minutes, t.actual_duration AS actual_minutes, t.tags, t.description
        FROM public.tasks AS t WHERE t.user_id = $1 ORDER BY t.due_date NULLS LAST, t.created_at, t.id""",  # noqa: S608 - of constants
    ExportName.GOALS: f"""
        SELECT t.title, {_SUBJECT}, t.type, t.status, t.current_value, t.target_value, t.unit, t.deadline, t.description
        FROM public.study_goals AS t WHERE t.user_id = $1 ORDER BY t.created_at, t.id""",  # noqa: S608 - of constants
    ExportName.SESSIONS: f"""
        SELECT t.title, {_SUBJECT}, t.type, t.status, t.started_at, t.completed_at, t.duration AS minutes,
            t.focus_score, t.notes
        FROM public.study_sessions AS t WHERE t.user_id = $1 ORDER BY t.created_at DESC, t.id""",  # noqa: S608 - of constants
    ExportName.CALENDAR: f"""
        SELECT t.event_date AS date, t.event_time AS time, t.end_time, t.title, t.event_type AS type,
            coalesce(t.subject_name, s.subject) AS subject, t.location, t.completed, t.recurring_pattern AS repeats,
            t.description
        FROM public.calendar_events AS t, LATERAL (SELECT {_SUBJECT}) AS s
        WHERE t.user_id = $1 ORDER BY t.event_date, t.event_time, t.id""",  # noqa: S608 - of constants
    ExportName.TIMETABLE: f"""
        SELECT (ARRAY['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'])[t.day_of_week + 1]
            AS day, t.start_time, t.end_time, coalesce(t.subject_name, s.subject) AS subject, t.room, t.instructor,
            (SELECT m.name FROM public.timetable_terms AS m WHERE m.id = t.term_id) AS term, t.notes
        FROM public.timetable_entries AS t, LATERAL (SELECT {_SUBJECT}) AS s
        WHERE t.user_id = $1 ORDER BY (t.day_of_week + 6) % 7, t.start_time, t.id""",  # noqa: S608 - of constants
    ExportName.EXAMS: f"""
        SELECT t.exam_date AS date, t.exam_time AS time, t.title, {_SUBJECT}, t.location, t.duration AS minutes,
            t.total_marks, t.passing_marks, t.status, t.description
        FROM public.exams AS t WHERE t.user_id = $1 ORDER BY t.exam_date NULLS LAST, t.exam_time, t.id""",  # noqa: S608 - of constants
    ExportName.CARDS: """
        SELECT s.title AS set, t.front_content AS front, t.back_content AS back, t.tags, t.difficulty,
            t.review_count AS reviews, t.last_reviewed
        FROM public.flashcards AS t LEFT JOIN public.flashcard_sets AS s ON s.id = t.set_id
        WHERE t.user_id = $1 ORDER BY s.title NULLS LAST, s.id, t.created_at, t.id""",
    ExportName.MATERIALS: f"""
        SELECT t.title, {_SUBJECT}, t.type, t.mime_type AS media_type, t.file_size AS bytes, t.url, t.tags, t.created_at
        FROM public.materials AS t WHERE t.user_id = $1 ORDER BY t.created_at, t.id""",  # noqa: S608 - of constants
    # The messages that a member may read.
    ExportName.ROOMS: """
        SELECT r.name AS room, t.created_at, study.room_name(p) AS author, t.data ->> 'text' AS message
        FROM study.room_members AS m JOIN study.rooms AS r ON r.id = m.room_id
        JOIN study.room_events AS t ON t.room_id = r.id LEFT JOIN public.profiles AS p ON p.id = t.user_id
        WHERE m.user_id = $1 AND m.role <> 'banned' AND t.kind = 'message' AND t.data ->> 'text' IS NOT NULL
          AND (t.recipient_id IS NULL OR $1 IN (t.recipient_id, t.user_id))
        ORDER BY t.created_at DESC, t.room_id, t.number DESC""",
    ExportName.NOTIFICATIONS: """
        SELECT t.created_at, t.type, t.title, t.message, t.read, t.action_url FROM public.notifications AS t
        WHERE t.user_id = $1 ORDER BY t.created_at DESC, t.id""",
    ExportName.ACHIEVEMENTS: """
        SELECT t.title, t.description, t.category, t.progress, t.max_progress, t.unlocked, t.unlocked_at,
            t.reward_points AS points
        FROM public.achievements AS t WHERE t.user_id = $1 ORDER BY t.created_at, t.id""",
}
_ROWS: Final = "SELECT coalesce(json_agg(r), '[]') FROM ({query} LIMIT $2) AS r"
_ZONE: Final = "SELECT timezone FROM public.profiles WHERE id = $1"


async def list_export_rows(pool: Pool, user_id: UUID, *, name: ExportName) -> Sequence[Mapping[str, Any]]:
    """Return the first rows of a list."""
    content = await read_json(pool, _ROWS.format(query=_QUERIES[name]), user_id, MAX_ROWS)
    return msgspec.json.decode(content, type=list[dict[str, Any]])


async def find_time_zone(pool: Pool, user_id: UUID) -> str | None:
    """Return the name of a learner's time zone."""
    zone: str | None = await pool.fetchval(_ZONE, user_id)
    return zone
