"""The parts of the tutor in a process: each is built on first use, and used by functions and native endpoints alike."""

from functools import cached_property

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.model import AiCallService
from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.answer_cache.model import AnswerCache
from alcove.apps.study.answers.model import AnswerService
from alcove.apps.study.content_rules.model import ContentRules
from alcove.apps.study.embeddings.model import EmbeddingSearch
from alcove.apps.study.passage_search.model import PassageSearch
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps


class AiParts:
    """What the endpoints of the tutor use."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    @property
    def deps(self) -> Deps:
        """The dependency container of the process."""
        return self._deps

    @cached_property
    def providers(self) -> ProviderRegistry:
        """The configured providers."""
        from alcove.apps.study.ai_providers import build_provider_registry  # noqa: PLC0415 - on first use

        return build_provider_registry(self._deps)

    @cached_property
    def budgets(self) -> Budgets:
        """What calls may cost."""
        from alcove.apps.study.ai_budgets import build_budgets  # noqa: PLC0415 - on first use

        return build_budgets(self._deps)

    @cached_property
    def calls(self) -> AiCallService:
        """Calls of providers, with the next one where one fails."""
        from alcove.apps.study.ai_calls import build_ai_calls  # noqa: PLC0415 - on first use

        return build_ai_calls(self._deps, providers=self.providers, budgets=self.budgets, rules=self.rules)

    @cached_property
    def rules(self) -> ContentRules:
        """The rules for texts."""
        from alcove.apps.study.content_rules import load_content_rules  # noqa: PLC0415 - on first use

        return load_content_rules(self._deps.load(StudySettings))

    @cached_property
    def answers(self) -> AnswerService:
        """Answers that are stored while they are made."""
        from alcove.apps.study.answers import build_answers  # noqa: PLC0415 - on first use

        return build_answers(self._deps)

    @cached_property
    def cache(self) -> AnswerCache:
        """Complete answers that are given again."""
        from alcove.apps.study.answer_cache import build_answer_cache  # noqa: PLC0415 - on first use

        return build_answer_cache(self._deps)

    @cached_property
    def embeddings(self) -> EmbeddingSearch:
        """Search by meaning."""
        from alcove.apps.study.embeddings import build_embedding_search  # noqa: PLC0415 - on first use

        return build_embedding_search(self._deps)

    @cached_property
    def search(self) -> PassageSearch:
        """Search in materials, cards and messages."""
        from alcove.apps.study.passage_search import build_passage_search  # noqa: PLC0415 - on first use

        return build_passage_search(self._deps, embeddings=self.embeddings)
