"""Study sessions of the native API: recorded, or started, paused, resumed and completed."""

from alcove.apps.study.study_sessions.routes import register_study_sessions

__all__ = ["register_study_sessions"]
