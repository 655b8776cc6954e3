"""Which provider is asked next, and what with."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.study.ai_calls.model import AiCall, FallbackReason
from alcove.apps.study.ai_providers.model import (
    Availability,
    CallPermit,
    ProviderConfig,
    ProviderRegistry,
    ProviderStatus,
)
from alcove.apps.study.ai_setting_checks import find_provider
from alcove.wires.ai_providers import ChatMessage, ChatRequest, MessageRole

_CONTINUE: Final = (
    "Your answer above was cut off. Continue it exactly where it stops: write only what follows, in the same language"
    " and format, without an introduction and without repeating anything. If it stops within a word, begin with that"
    " word."
)
_CHARACTERS_PER_TOKEN: Final = 4


class Candidates:
    """The providers of one call in their order; a provider is called again only with another key."""

    def __init__(self, call: AiCall, *, registry: ProviderRegistry) -> None:
        self._call = call
        self._registry = registry
        wanted = find_provider(call.provider) or call.provider if call.provider else _find_owner(call, registry)
        configs = registry.order(wanted)
        self._configs = configs if call.has_substitutes else [config for config in configs if config.name == wanted]
        first = self._configs[0].name if self._configs else ""
        self.requested = wanted or first
        self.held: list[ProviderStatus] = []
        """The providers that could not be called."""
        self._position = 0
        self._keys_left = 0
        self.reason: FallbackReason | None = None if self.requested == first else Availability.NO_KEY
        """Why the requested or first provider does not answer, None as long as it may."""
        self._passed: tuple[str, FallbackReason] | None = (self.requested, self.reason) if self.reason else None

    @property
    def names(self) -> Sequence[str]:
        """The configured providers."""
        return [config.name for config in self._configs]

    async def acquire(self) -> CallPermit | None:
        """Return the permit for the next call, None when nobody is left."""
        while self._position < len(self._configs):
            config = self._configs[self._position]
            self._keys_left = max(len(config.keys), 1)
            permit = await self._registry.acquire(config.name)
            if isinstance(permit, CallPermit):
                return permit
            self.held.append(permit)
            self.pass_over(permit.reason)
        return None

    async def acquire_other_key(self) -> CallPermit | None:
        """Return a permit for the same provider with another key of its pool, None without one."""
        self._keys_left -= 1
        if self._keys_left <= 0:
            return None
        permit = await self._registry.acquire(self._configs[self._position].name)
        return permit if isinstance(permit, CallPermit) else None

    def pass_over(self, reason: FallbackReason) -> None:
        """Go on to the next provider."""
        self._passed = (self._configs[self._position].name, reason)
        self._position += 1
        self.reason = self.reason or reason

    def skip(self) -> None:
        """Go on to the next provider, without a reason that concerns the caller."""
        self._position += 1

    def take_passed(self) -> tuple[str, FallbackReason] | None:
        """Return the provider that was passed over last, and why; once."""
        passed, self._passed = self._passed, None
        return passed

    def is_first(self, config: ProviderConfig) -> bool:
        """Whether it is the requested provider, or the first one when none was requested."""
        return config.name == self.requested

    def build_request(self, config: ProviderConfig, *, partial: str) -> ChatRequest:
        """Return what the provider is asked: the question, or to continue a partial answer."""
        call = self._call
        if not partial:
            messages, max_tokens = call.messages, call.max_tokens
        else:
            answer = ChatMessage(role=MessageRole.ASSISTANT, content=partial)
            messages = [*call.messages, answer, ChatMessage(role=MessageRole.USER, content=_CONTINUE)]
            used = len(partial) // _CHARACTERS_PER_TOKEN
            max_tokens = max(call.max_tokens - used, call.max_tokens // 4, 1)
        return ChatRequest(
            model=self._select_model(config),
            messages=messages,
            max_tokens=max_tokens,
            temperature=call.temperature,
            top_p=call.top_p,
        )

    def names_unknown_model(self, config: ProviderConfig) -> bool:
        """Whether the caller named a model of which the server does not know whether the provider has it."""
        return self._select_model(config) not in (config.model, config.reasoning_model, *config.models)

    def _select_model(self, config: ProviderConfig) -> str:
        if self._call.model and self.is_first(config) and self._is_model_of(config):
            return self._call.model
        return (self._call.needs_reasoning and config.reasoning_model) or config.model

    def _is_model_of(self, config: ProviderConfig) -> bool:
        return self._call.provider is not None or self._call.model in config.models


def _find_owner(call: AiCall, registry: ProviderRegistry) -> str | None:
    """Return the first provider that has the requested model."""
    configs: Sequence[ProviderConfig] = registry.order() if call.model else ()
    return next((config.name for config in configs if call.model in config.models), None)
