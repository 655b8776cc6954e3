"""Days of study: when a day begins on the learner's clock, in Python and in the database."""

from alcove.apps.study.study_days.model import find_zone, read_day_start, study_day
from alcove.apps.study.study_days.service import DayRule
from alcove.apps.study.study_days.store import renew_goals

__all__ = ["DayRule", "find_zone", "read_day_start", "renew_goals", "study_day"]
