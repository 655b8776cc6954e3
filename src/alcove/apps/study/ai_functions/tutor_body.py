"""Bodies of questions to the tutor: today's, and those of earlier clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.apps.study.ai_functions.body_values import (
    MAX_TEMPERATURE,
    Body,
    has_text,
    read_fraction,
    read_messages,
    read_name,
    read_object,
    read_text,
    read_tokens,
)
from alcove.apps.study.function_answers import InvalidBody
from alcove.apps.study.tutor.model import (
    DEFAULT_TEMPERATURE,
    DEFAULT_TOKENS,
    MAX_MESSAGE,
    Question,
    Turn,
    TutorMode,
    clean_name,
)
from alcove.wires.ai_providers import MessageRole

MESSAGE_REQUIRED: Final = "Message is required and must be a string"
_ROLES: Final = {"user": MessageRole.USER, "assistant": MessageRole.ASSISTANT}


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorBody:
    """A question, and how its answer is sent; earlier clients also read `id` and `model` beside the text."""

    question: Question
    is_streamed: bool
    is_legacy: bool


def read_tutor_body(body: Body, user_id: UUID) -> TutorBody:
    """Return what a body says; InvalidBody."""
    if body.get("message") is None and "messages" in body:
        return _read_legacy(body, user_id)
    message = _check_message(body.get("message"))
    context, options = read_object(body, "context"), read_object(body, "options")
    question = Question(
        user_id=user_id,
        message=message,
        history=_read_turns(context.get("history")),
        subject=clean_name(read_text(context, "subject")),
        level=clean_name(read_text(context, "difficulty")),
        mode=_read_mode(options),
        temperature=_read_temperature(options, label="options.temperature"),
        max_tokens=read_tokens(options, "maxTokens", label="options.maxTokens") or DEFAULT_TOKENS,
    )
    return TutorBody(question=question, is_streamed=options.get("stream") is True, is_legacy=False)


def _read_legacy(body: Body, user_id: UUID) -> TutorBody:
    messages = read_messages(body["messages"]) or []
    last = next((index for index in reversed(range(len(messages))) if messages[index]["role"] == "user"), None)
    message = _check_message(messages[last]["content"] if last is not None else None)
    question = Question(
        user_id=user_id,
        message=message,
        history=_read_turns(messages[:last]),
        temperature=_read_temperature(body, label="temperature"),
        top_p=read_fraction(body, "top_p", most=1.0),
        max_tokens=read_tokens(body, "max_tokens") or DEFAULT_TOKENS,
        model=read_name(body, "model"),
    )
    return TutorBody(question=question, is_streamed=body.get("stream") is True, is_legacy=True)


def _check_message(message: object) -> str:
    if not has_text(message):
        raise InvalidBody(MESSAGE_REQUIRED)
    text = str(message)
    if len(text) > MAX_MESSAGE:
        raise InvalidBody(f"Message is longer than {MAX_MESSAGE} characters")
    return text


def _read_turns(history: object) -> Sequence[Turn]:
    """Return the turns of user and assistant: a client cannot speak for the system."""
    items = [item for item in history if isinstance(item, dict)] if isinstance(history, list) else []
    return [
        Turn(role=_ROLES[item["role"]], content=item["content"])
        for item in items
        if isinstance(item.get("role"), str) and item["role"] in _ROLES and isinstance(item.get("content"), str)
    ]


def _read_mode(options: Body) -> TutorMode:
    mode = options.get("mode")
    return TutorMode(mode) if isinstance(mode, str) and mode in set(TutorMode) else TutorMode.CHAT


def _read_temperature(options: Body, *, label: str) -> float:
    temperature = read_fraction(options, "temperature", most=MAX_TEMPERATURE, label=label)
    return DEFAULT_TEMPERATURE if temperature is None else temperature
