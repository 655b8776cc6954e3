"""`/api/subjects`, `/api/tasks` and `/api/goals`."""

from collections.abc import Sequence

from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import Rows, register_rows
from alcove.apps.study.planner.resources import GOALS, SUBJECTS, TASKS
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api


def register_planner(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the routes of subjects, tasks and goals."""
    for resource in (SUBJECTS, TASKS, GOALS):
        register_rows(apis, Rows(deps.pool, resource), callers=callers)
