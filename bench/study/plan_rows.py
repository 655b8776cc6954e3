"""The rows of `study.plans`: a million in every table that grows, made by the database itself.

Row n of a table has the id `bench.id(n)`. Every hundredth belongs to the student, the others to 19,999 accounts in
turn; tables with one row per account have as many accounts as rows.
"""

from typing import Final

from alcove.foundation.database import Connection, connect

TIMEOUT: Final = 1800.0
"""Seconds that a statement may take."""

# Triggers and the checks of references cost more than the rows. The checks of the tables hold.
_SESSION: Final = """
SET session_replication_role = replica;
SET synchronous_commit = off;
SET statement_timeout = 0;
SET maintenance_work_mem = '512MB';
"""
_FUNCTIONS: Final = """
CREATE SCHEMA bench;
CREATE FUNCTION bench.account(k bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('00000000-0000-4000-8000-' || lpad(k::text, 12, '0'))::uuid $$;
CREATE FUNCTION bench.id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
CREATE FUNCTION bench.owner(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT bench.account(CASE WHEN n % 100 = 0 THEN 1 ELSE 2 + n % 19999 END) $$;
"""
# One account is due to be deleted, with its rows in all tables.
_DUE: Final = """
INSERT INTO study.account_deletion (user_id, requested_at, due_at) VALUES (bench.account(5), now(), now())
"""
# The student owns the app, and so may read its alerts.
_OWNER: Final = """
INSERT INTO alcove.account_role (user_id, app, role) VALUES (bench.account(1), 'study', 'owner')
ON CONFLICT (user_id, app) DO UPDATE SET role = excluded.role
"""
_DROP: Final = "DROP SCHEMA bench CASCADE"
# Those that no constraint needs are made after the rows, which takes half the time.
_INDEXES: Final = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index AS i
WHERE indrelid = $1::text::regclass AND NOT indisunique
"""

_AT: Final = "now() - (n * 7919 % 63072000) * interval '1 second'"
"""An instant within the last two years."""
_SOON: Final = "now() + (n * 7919 % 63072000 - 31536000) * interval '1 second'"
"""An instant within a year before or after now."""
_OWN: Final = {"id": "bench.id(n)", "user_id": "bench.owner(n)"}
# A subject, set, quiz, chat or room with twenty rows of the same account.
_PARENT: Final = "bench.id(CASE WHEN n % 100 = 0 THEN n % 50000 ELSE n END)"
_ONE_OF: Final = "(ARRAY[{}])[1 + n / 100 % {}]"


def _one_of(*values: str) -> str:
    return _ONE_OF.format(", ".join(f"'{value}'" for value in values), len(values))


TABLES: Final[dict[str, dict[str, str]]] = {
    "auth.users": {
        "id": "bench.account(n)", "aud": "'authenticated'", "role": "'authenticated'",
        "email": "n || '@example.org'", "created_at": _AT, "updated_at": _AT, "last_sign_in_at": _AT,
    },
    "public.profiles": {
        "id": "bench.account(n)", "email": "n || '@example.org'", "created_at": _AT,
        "timezone": _one_of("UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York"),
    },
    "public.user_settings": {
        "user_id": "bench.account(n)",
        "study_reminder_time": "CASE WHEN n % 50 = 0 THEN make_time((n % 24)::integer, 30, 0) END",
    },
    "public.study_streaks": {
        "user_id": "bench.account(n)", "current_streak": "CASE WHEN n % 20 = 0 THEN 5 ELSE 0 END",
        "last_study_date": "current_date - CASE WHEN n % 20 = 0 AND n % 2000 > 0 THEN 0 ELSE 9 END",
    },
    "public.subjects": {**_OWN, "name": "'Subject ' || n", "created_at": _AT},
    "public.tasks": {
        **_OWN, "subject_id": _PARENT, "title": "'Task ' || n", "due_date": _SOON, "created_at": _AT,
        "status": _one_of("todo", "in_progress", "completed") + "::public.task_status",
        "completed_at": f"CASE WHEN n / 100 % 3 = 2 THEN {_AT} END", "tags": "ARRAY['tag ' || n % 7]",
    },
    "public.task_recurrences": {
        "id": "bench.id(n)", "user_id": "bench.owner(n)", "task_id": "bench.id(n)", "rule": "'FREQ=DAILY'",
        "completed_at": f"CASE WHEN n / 100 % 3 = 2 THEN {_AT} END",
        "continued_at": f"CASE WHEN n / 100 % 3 = 2 THEN {_AT} END", "created_at": _AT,
    },
    "public.study_sessions": {
        **_OWN, "subject_id": _PARENT, "title": "'Session ' || n", "duration": "25", "created_at": _AT,
        "status": "'completed'", "started_at": _AT, "completed_at": _AT, "focus_score": "n % 100",
    },
    "public.study_goals": {
        **_OWN, "subject_id": _PARENT, "title": "'Goal ' || n", "target_value": "10", "deadline": _SOON,
        "type": _one_of("daily", "weekly", "custom", "yearly") + "::public.goal_type", "created_at": _AT,
        "status": "CASE WHEN n / 100 % 10 = 0 THEN 'active' ELSE 'completed' END::public.goal_status",
    },
    "study.goal_progress": {
        "goal_id": "bench.id(n)", "user_id": "bench.owner(n)", "period_start": "current_date", "base": "0",
    },
    "public.goals": {**_OWN, "title": "'Goal ' || n", "target_date": f"({_SOON})::date", "created_at": _AT},
    "public.assignments": {**_OWN, "title": "'Assignment ' || n", "due_date": _SOON, "created_at": _AT},
    "public.study_hours": {**_OWN, "date": "current_date - (n / 100)::integer", "created_at": _AT},
    "public.study_analytics": {
        **_OWN, "date": "current_date - (n / 100)::integer", "total_study_time": "25", "created_at": _AT,
    },
    "study.event_days": {
        "source": "'session'", "row_id": "bench.id(n)", "user_id": "bench.owner(n)", "counted_at": _AT,
        "day": f"({_AT})::date",
    },
    "public.daily_logins": {**_OWN, "login_date": "current_date - (n / 100)::integer"},
    "public.achievements": {**_OWN, "title": "'Achievement ' || n", "created_at": _AT},
    "public.ai_tutor_sessions": {
        **_OWN, "subject_id": _PARENT, "created_at": _AT, "last_activity": _AT,
        "total_messages": "CASE WHEN n % 1000 = 500 THEN 0 ELSE 1 END",
    },
    "public.ai_messages": {
        **_OWN, "session_id": "bench.id(CASE WHEN n % 1000 = 500 THEN n + 1 ELSE n END)",
        "role": _one_of("user", "assistant"),
        "content": "'What is the answer to question ' || n", "created_at": _AT,
    },
    "study.answers": {
        "id": "n::text", "user_id": "bench.owner(n)", "question": "'Question ' || n", "owner": "bench.id(n)",
        "state": "'complete'", "payload": "'{}'", "created_at": "now() - n % 80000 * interval '1 second'",
        "ended_at": "now() - n % 80000 * interval '1 second'",
    },
    "study.cached_answers": {
        "user_id": "bench.owner(n)", "key": "sha256(n::text::bytea)", "content": "'Answer'", "payload": "'{}'",
        "created_at": "now()", "expires_at": "now() + (n % 80000 - 100) * interval '1 second'",
    },
    "study.ai_user_usage": {
        "user_id": "bench.owner(n)", "period": "'day'", "starts_on": "current_date - (n / 100)::integer",
    },
    "public.api_usage_logs": {**_OWN, "provider": "'openai'", "request_timestamp": _AT},
    "public.calendar_events": {
        **_OWN, "subject_id": _PARENT, "title": "'Event ' || n", "event_type": "'class'", "created_at": _AT,
        "event_date": f"({_SOON})::date", "event_time": "'10:00'", "end_time": "'11:00'",
        "recurring": "n % 10000 = 0", "recurring_pattern": "CASE WHEN n % 10000 = 0 THEN 'FREQ=WEEKLY' END",
        "notification_time": "CASE WHEN n % 3 = 0 THEN 30 END",
    },
    "public.calendar_details": {
        **_OWN, "event_id": "bench.id(n)", "uid": "'event-' || n",
        "series_id": "CASE WHEN n % 1000 = 500 AND n > 10000 THEN bench.id(n / 10000 * 10000) END",
        "original_date": "CASE WHEN n % 1000 = 500 THEN current_date - (n % 10000 / 100)::integer END",
    },
    "public.timetable_entries": {
        **_OWN, "subject_id": _PARENT, "day_of_week": "n / 100 % 7", "start_time": "'10:00'", "end_time": "'11:00'",
        "term_id": _PARENT,
    },
    "public.timetable_terms": {
        **_OWN, "name": "'Term ' || n", "start_date": "current_date - 90", "end_date": "current_date + 90",
    },
    "public.notifications": {
        **_OWN, "title": "'Hello'", "message": "'Message ' || n", "read": "n / 100 % 10 > 0", "created_at": _AT,
    },
    "study.reminders": {
        "user_id": "bench.owner(n)", "occasion": "'task/' || n",
        "made_at": "now() - n % 7776000 * interval '1 second'",
    },
    "public.flashcard_sets": {**_OWN, "title": "'Set ' || n", "is_public": "n % 1000 = 1", "created_at": _AT},
    "public.flashcards": {
        **_OWN, "set_id": _PARENT, "front_content": "'Front ' || n", "back_content": "'Back'", "created_at": _AT,
    },
    "public.flashcard_sessions": {**_OWN, "flashcard_set_id": _PARENT, "created_at": _AT, "completed": "true"},
    "study.card_schedules": {"card_id": "bench.id(n)", "due_at": _SOON},
    "study.card_states": {
        "card_id": "bench.id(n)", "user_id": "bench.owner(n)", "state": "CASE WHEN n % 3 = 0 THEN 0 "
        "ELSE 2 END", "due_at": f"CASE WHEN n % 3 > 0 THEN {_SOON} END", "stability": "5", "difficulty": "5",
        "is_outdated": "n % 100000 = 7",
    },
    "study.card_reviews": {
        "id": "bench.id(n)", "user_id": "bench.owner(n)", "card_id": _PARENT, "set_id": _PARENT,
        "rating": "1 + n / 100 % 4", "quality": "4", "reviewed_at": _AT, "study_day": f"({_AT})::date",
        "is_counted": "true",
    },
    "study.card_imports": {
        **_OWN, "state": "'done'", "created_at": _AT, "updated_at": "now() - n % 80000 * interval '1 second'",
    },
    "public.quizzes": {**_OWN, "title": "'Quiz ' || n", "created_at": _AT, "subject_id": _PARENT},
    "public.quiz_attempts": {
        **_OWN, "quiz_id": _PARENT, "score": "n % 100", "completed": "true", "started_at": _AT, "created_at": _AT,
    },
    "public.quiz_keys": {**_OWN, "quiz_id": "bench.id(n)", "answers": "'[]'"},
    "public.quiz_attempt_keys": {
        **_OWN, "quiz_id": _PARENT, "attempt_id": "bench.id(n)", "state": "'submitted'", "passing_score": "50",
    },
    "public.exams": {**_OWN, "title": "'Exam ' || n", "exam_date": f"({_SOON})::date", "created_at": _AT},
    "study.generations": {
        **_OWN, "material_id": _PARENT, "kind": "'cards'", "options": "'{}'", "state": "'ready'", "created_at": _AT,
    },
    "public.materials": {
        **_OWN, "subject_id": _PARENT, "title": "'Material ' || n", "content": "'Text ' || n", "created_at": _AT,
    },
    "study.material_imports": {
        "material_id": "bench.id(n)", "user_id": "bench.owner(n)", "state": "'ready'", "updated_at": _AT,
    },
    "study.passages": {
        **_OWN, "kind": "'material'", "source_id": "bench.id(n)", "title": "'Chapter'", "content": "'Text ' || n",
        "created_at": _AT,
    },
    "public.security_events": {
        **_OWN, "event_type": "'login_failed'", "severity": _one_of("low", "medium", "high"),
        "created_at": "now() - n % 7776000 * interval '1 second'",
    },
    "study.security_counts": {
        "kind": "'failed_sign_in'", "subject": "bench.owner(n)", "number": "1",
        "minute": "date_trunc('minute', now()) - n * interval '7 minutes'",
    },
    "study.security_alerts": {
        "id": "bench.id(n)", "kind": "'failed_sign_in'", "subject": "n", "severity": "'medium'", "number": "10",
        "hour": f"date_trunc('hour', {_AT})", "first_seen": _AT, "last_seen": _AT, "created_at": _AT,
        "acknowledged_at": "CASE WHEN n % 1000 <> 1 THEN now() END", "escalated_at": _AT,
    },
    "study.logged_errors": {
        "fingerprint": "md5(n::text)", "exception": "'ValueError'", "place": "'read'", "event": "'request_failed'",
        "source": "'web'", "number": "1", "first_seen": _AT, "last_seen": _AT, "sample": "'Traceback'",
        "resolved_at": "CASE WHEN n % 1000 <> 1 THEN now() END",
    },
    "public.rate_limits": {**_OWN, "window_start": "now() - n % 604900 * interval '1 second'"},
    "study.request_counts": {
        "identifier": "bench.owner(n)", "endpoint": "'endpoint ' || n", "window_start": "now()",
        "expires_at": "now() - (n % 86000 - 600) * interval '1 second'", "max_requests": "10",
    },
    "public.api_vault": {
        **_OWN, "key_name": "'key ' || n", "provider": "'openai'", "created_at": _AT,
        "ciphertext": "'v2.' || current_setting('bench.master_key') || '.AAAAAAAAAAAAAAAA.' || n",
        "expires_at": _SOON,
    },
    "public.vault_logs": {**_OWN, "action": "'read'", "key_name": "'key ' || n", "created_at": _AT},
    "public.api_key_logs": {**_OWN, "key_name": "'key ' || n", "created_at": _AT},
    "public.api_key_rotations": {**_OWN, "key_name": "'key ' || n", "new_version": "2"},
    "public.api_key_usage": {**_OWN, "provider": "'provider ' || n"},
    "study.machine_clients": {
        "id": "bench.id(n)", "user_id": "bench.account(n)", "name": "'client'", "ciphertext": "'AAAA'",
    },
    "study.request_nonces": {
        "client_id": "bench.id(n)", "nonce": "n", "expires_at": "now() + (n % 80000 - 10) * interval '1 second'",
    },
    "study.rooms": {
        "id": "bench.id(n)", "name": "'Room ' || n", "is_open": "n % 1000 = 1", "capacity": "50",
        "last_number": "1000", "created_at": _AT,
    },
    "study.room_members": {
        "room_id": "bench.id(n / 50 * 50)", "user_id": "bench.owner(n)", "joined_at": _AT,
        "role": "CASE WHEN n % 50 = 1 THEN 'owner' ELSE 'member' END",
    },
    "study.room_events": {
        "room_id": "bench.id(n % 1000)", "number": "1 + n / 1000", "kind": "'message'", "user_id": "bench.owner(n)",
        "data": "'{\"text\":\"Hello\"}'", "created_at": "now() - n % 2500000 * interval '1 second'",
    },
    "study.room_tickets": {
        "ticket_hash": "sha256(n::text::bytea)", "room_id": "bench.id(n)", "user_id": "bench.owner(n)",
        "expires_at": "now() + (n % 80000 - 10) * interval '1 second'",
    },
    "study.room_invitations": {
        "id": "bench.id(n)", "room_id": "bench.id(n)", "code_hash": "sha256(n::text::bytea)", "uses_left": "1",
        "created_by": "bench.owner(n)", "expires_at": "now() + (n % 80000 - 10) * interval '1 second'",
    },
    "storage.objects": {
        "bucket_id": "'materials'", "name": "bench.owner(n) || '/' || n", "owner_id": "bench.owner(n)",
        "version": "n", "metadata": "'{\"size\": 1}'",
    },
    "auth.audit_log_entries": {
        "id": "bench.id(n)", "payload": "json_build_object('actor_id', bench.owner(n))", "ip_address": "''",
        "created_at": "now() - n % 7776100 * interval '1 second'",
    },
    "auth.sessions": {**_OWN, "created_at": _AT, "updated_at": _AT, "refreshed_at": "now()"},
    "auth.refresh_tokens": {
        "token": "'token ' || n", "user_id": "bench.owner(n)", "session_id": "bench.id(n)", "revoked": "false",
        "created_at": _AT, "updated_at": _AT,
    },
}  # fmt: skip
"""The values of the columns by table, as SQL of n."""


async def fill_plans(dsn: str, count: int, *, master_key: str) -> None:
    """Add `count` rows to each table and analyze it; the stored secrets name a master key."""
    connection = await connect(dsn)
    try:
        await connection.execute(_SESSION)
        await connection.execute(_FUNCTIONS)
        await connection.execute("SELECT set_config('bench.master_key', $1, false)", master_key)
        for table in TABLES:
            await _fill_table(connection, table, count=count)
        await connection.execute(_DUE)
        await connection.execute(_OWNER)
        await connection.execute(_DROP)
    finally:
        await connection.close()


async def _fill_table(connection: Connection, table: str, *, count: int) -> None:
    columns = TABLES[table]
    indexes = await connection.fetch(_INDEXES, table)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    values = ", ".join(columns.values())
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM generate_series(1::bigint, {count}) AS n"  # noqa: S608
    await connection.execute(f"{sql} ON CONFLICT DO NOTHING", timeout=TIMEOUT)
    for index in indexes:
        await connection.execute(index["definition"], timeout=TIMEOUT)
    await connection.execute(f"VACUUM (ANALYZE) {table}", timeout=TIMEOUT)
