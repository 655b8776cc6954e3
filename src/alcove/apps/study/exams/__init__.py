"""`/api/exams`: when and where a learner is examined."""

from alcove.apps.study.exams.routes import register_exams

__all__ = ["register_exams"]
