"""`/api/tasks/{id}/recurrence`: how a task recurs."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.apps.study.recurring_tasks.model import TaskRecurrence
from alcove.apps.study.recurring_tasks.schemas import RecurrenceBody, RecurrenceFields
from alcove.apps.study.recurring_tasks.service import RecurringTasks
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

_ERRORS: Final = (NotSignedIn, NotAllowed, RowNotFound)
_PATHS: Final = both_paths("tasks/{id}/recurrence")


class RecurrenceEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, tasks: RecurringTasks, *, callers: CallerIdentifier) -> None:
        self._tasks = tasks
        self._callers = callers

    async def find(self, call: Call[None, None]) -> RecurrenceBody:
        """Return how a task recurs."""
        user_id = await self._identify(call)
        return self._body(await self._tasks.find(_read_id(call), user_id=user_id))

    async def set(self, call: Call[None, dict[str, Any]]) -> RecurrenceBody:
        """Let a task recur."""
        user_id = await self._identify(call)
        fields = read_fields(call.body, RecurrenceFields)
        return self._body(await self._tasks.set(_read_id(call), user_id=user_id, fields=fields))

    async def remove(self, call: Call[None, None]) -> Response:
        """Let a task recur no more."""
        user_id = await self._identify(call)
        await self._tasks.remove(_read_id(call), user_id=user_id)
        return Response(status_code=204)

    def _body(self, recurrence: TaskRecurrence) -> RecurrenceBody:
        is_open = recurrence.continued_at is None
        return RecurrenceBody(
            task_id=recurrence.task_id,
            rule=recurrence.rule,
            time_zone=recurrence.zone.key,
            start_date=recurrence.start_date,
            continued_at=recurrence.continued_at,
            next_due=recurrence.next_due(self._tasks.clock.now()) if is_open else None,
        )

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def register_recurring_tasks(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = RecurrenceEndpoints(RecurringTasks(deps.pool, clock=deps.clock), callers=callers)
    for api in apis:
        api.route(
            "GET", *_PATHS, response_model=RecurrenceBody, errors=_ERRORS, access=Access.PUBLIC,
            summary="How a task recurs",
        )(endpoints.find)  # fmt: skip
        api.route(
            "PUT", *_PATHS, body=dict[str, Any], raw_body=RecurrenceFields, response_model=RecurrenceBody,
            errors=(*_ERRORS, CrossOriginForbidden, InvalidFields), access=Access.PUBLIC,
            summary="Let a task recur: when it is completed, the next one is made",
        )(endpoints.set)  # fmt: skip
        api.route(
            "DELETE", *_PATHS, status=204, errors=(*_ERRORS, CrossOriginForbidden), access=Access.PUBLIC,
            summary="Let a task recur no more",
        )(endpoints.remove)  # fmt: skip


def _read_id(call: Call[Any, Any]) -> UUID:
    try:
        return UUID(call.path["id"])
    except ValueError:
        raise RowNotFound("You have no task with this id.") from None
