"""Recurring tasks: when one is completed, the next one is made, once."""

from alcove.apps.study.recurring_tasks.model import TaskRecurrence
from alcove.apps.study.recurring_tasks.store import list_recurrences, save_recurrence

__all__ = ["TaskRecurrence", "list_recurrences", "save_recurrence"]
