"""Calls of AI providers."""

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.model import AiCallService
from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.content_rules import ContentRules, load_content_rules
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps

__all__ = ["build_ai_calls"]


def build_ai_calls(
    deps: Deps, *, providers: ProviderRegistry, budgets: Budgets, rules: ContentRules | None = None
) -> AiCallService:
    """Return the calls of AI providers of this process, which apply the rules to all answers; SettingError.

    Without `rules` they are loaded from the settings.
    """
    from alcove.apps.study.ai_calls.service import AiCalls  # noqa: PLC0415 - on first use

    settings = deps.load(StudySettings)
    calls = AiCalls(
        registry=providers,
        budgets=budgets,
        rules=rules or load_content_rules(settings),
        clock=deps.clock,
        first_token_seconds=settings.study_first_token_timeout,
    )
    deps.exit_stack.push_async_callback(calls.close)
    return calls
