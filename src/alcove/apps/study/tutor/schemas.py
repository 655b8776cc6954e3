"""The bodies of `/api/ai/chat`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.tutor.model import (
    DEFAULT_TEMPERATURE,
    DEFAULT_TOKENS,
    MAX_MESSAGE,
    MAX_TOKENS,
    Question,
    Turn,
    TutorMode,
    clean_name,
)
from alcove.wires.ai_providers import MessageRole

MAX_MESSAGES: Final = 200
_MAX_TURN: Final = 100_000
_MAX_MODEL: Final = 200
Name = Annotated[str, Meta(max_length=_MAX_MODEL)]
ProviderName = Literal["deepseek", "openai", "claude", "anthropic", "gemini", "google", "ollama"]


class ChatMessageBody(msgspec.Struct, frozen=True, kw_only=True):
    """A message; those of the role `system` are ignored."""

    role: Literal["system", "user", "assistant"]
    content: Annotated[str, Meta(max_length=_MAX_TURN)]


class ChatContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the question is about."""

    subject: Name | None = None
    difficulty: Name | None = None
    history: Annotated[list[ChatMessageBody], Meta(max_length=MAX_MESSAGES)] | None = None


class ChatBody(msgspec.Struct, frozen=True, kw_only=True):
    """A question: `message`, or the last of `messages`. With `session_id` it is stored in that chat.

    `replaces` is the id of a question of the chat: it and all that follows are removed, and this one is asked instead.
    """

    provider: ProviderName | None = None
    model: Name | None = None
    message: Annotated[str, Meta(max_length=MAX_MESSAGE)] | None = None
    messages: Annotated[list[ChatMessageBody], Meta(max_length=MAX_MESSAGES)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Meta(ge=1, le=MAX_TOKENS)] | None = None
    stream: bool | None = None
    mode: Literal["chat", "reasoning", "structured"] | None = None
    metadata: dict[str, Any] | None = None
    session_id: UUID | None = None
    replaces: UUID | None = None
    context: ChatContext | None = None


class ChatUsage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens and cost of an answer; `estimated` when the provider has not counted them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    estimated: bool
    cost_usd: float | None


class ChatCitation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A verbatim quote of a passage."""

    material_id: UUID
    chunk_id: UUID
    title: str
    quote: str
    page: int | None = None


class ChatMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """Who has answered, and from what."""

    request_id: str
    requested_provider: str | None
    actual_provider: str
    reason: str | None
    attempts: Sequence[Mapping[str, Any]]
    cached: bool
    finish_reason: str
    answered: bool
    citations: Sequence[ChatCitation]
    closest: Sequence[ChatCitation]


class ChatAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer."""

    id: str
    provider: str
    model: str
    content: str
    usage: ChatUsage
    metadata: ChatMetadata


def build_question(body: ChatBody, *, user_id: UUID, grace: float) -> Question:
    """Return the question of a body; InvalidFields."""
    context = body.context or ChatContext()
    message, history = _split_messages(body, context)
    if not message.strip():
        raise InvalidFields({"message": "is missing"})
    if body.replaces is not None and body.session_id is None:
        raise InvalidFields({"replaces": "needs a session_id"})
    if len(message) > MAX_MESSAGE:
        raise InvalidFields({"messages": f"the last one is longer than {MAX_MESSAGE} characters"})
    return Question(
        user_id=user_id,
        message=message,
        history=[Turn(role=MessageRole(turn.role), content=turn.content) for turn in history if turn.role != "system"],
        subject=clean_name(context.subject or ""),
        level=clean_name(context.difficulty or ""),
        mode=TutorMode(body.mode or "chat"),
        temperature=DEFAULT_TEMPERATURE if body.temperature is None else body.temperature,
        max_tokens=body.max_tokens or DEFAULT_TOKENS,
        provider=body.provider,
        model=body.model or None,
        session_id=body.session_id,
        replaces=body.replaces,
        grace=grace,
    )


def _split_messages(body: ChatBody, context: ChatContext) -> tuple[str, Sequence[ChatMessageBody]]:
    """Return the question and what was said before."""
    messages = body.messages or []
    if body.message is not None:
        return body.message, messages or context.history or []
    last = next((index for index in reversed(range(len(messages))) if messages[index].role == "user"), None)
    return ("", []) if last is None else (messages[last].content, messages[:last])
