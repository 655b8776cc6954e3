"""Cards and quizzes from materials: written by an AI provider and checked, or cloze texts."""

from alcove.apps.study.generation.store import generation_job

__all__ = ["generation_job"]
