"""The errors that Supabase's client relies on, each with its status, code and text."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from e2e.study.conftest import Student, StudyServer
from support.supabase_js import Step, SupabaseJs

UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"
TASK = {"title": "t", "user_id": UNKNOWN_ID}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCase:
    """A call of an account, or of nobody, and the error that it gets; `USER` stands for the account's id."""

    name: str
    chain: list[Step]
    status: int
    code: str
    message: str
    details: str | None = None
    signed_in: bool = True
    schema: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _from(table: str, *steps: Step) -> list[Step]:
    return [("from", table), *steps]


CASES = [
    ErrorCase(
        name="no row as one object",
        chain=_from("tasks", ("select", "*"), ("eq", "id", UNKNOWN_ID), ("single",)),
        status=406,
        code="PGRST116",
        message="Cannot coerce the result to a single JSON object",
        details="The result contains 0 rows",
    ),
    ErrorCase(
        name="bad filter",
        chain=_from("tasks", ("select", "*"), ("filter", "title", "xx", "1")),
        status=400,
        code="PGRST100",
        message='"failed to parse filter (xx.1)" (line 1, column 1)',
    ),
    ErrorCase(
        name="offset past the end with a count",
        chain=_from("tasks", ("select", "*", {"count": "exact"}), ("range", 100, 109)),
        status=416,
        code="PGRST103",
        message="Requested range not satisfiable",
        details="An offset of 100 was requested, but there are only 0 rows.",
    ),
    ErrorCase(
        name="unknown schema",
        chain=_from("tasks", ("select", "*")),
        schema="nope",
        status=406,
        code="PGRST106",
        message="Invalid schema: nope",
    ),
    ErrorCase(
        name="schema of the server's own",
        chain=_from("users", ("select", "*")),
        schema="auth",
        status=406,
        code="PGRST106",
        message="Invalid schema: auth",
    ),
    ErrorCase(
        name="no relationship",
        chain=_from("tasks", ("select", "*, quizzes(*)")),
        status=400,
        code="PGRST200",
        message="Could not find a relationship between 'tasks' and 'quizzes' in the schema cache",
        details=(
            "Searched for a foreign key relationship between 'tasks' and 'quizzes' in the schema 'public',"
            " but no matches were found."
        ),
    ),
    ErrorCase(
        name="unknown function",
        chain=[("rpc", "no_such_function", {"a": 1})],
        status=404,
        code="PGRST202",
        message="Could not find the function public.no_such_function(a) in the schema cache",
        details=(
            "Searched for the function public.no_such_function with parameter a or with a single unnamed json/jsonb"
            " parameter, but no matches were found in the schema cache."
        ),
    ),
    ErrorCase(
        name="unknown column of a body",
        chain=_from("tasks", ("insert", {**TASK, "nope": 1})),
        status=400,
        code="PGRST204",
        message="Could not find the 'nope' column of 'tasks' in the schema cache",
    ),
    ErrorCase(
        name="unknown column in columns",
        chain=_from("tasks", ("insert", [{**TASK, "nope": 1}])),
        status=400,
        code="PGRST204",
        message="Could not find the 'nope' column of 'tasks' in the schema cache",
    ),
    ErrorCase(
        name="unknown table",
        chain=_from("no_such_table", ("select", "*")),
        status=404,
        code="PGRST205",
        message="Could not find the table 'public.no_such_table' in the schema cache",
    ),
    ErrorCase(
        name="unknown column of a filter",
        chain=_from("tasks", ("select", "*"), ("eq", "nope", 1)),
        status=400,
        code="42703",
        message="column tasks.nope does not exist",
    ),
    ErrorCase(
        name="a bad uuid",
        chain=_from("tasks", ("select", "*"), ("eq", "id", "abc")),
        status=400,
        code="22P02",
        message='invalid input syntax for type uuid: "abc"',
    ),
    ErrorCase(
        name="a bad enum",
        chain=_from("tasks", ("insert", {"title": "t", "user_id": "USER", "status": "nope"})),
        status=400,
        code="22P02",
        message='invalid input value for enum task_status: "nope"',
    ),
    ErrorCase(
        name="a bad date",
        chain=_from(
            "calendar_events", ("insert", {"title": "t", "user_id": "USER", "event_type": "exam", "event_date": "soon"})
        ),
        status=400,
        code="22007",
        message='invalid input syntax for type date: "soon"',
    ),
    ErrorCase(
        name="a missing value",
        chain=_from("tasks", ("insert", {"user_id": "USER"})),
        status=400,
        code="23502",
        message='null value in column "title" of relation "tasks" violates not-null constraint',
    ),
    ErrorCase(
        name="a check",
        chain=_from("user_settings", ("update", {"theme": "pink"}), ("eq", "user_id", "USER")),
        status=400,
        code="23514",
        message='new row for relation "user_settings" violates check constraint "user_settings_theme_check"',
    ),
    ErrorCase(
        name="a unique key",
        chain=_from("profiles", ("insert", {"id": "USER"})),
        status=409,
        code="23505",
        message='duplicate key value violates unique constraint "profiles_pkey"',
    ),
    ErrorCase(
        name="a foreign key",
        chain=_from("tasks", ("insert", {"title": "t", "user_id": "USER", "subject_id": UNKNOWN_ID})),
        status=409,
        code="23503",
        message='insert or update on table "tasks" violates foreign key constraint "tasks_subject_id_fkey"',
        details='Key is not present in table "subjects".',
    ),
    ErrorCase(
        name="another account's row",
        chain=_from("tasks", ("insert", TASK)),
        status=403,
        code="42501",
        message='new row violates row-level security policy for table "tasks"',
    ),
    ErrorCase(
        name="a row of nobody",
        chain=_from("tasks", ("insert", TASK)),
        signed_in=False,
        status=401,
        code="42501",
        message='new row violates row-level security policy for table "tasks"',
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_errors_are_postgrests(case: ErrorCase, client: SupabaseJs, ann: Student) -> None:
    """Each error has the status, code, message and details that PostgREST gives."""
    chain = [_fill_in(step, ann.id) for step in case.chain]
    result = client.call(*chain, token=ann.token if case.signed_in else None, schema=case.schema)
    assert result.error is not None
    assert (result.status, result.error["code"], result.error["message"]) == (case.status, case.code, case.message)
    assert result.data is None
    if case.details is not None:
        assert result.error["details"] == _fill_in(case.details, ann.id)


def test_the_row_of_another_account_is_reported_as_a_missing_one(
    client: SupabaseJs, ann: Student, bob: Student
) -> None:
    """The error does not tell whether a row exists that the caller may not see."""
    row = {"name": "Secret", "user_id": bob.id}
    made = client.call(("from", "subjects"), ("insert", row), ("select",), ("single",), token=bob.token)
    errors = [
        client.call(("from", "tasks"), ("insert", {**TASK, "user_id": ann.id, "subject_id": subject}), token=ann.token)
        for subject in (made.data["id"], UNKNOWN_ID)
    ]
    assert errors[0].status == 409
    assert errors[0] == errors[1]


def _fill_in(value: Any, user_id: str) -> Any:
    """Return the value with `USER` replaced by the account's id."""
    if isinstance(value, str):
        return value.replace("USER", user_id)
    if isinstance(value, dict):
        return {key: _fill_in(item, user_id) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill_in(item, user_id) for item in value]
    return value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('[{"title": "a"}, {"title": "b", "points": 1}]', "All object keys must match"),
        ('{"title": ', "Empty or invalid json"),
        ("", "Empty or invalid json"),
    ],
)
def test_bodies_are_checked(body: str, message: str, study_server: StudyServer, ann: Student) -> None:
    """Rows with differing keys and malformed JSON are PGRST102."""
    response = study_server.request(
        "POST", "tasks", token=ann.token, content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json() == {"code": "PGRST102", "message": message, "details": None, "hint": None}


def test_a_write_that_is_no_single_object_is_undone(client: SupabaseJs, ann: Student) -> None:
    """Two rows as one object are PGRST116, and nothing is stored; no row on an update is forgiven by maybeSingle."""
    rows = [{"user_id": ann.id, "title": title} for title in ("a", "b")]
    refused = client.call(("from", "tasks"), ("insert", rows), ("select",), ("single",), token=ann.token)
    assert (refused.status, refused.error and refused.error["code"]) == (406, "PGRST116")
    assert client.call(("from", "tasks"), ("select", "*"), token=ann.token).data == []
    forgiven = client.call(
        ("from", "tasks"),
        ("update", {"title": "x"}),
        ("eq", "id", UNKNOWN_ID),
        ("select",),
        ("maybeSingle",),
        token=ann.token,
    )
    assert (forgiven.data, forgiven.error) == (None, None)
