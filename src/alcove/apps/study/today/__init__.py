"""`/api/study/today`: what is due for a learner, in one answer."""

from alcove.apps.study.today.routes import register_today
from alcove.apps.study.today.service import read_today

__all__ = ["read_today", "register_today"]
