"""Subjects, tasks and goals of the native API."""

from alcove.apps.study.planner.model import TaskStatus
from alcove.apps.study.planner.routes import register_planner

__all__ = ["TaskStatus", "register_planner"]
