"""The functions that ask AI providers; until one can be asked, they check the caller and the body only."""

from alcove.apps.study.ai_functions.routes import build_ai_functions

__all__ = ["build_ai_functions"]
