"""The timetable: classes that come every week, in terms, with their rooms."""

from alcove.apps.study.timetable.model import Entry, Lesson
from alcove.apps.study.timetable.service import list_classes
from alcove.apps.study.timetable.store import list_entries

__all__ = ["Entry", "Lesson", "list_classes", "list_entries"]
