"""Budgets of AI providers."""

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.foundation.deps import Deps

__all__ = ["build_budgets"]


def build_budgets(deps: Deps) -> Budgets:
    """Return the budgets of ai providers of this process."""
    raise NotImplementedError
