"""Calls of AI providers."""

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.model import AiCallService
from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.foundation.deps import Deps

__all__ = ["build_ai_calls"]


def build_ai_calls(deps: Deps, *, providers: ProviderRegistry, budgets: Budgets) -> AiCallService:
    """Return the calls of ai providers of this process."""
    raise NotImplementedError
