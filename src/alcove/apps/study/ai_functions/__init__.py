"""The functions that ask AI providers, and the search in what a learner has."""

from alcove.apps.study.ai_functions.routes import build_ai_functions

__all__ = ["build_ai_functions"]
