"""The timetable: lessons that come every week, in terms, with their rooms."""

from alcove.apps.study.timetable.model import Entry, Lesson
from alcove.apps.study.timetable.service import list_lessons
from alcove.apps.study.timetable.store import list_entries

__all__ = ["Entry", "Lesson", "list_entries", "list_lessons"]
