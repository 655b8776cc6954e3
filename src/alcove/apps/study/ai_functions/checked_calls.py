"""Calls of providers whose questions follow the owner's rules; the calls themselves apply them to answers."""

from dataclasses import replace

from alcove.apps.study.ai_calls.model import AiCall, AiResult
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.content_rules.model import ContentRules
from alcove.wires.ai_providers import ChatMessage, MessageRole


class CheckedCalls:
    """Completes calls; ContentRefused where a rule forbids a text."""

    def __init__(self, parts: AiParts) -> None:
        self._parts = parts

    async def complete(self, call: AiCall) -> AiResult:
        """Return the answer to the messages with their replacements."""
        rules = self._parts.rules
        checked = replace(call, messages=[_check_message(message, rules) for message in call.messages])
        return await self._parts.calls.complete(checked)

    def find_model(self, call: AiCall, result: AiResult) -> str:
        """Return the model that the caller has named, or else the configured one of the provider that has answered."""
        if call.model and not result.has_fallen_back:
            return call.model
        configs = self._parts.providers.order(call.provider)
        return next((config.model for config in configs if config.name == result.provider), result.model)


def _check_message(message: ChatMessage, rules: ContentRules) -> ChatMessage:
    if message.role is MessageRole.ASSISTANT:
        return message
    return replace(message, content=rules.check_question(message.content))
