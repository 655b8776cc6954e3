"""What the tutor uses of the other features."""

from typing import Protocol

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.model import AiCallService
from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.answer_cache.model import AnswerCache
from alcove.apps.study.answers.model import AnswerService
from alcove.apps.study.content_rules.model import ContentRules
from alcove.apps.study.passage_search.model import PassageSearch


class TutorParts(Protocol):
    """Providers, budgets, calls, rules, stored answers, cache and search; those of `AiParts`, or of a test."""

    @property
    def providers(self) -> ProviderRegistry:
        """The configured providers."""
        ...

    @property
    def budgets(self) -> Budgets:
        """What calls may cost."""
        ...

    @property
    def calls(self) -> AiCallService:
        """Calls of providers."""
        ...

    @property
    def rules(self) -> ContentRules:
        """The rules for texts."""
        ...

    @property
    def answers(self) -> AnswerService:
        """Answers that are stored while they are made."""
        ...

    @property
    def cache(self) -> AnswerCache:
        """Complete answers that are given again."""
        ...

    @property
    def search(self) -> PassageSearch:
        """Search in materials, cards and messages."""
        ...
