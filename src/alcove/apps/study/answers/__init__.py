"""Stored answers."""

from alcove.apps.study.answers.model import AnswerService
from alcove.foundation.deps import Deps

__all__ = ["build_answers"]


def build_answers(deps: Deps) -> AnswerService:
    """Return the stored answers of this process."""
    raise NotImplementedError
