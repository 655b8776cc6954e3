"""Store the tasks of a file. The id of a task follows from its UID, so that the same file again finds it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from alcove.apps.study.calendar_files import store
from alcove.apps.study.calendar_files.model import UID_SUFFIX, ImportedRule, ImportedTask
from alcove.apps.study.calendar_files.store import StoredTask
from alcove.apps.study.planner.model import TaskPriority, TaskStatus
from alcove.apps.study.recurring_tasks import TaskRecurrence, list_recurrences, save_recurrence
from alcove.foundation.database import Connection

_OWN_UID: Final = re.compile(r"task-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})" + re.escape(UID_SUFFIX))
_WAITING: Final = frozenset({TaskStatus.OPEN, TaskStatus.ON_HOLD, TaskStatus.PENDING})
"""What a file has one word for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskImport:
    """What became of the tasks of a file; `skipped` ones have an id that is another account's."""

    counts: Mapping[str, int]
    skipped: int


async def save_tasks(connection: Connection, tasks: Sequence[ImportedTask], *, user_id: UUID) -> TaskImport:
    """Add tasks, and change those that are there."""
    if not tasks:
        return TaskImport(counts={}, skipped=0)
    ids = {task.uid: _ids_of(task.uid, user_id) for task in tasks}
    all_ids = [task_id for pair in ids.values() for task_id in pair]
    known = await store.list_known_tasks(connection, all_ids)
    rules = await list_recurrences(connection, all_ids, user_id=user_id)
    changed: dict[UUID, StoredTask] = {}
    recurring: dict[UUID, ImportedRule] = {}
    counts: Counter[str] = Counter()
    skipped = 0
    for task in tasks:
        task_id = _choose_id(ids[task.uid], known, user_id=user_id)
        before = known.get(task_id)
        if before is not None and before.user_id != user_id:
            skipped += 1
            continue
        rule = rules.get(task_id)
        if task.recurrence is not None and rule is not None and rule.continued_at is not None:
            # It is completed here and has its next one, which the file does not know.
            counts["unchanged"] += 1
            continue
        stored = _apply(task, before or StoredTask(id=task_id, user_id=user_id))
        is_same_rule = task.recurrence is None or (rule is not None and _read_rule(rule) == task.recurrence)
        outcome = "added" if before is None else "unchanged" if stored == before and is_same_rule else "updated"
        counts[outcome] += 1
        if outcome != "unchanged":
            changed[task_id] = stored
        if task.recurrence is not None and not is_same_rule:
            recurring[task_id] = task.recurrence
    await store.save_tasks(connection, list(changed.values()))
    await _save_rules(connection, recurring, user_id=user_id)
    return TaskImport(counts=counts, skipped=skipped)


async def _save_rules(connection: Connection, rules: Mapping[UUID, ImportedRule], *, user_id: UUID) -> None:
    for task_id, found in rules.items():
        recurrence = TaskRecurrence(
            task_id=task_id, user_id=user_id, rule=found.rule, time_zone=found.zone, start_date=found.start_date
        )
        await save_recurrence(connection, recurrence)


def _read_rule(recurrence: TaskRecurrence) -> ImportedRule | None:
    zone, start_date = recurrence.time_zone, recurrence.start_date
    if zone is None or start_date is None:
        return None
    return ImportedRule(rule=recurrence.rule, zone=zone, start_date=start_date)


def _ids_of(uid: str, user_id: UUID) -> tuple[UUID, ...]:
    """Return the ids that a task with a UID may have: of an export of this account, or of an import."""
    own = _OWN_UID.fullmatch(uid)
    imported = uuid5(user_id, f"task {uid}")
    return (UUID(own[1]), imported) if own else (imported,)


def _choose_id(ids: tuple[UUID, ...], known: Mapping[UUID, StoredTask], *, user_id: UUID) -> UUID:
    return next((task_id for task_id in ids if task_id in known and known[task_id].user_id == user_id), ids[-1])


def _apply(task: ImportedTask, stored: StoredTask) -> StoredTask:
    """Return a task with what a file says; what a file cannot say stays."""
    status = stored.status if task.status is TaskStatus.OPEN and stored.status in _WAITING else task.status
    status = TaskStatus(status or stored.status or TaskStatus.OPEN)
    is_completed = status is TaskStatus.COMPLETED
    return replace(
        stored,
        title=task.title,
        description=task.description,
        due_at=_choose_instant(task.due_at, stored.due_at),
        status=status,
        priority=task.priority or stored.priority or TaskPriority.MEDIUM,
        completed_at=_choose_instant(task.completed_at or stored.completed_at, stored.completed_at)
        if is_completed
        else None,
    )


def _choose_instant(moment: datetime | None, before: datetime | None) -> datetime | None:
    """Return the instant of a file, or the one before if only fractions of a second differ, which files do not have."""
    if moment is not None and before is not None and before.replace(microsecond=0) == moment:
        return before
    return moment
