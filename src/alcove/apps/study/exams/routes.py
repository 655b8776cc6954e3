"""`/api/exams`."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from alcove.apps.study.exams.model import ExamStatus, find_problems
from alcove.apps.study.exams.schemas import ExamBody, ExamFields
from alcove.apps.study.exams.store import read_exam
from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import DEFAULT, Change, Filter, Operator, Resource, Rows, both_paths, register_rows
from alcove.apps.study.native_rows.model import Values
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api

EXAMS: Final = Resource(
    noun="exam",
    plural="exams",
    table="public.exams",
    paths=both_paths("exams"),
    body=ExamBody,
    fields=ExamFields,
    filters=(
        Filter(name="status", kind=ExamStatus, operator=Operator.ANY_OF, description="One or several, with commas."),
        Filter(name="subject_id", kind=UUID),
        Filter(name="date_from", kind=date, operator=Operator.FROM, column="exam_date"),
        Filter(name="date_until", kind=date, operator=Operator.UNTIL, column="exam_date"),
        Filter(name="q", kind=str, operator=Operator.CONTAINS, column="title", description="Text in the title."),
    ),
    sorts=("exam_date", "created_at", "updated_at", "title"),
    order="exam_date",
    json_columns=frozenset({"questions"}),
)


async def prepare_exam(change: Change) -> Values:
    """Return the values of an exam; InvalidFields for marks and times that contradict each other."""
    stored = {} if change.row_id is None else await read_exam(change.connection, change.row_id, user_id=change.user_id)
    values = {name: None if value is DEFAULT else value for name, value in change.values.items()}
    problems = find_problems({**stored, **values})
    if problems:
        raise InvalidFields(problems)
    return change.values


def register_exams(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the routes of exams."""
    register_rows(apis, Rows(deps.pool, EXAMS, prepare=prepare_exam), callers=callers)
