"""Bodies of calls of a provider through the proxies."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from alcove.apps.study.ai_calls.model import AiCall
from alcove.apps.study.ai_functions.body_values import (
    MAX_TEMPERATURE,
    Body,
    has_text,
    read_fraction,
    read_messages,
    read_name,
    read_tokens,
)
from alcove.apps.study.function_answers import InvalidBody
from alcove.wires.ai_providers import ChatMessage, MessageRole

PARAMETERS_REQUIRED: Final = "Missing required parameters: provider and action"
MESSAGES_REQUIRED: Final = "Missing required parameter: messages"
PROMPT_REQUIRED: Final = "Missing required parameter: prompt"
TEXT_REQUIRED: Final = "Either prompt or messages is required"
PROVIDERS: Final = frozenset({"deepseek", "openai", "claude", "anthropic", "gemini", "google", "ollama"})
"""Names of functions and pages, and those of the database."""
PROXY_TOKENS: Final = 1024
LEGACY_TOKENS: Final = 2000
TEMPERATURE: Final = 0.7
_OWN_TEMPERATURE: Final = frozenset({"claude", "anthropic", "gemini", "google"})
"""Providers whose own default temperature is used."""
_ROLES: Final = {
    "system": MessageRole.SYSTEM,
    "developer": MessageRole.SYSTEM,
    "user": MessageRole.USER,
    "assistant": MessageRole.ASSISTANT,
    "model": MessageRole.ASSISTANT,
}


def read_proxy_call(body: Body, user_id: UUID) -> AiCall:
    """Return the call of `ai-proxy`; InvalidBody."""
    provider, action = body.get("provider"), body.get("action")
    if not (isinstance(provider, str) and provider and isinstance(action, str) and action):
        raise InvalidBody(PARAMETERS_REQUIRED)
    if action == "chat":
        messages = _read_chat(body)
    elif action == "completion":
        messages = _read_prompt(body)
    else:
        raise InvalidBody(f"Unsupported action: {action[:50]}")
    return _build_call(body, user_id, messages=messages)


def read_secure_call(body: Body, user_id: UUID) -> AiCall:
    """Return the call of `ai-proxy-secure` with an action, which is not interpreted; InvalidBody."""
    if not has_text(body.get("action")):
        raise InvalidBody(PARAMETERS_REQUIRED)
    return _build_call(body, user_id, messages=_read_chat(body))


def read_legacy_call(body: Body, user_id: UUID) -> AiCall:
    """Return the call of `ai-proxy-secure` without an action; InvalidBody."""
    if read_messages(body.get("messages")):
        messages = _read_chat(body)
    elif has_text(body.get("prompt")):
        messages = _read_prompt(body)
    else:
        raise InvalidBody(TEXT_REQUIRED)
    return _build_call(body, user_id, messages=messages, tokens=LEGACY_TOKENS, own_temperature=frozenset())


def _read_chat(body: Body) -> Sequence[ChatMessage]:
    messages = read_messages(body.get("messages"))
    if messages is None:
        raise InvalidBody(MESSAGES_REQUIRED)
    unknown = next((message["role"] for message in messages if message["role"] not in _ROLES), None)
    if unknown is not None:
        raise InvalidBody(f"Unsupported role: {unknown[:50]}")
    return [ChatMessage(role=_ROLES[message["role"]], content=message["content"]) for message in messages]


def _read_prompt(body: Body) -> Sequence[ChatMessage]:
    prompt = body.get("prompt")
    if not has_text(prompt):
        raise InvalidBody(PROMPT_REQUIRED)
    return [ChatMessage(role=MessageRole.USER, content=str(prompt))]


def _build_call(
    body: Body,
    user_id: UUID,
    *,
    messages: Sequence[ChatMessage],
    tokens: int = PROXY_TOKENS,
    own_temperature: frozenset[str] = _OWN_TEMPERATURE,
) -> AiCall:
    provider = read_name(body, "provider")
    if provider is not None and provider not in PROVIDERS:
        raise InvalidBody(f"Unsupported provider: {provider[:50]}")
    temperature = read_fraction(body, "temperature", most=MAX_TEMPERATURE)
    if temperature is None and provider not in own_temperature:
        temperature = TEMPERATURE
    return AiCall(
        user_id=user_id,
        messages=messages,
        max_tokens=read_tokens(body, "maxTokens", "max_tokens") or tokens,
        temperature=temperature,
        top_p=read_fraction(body, "top_p", most=1.0),
        provider=provider,
        model=read_name(body, "model"),
    )
