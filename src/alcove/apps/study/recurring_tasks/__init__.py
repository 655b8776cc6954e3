"""Recurring tasks: when one is completed, the next one is made, once."""

from alcove.apps.study.recurring_tasks.model import TaskRecurrence
from alcove.apps.study.recurring_tasks.store import RULE_OF_TASK, list_recurrences, save_recurrence

__all__ = ["RULE_OF_TASK", "TaskRecurrence", "list_recurrences", "save_recurrence"]
