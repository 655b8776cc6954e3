"""Rules of tasks, and the next task of a completed one."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.native_rows import RowNotFound
from alcove.apps.study.recurrence import InvalidRule, UnknownZone, find_zone, parse_rule
from alcove.apps.study.recurring_tasks import store
from alcove.apps.study.recurring_tasks.model import TaskRecurrence
from alcove.apps.study.recurring_tasks.schemas import RecurrenceFields
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction


class RecurringTasks:
    """The recurring tasks of accounts."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self.clock = clock

    async def find(self, task_id: UUID, *, user_id: UUID) -> TaskRecurrence:
        """Return how a task recurs; RowNotFound."""
        recurrence = await store.find_recurrence(self._pool, task_id, user_id=user_id)
        if recurrence is None:
            raise RowNotFound("You have no recurring task with this id.")
        return recurrence

    async def set(self, task_id: UUID, *, user_id: UUID, fields: RecurrenceFields) -> TaskRecurrence:
        """Let a task recur; InvalidFields, RowNotFound."""
        async with transaction(self._pool) as connection:
            task = await store.lock_task(connection, task_id, user_id=user_id)
            if task is None:
                raise RowNotFound("You have no task with this id.")
            recurrence = replace(task, rule=fields.rule.strip(), time_zone=fields.time_zone or task.profile_zone)
            _check(recurrence, has_zone=bool(fields.time_zone))
            due = recurrence.due_local
            await store.save_recurrence(connection, replace(recurrence, start_date=due.date() if due else None))
        return await self.find(task_id, user_id=user_id)

    async def remove(self, task_id: UUID, *, user_id: UUID) -> None:
        """Let a task recur no more; RowNotFound."""
        if not await store.delete_recurrence(self._pool, task_id, user_id=user_id):
            raise RowNotFound("You have no recurring task with this id.")

    async def continue_completed(self, checkpoint: Callable[[], None]) -> int:
        """Make the next tasks of all that are completed, in a transaction of each; return how many were looked at."""
        count = 0
        while await self._continue_one():
            count += 1
            checkpoint()
        return count

    async def _continue_one(self) -> bool:
        now = self.clock.now()
        async with transaction(self._pool) as connection:
            task = await store.claim_completed(connection)
            if task is None:
                return False
            due_at = task.next_due(now)
            if due_at is not None:
                local = task.due_local or now.astimezone(task.zone)
                await store.add_next(connection, task.task_id, due_at=due_at, start_date=local.date())
            await store.set_continued(connection, task.task_id, now=now)
        return True


def _check(recurrence: TaskRecurrence, *, has_zone: bool) -> None:
    wrong = {}
    if has_zone:
        try:
            find_zone(recurrence.time_zone or "")
        except UnknownZone:
            wrong["time_zone"] = "is not an IANA time zone such as Europe/Berlin"
    try:
        parse_rule(recurrence.rule)
    except InvalidRule as error:
        wrong["rule"] = str(error)
    if recurrence.status == "completed":
        wrong["rule"] = "cannot be set for a completed task"
    if recurrence.due_at is None:
        wrong["due_date"] = "is missing: set it first, so that the next dates follow from it"
    if wrong:
        raise InvalidFields(wrong)
