"""`/api/subjects`, `/api/tasks` and `/api/goals`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import Filter, Operator, Resource, Rows, both_paths, register_rows
from alcove.apps.study.planner.model import GoalStatus, GoalType, TaskPriority, TaskStatus
from alcove.apps.study.planner.schemas import GoalBody, GoalFields, SubjectBody, SubjectFields, TaskBody, TaskFields
from alcove.apps.study.recurring_tasks import RULE_OF_TASK
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api

_SUBJECT: Final = Filter(name="subject_id", kind=UUID)
_TEXT: Final = Filter(name="q", kind=str, operator=Operator.CONTAINS, column="title", description="Text in the title.")

SUBJECTS: Final = Resource(
    noun="subject",
    plural="subjects",
    table="public.subjects",
    paths=both_paths("subjects"),
    body=SubjectBody,
    fields=SubjectFields,
    filters=(
        Filter(name="is_archived", kind=bool),
        Filter(name="q", kind=str, operator=Operator.CONTAINS, column="name", description="Text in the name."),
    ),
    sorts=("name", "created_at", "updated_at"),
    order="name",
)
TASKS: Final = Resource(
    noun="task",
    plural="tasks",
    table="public.tasks",
    paths=both_paths("tasks"),
    body=TaskBody,
    fields=TaskFields,
    filters=(
        Filter(name="status", kind=TaskStatus, operator=Operator.ANY_OF, description="One or several, with commas."),
        Filter(name="priority", kind=TaskPriority, operator=Operator.ANY_OF),
        _SUBJECT,
        Filter(name="due_from", kind=datetime, operator=Operator.FROM, column="due_date"),
        Filter(name="due_before", kind=datetime, operator=Operator.BEFORE, column="due_date"),
        Filter(name="tag", kind=str, operator=Operator.HAS, column="tags"),
        _TEXT,
    ),
    sorts=("created_at", "updated_at", "due_date", "priority", "title", "completed_at"),
    computed={"recurrence": RULE_OF_TASK},
)
GOALS: Final = Resource(
    noun="goal",
    plural="goals",
    table="public.study_goals",
    paths=both_paths("goals"),
    body=GoalBody,
    fields=GoalFields,
    filters=(
        Filter(name="status", kind=GoalStatus, operator=Operator.ANY_OF, description="One or several, with commas."),
        Filter(name="type", kind=GoalType, operator=Operator.ANY_OF),
        _SUBJECT,
        _TEXT,
    ),
    sorts=("created_at", "updated_at", "deadline", "title"),
    computed={
        "progress": "least(100, greatest(0, 100 * coalesce(t.current_value, 0)::bigint / greatest(t.target_value, 1)))"
    },
)


def register_planner(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the routes of subjects, tasks and goals."""
    for resource in (SUBJECTS, TASKS, GOALS):
        register_rows(apis, Rows(deps.pool, resource), callers=callers)
