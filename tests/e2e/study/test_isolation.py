"""No request of one account returns or changes a row of another one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.rows import dict_row

from e2e.study.conftest import Student, StudyServer

MARK = "a line that only its owner knows"
DAY = "2026-09-17"
# What each table needs besides its owner; `@table` stands for a row of the same account.
ROWS: Mapping[str, Mapping[str, Any]] = {
    "subjects": {"name": MARK},
    "tasks": {"title": MARK, "subject_id": "@subjects"},
    "study_sessions": {"title": MARK, "subject_id": "@subjects", "status": "completed", "duration": 5},
    "study_goals": {"title": MARK, "target_value": 1},
    "study_analytics": {"date": "2020-01-01"},
    "ai_tutor_sessions": {"title": MARK},
    "ai_messages": {"session_id": "@ai_tutor_sessions", "role": "user", "content": MARK},
    "calendar_events": {"title": MARK, "event_type": "exam", "event_date": DAY},
    "notifications": {"title": MARK, "message": MARK},
    "flashcard_sets": {"title": MARK},
    "flashcards": {"set_id": "@flashcard_sets", "front_content": MARK, "back_content": MARK},
    "flashcard_sessions": {"flashcard_set_id": "@flashcard_sets"},
    "quizzes": {"title": MARK},
    "quiz_attempts": {"quiz_id": "@quizzes"},
    "exams": {"title": MARK},
    "achievements": {"title": MARK},
    "rate_limits": {"window_start": DAY},
    "api_usage_logs": {"provider": MARK, "request_timestamp": DAY},
    "security_events": {"event_type": MARK},
    "materials": {"title": MARK},
    "assignments": {"title": MARK},
    "study_hours": {"date": DAY},
    "goals": {"title": MARK},
    "daily_logins": {"login_date": DAY},
}
OWN_ROWS = ("profiles", "user_settings", "study_streaks")
"""Tables with one row for each account, made with it."""
TABLES = (*ROWS, *OWN_ROWS)


@dataclass(frozen=True, slots=True)
class Scene:
    """Two accounts with a row in each table; `secrets` are texts that only the second one may see."""

    server: StudyServer
    caller: Student
    other: Student
    ids: Mapping[str, str]
    secrets: frozenset[str]
    connection: psycopg.Connection[Any]

    def rows_of_other(self) -> list[Any]:
        """Return all rows of the second account, as the database has them."""
        parts = [
            sql.SQL(
                "SELECT {name} AS tab, to_jsonb(t)::text AS line FROM public.{table} AS t WHERE {owner} = {id}"
            ).format(
                name=table,
                table=sql.Identifier(table),
                owner=sql.Identifier("id" if table == "profiles" else "user_id"),
                id=self.other.id,
            )
            for table in TABLES
        ]
        statement = sql.SQL(" UNION ALL ").join(parts) + sql.SQL(" ORDER BY 1, 2")
        return self.connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def scene(study_server: StudyServer) -> Iterator[Scene]:
    """Yield two accounts of which each has a row in every table."""
    caller, other = study_server.add_student("Ann"), study_server.add_student("Bob")
    with psycopg.connect(study_server.dsn, autocommit=True, row_factory=dict_row) as connection:
        _fill(connection, caller)
        ids = _fill(connection, other)
        yield Scene(study_server, caller, other, ids, frozenset({*ids.values(), MARK}), connection)


def _fill(connection: psycopg.Connection[Any], student: Student) -> dict[str, str]:
    """Insert a row into each table and return their ids."""
    ids: dict[str, str] = {}
    for table, values in ROWS.items():
        row = {
            "user_id": student.id,
            **{name: ids[v[1:]] if str(v).startswith("@") else v for name, v in values.items()},
        }
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        statement = sql.SQL("INSERT INTO public.{} ({}) VALUES ({}) RETURNING id::text").format(
            sql.Identifier(table), columns, sql.SQL(", ").join(sql.Placeholder() * len(row))
        )
        made = connection.execute(statement, list(row.values())).fetchone()
        assert made is not None
        ids[table] = made["id"]
    return ids


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request; `OTHER` stands for the second account's id, `ROW` for the id of its row in the table."""

    method: str
    path: str
    table: str
    body: Any = None
    prefer: str = ""


_tables = st.sampled_from(TABLES)
_selects = st.sampled_from(
    [
        "*",
        "id",
        "*,profiles(*)",
        "user_id,profiles(id,email)",
        "*,subjects(*)",
        "profiles!inner(*,tasks(*),subjects(*))",
        "*,profiles(*,ai_messages(*),flashcards(*),study_sessions(*,subjects(*)))",
        "*,ai_messages(*)",
        "*,flashcards(*)",
        "*,...profiles(email)",
        "id,profiles(goals(title),materials(title),exams(*))",
        "*,quiz_attempts(*)",
    ]
)
_filters = st.lists(
    st.sampled_from(
        [
            "user_id=eq.OTHER",
            "id=eq.ROW",
            "id=in.(ROW,OTHER)",
            "id=not.is.null",
            "or=(user_id.eq.OTHER,id.eq.ROW)",
            "not.and=(id.is.null,user_id.is.null)",
            "user_id=neq.00000000-0000-0000-0000-000000000000",
            "limit=1000",
            "order=created_at.desc",
            "profiles.id=eq.OTHER",
            "user_id=eq(any).{OTHER}",
            "id=gt.0",
            "created_at=lt.2100-01-01",
            "profiles=not.is.null",
            "id=isdistinct.CALLER",
        ]
    ),
    max_size=3,
)
_bodies = st.sampled_from(
    [
        {"user_id": "OTHER"},
        {"user_id": "CALLER", "id": "ROW"},
        {"id": "ROW", "user_id": "OTHER", "title": "mine now"},
        {"title": "mine now"},
        {"user_id": "CALLER", "title": "t", "subject_id": "SUBJECT"},
        {"created_at": "2000-01-01"},
        {"user_id": "CALLER", "set_id": "SET", "front_content": "f", "back_content": "b"},
        {"id": "OTHER", "email": "x@y.z"},
        {"user_id": "CALLER", "session_id": "SESSION", "role": "user", "content": "c"},
        {"user_id": "OTHER", "name": "n"},
        [{"user_id": "OTHER", "title": "a"}, {"user_id": "CALLER", "title": "b"}],
    ]
)
_prefers = st.sampled_from(
    [
        "",
        "return=representation",
        "resolution=merge-duplicates,return=representation",
        "return=headers-only",
        "count=exact",
        "resolution=ignore-duplicates,return=representation",
        "return=representation,count=exact,missing=default",
    ]
)
_calls = st.sampled_from(
    [
        ("record_daily_login", {"p_user_id": "OTHER"}),
        ("get_login_history", {"p_user_id": "OTHER", "p_days": 400}),
        ("recalculate_user_streaks", {"p_user_id": "OTHER"}),
        ("mark_notification_read", {"notification_id": "NOTICE"}),
        ("update_spaced_repetition", {"p_flashcard_id": "CARD", "p_user_id": "OTHER", "p_quality": 1}),
        ("increment_study_time", {"user_id": "OTHER", "minutes": 5}),
        ("increment_rate_limit", {"p_user_id": "OTHER", "p_window_start": DAY}),
        ("check_rate_limit", {"p_identifier": "OTHER", "p_endpoint": "x"}),
    ]
)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    """Draw a request that tries to reach the other account's rows."""
    method = draw(st.sampled_from(["GET", "GET", "POST", "PATCH", "DELETE", "PUT", "CALL"]))
    if method == "CALL":
        name, arguments = draw(_calls)
        return Attempt("POST", f"rpc/{name}", "tasks", arguments, draw(_prefers))
    table = draw(_tables)
    query = [f"select={draw(_selects)}", *draw(_filters)]
    body = None if method in {"GET", "DELETE"} else draw(_bodies)
    if method == "DELETE":
        # The caller's own rows stay for the next examples.
        query.append("or=(user_id.eq.OTHER,id.eq.ROW)" if table != "profiles" else "id=eq.OTHER")
    if method == "PUT":
        query = ["id=eq.ROW"]
    return Attempt(method, f"{table}?{'&'.join(query)}", table, body, draw(_prefers))


SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], derandomize=True)


@settings(SETTINGS, max_examples=50)
@given(attempt=attempts())
def test_no_request_reaches_the_rows_of_another_account(attempt: Attempt, scene: Scene) -> None:
    """Reads, embeds, writes and calls neither return what only the other account may see, nor change its rows."""
    try_to_reach(attempt, scene)


@pytest.mark.slow
@settings(SETTINGS, max_examples=500)
@given(attempt=attempts())
def test_no_request_of_many_reaches_the_rows_of_another_account(attempt: Attempt, scene: Scene) -> None:
    """The same holds for hundreds of requests."""
    try_to_reach(attempt, scene)


def try_to_reach(attempt: Attempt, scene: Scene) -> None:
    """Send the request; fail if the response has a text of the other account, or if its rows have changed."""
    before = scene.rows_of_other()
    path, body = _fill_in(attempt, attempt.path, scene), _fill_in(attempt, json.dumps(attempt.body), scene)
    response = scene.server.request(
        attempt.method,
        quote(path, safe="/?&=(),.:*!{}"),
        token=scene.caller.token,
        content=None if attempt.body is None else body,
        headers={"prefer": attempt.prefer, "content-type": "application/json"},
    )
    event(f"{attempt.method} {response.status_code // 100}xx")
    assert response.status_code < 500, response.text
    sent = path + body
    own_rows = _own_texts(response.text)
    leaked = [secret for secret in scene.secrets - {MARK} if secret in response.text and secret not in sent]
    assert not leaked, response.text
    assert scene.other.id not in own_rows, response.text
    assert scene.rows_of_other() == before


def _own_texts(text: str) -> str:
    """Return a response without what errors repeat of the request."""
    return "" if '"code"' in text[:200] else text


def _fill_in(attempt: Attempt, text: str, scene: Scene) -> str:
    ids = scene.ids
    names = {
        "ROW": ids.get(attempt.table, scene.other.id),
        "OTHER": scene.other.id,
        "CALLER": scene.caller.id,
        "SUBJECT": ids["subjects"],
        "SESSION": ids["ai_tutor_sessions"],
        "SET": ids["flashcard_sets"],
        "NOTICE": ids["notifications"],
        "CARD": ids["flashcards"],
    }
    for name, value in names.items():
        text = text.replace(name, value)
    return text
