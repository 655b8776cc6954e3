"""Achievements: what there is to reach, and what has been reached."""

from alcove.apps.study.achievements.routes import register_achievements

__all__ = ["register_achievements"]
