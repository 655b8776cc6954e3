"""Anthropic's messages: a system text of its own, alternating turns, and a required limit of tokens."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.foundation.fetch import ServerSentEvent
from alcove.wires.ai_providers.dialect import (
    REFUSAL,
    AnswerError,
    ProviderCall,
    StreamState,
    clean_text,
    decode,
    read_usage,
    shorten_name,
    split_conversation,
    text_parts,
)
from alcove.wires.ai_providers.model import (
    ChatRequest,
    Completion,
    MessageRole,
    Outcome,
    ReasoningDelta,
    TextDelta,
    TokenUsage,
)
from alcove.wires.ai_providers.refused_fields import RefusedFields

VERSION: Final = "2023-06-01"
DEFAULT_MAX_TOKENS: Final = 1024
MAX_TEMPERATURE: Final = 1.0
_FINISH: Final = {
    "end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "model_context_window_exceeded": "length",
}  # fmt: skip
_ERRORS: Final[Mapping[str, Outcome]] = {
    "authentication_error": Outcome.AUTH_FAILED,
    "permission_error": Outcome.AUTH_FAILED,
    "billing_error": Outcome.AUTH_FAILED,
    "rate_limit_error": Outcome.RATE_LIMITED,
    "timeout_error": Outcome.TIMEOUT,
    "invalid_request_error": Outcome.BAD_ANSWER,
    "not_found_error": Outcome.BAD_ANSWER,
    "request_too_large": Outcome.BAD_ANSWER,
}


class _Block(msgspec.Struct):
    """A block of content, or a piece of one."""

    text: str | None = None
    thinking: str | None = None


class _Message(msgspec.Struct):
    content: list[_Block] | None = None
    model: str = ""
    stop_reason: str | msgspec.UnsetType | None = msgspec.UNSET
    usage: Any = None
    type: str = ""


class _Delta(msgspec.Struct):
    text: str | None = None
    thinking: str | None = None
    stop_reason: str | None = None


class _Event(msgspec.Struct):
    type: str = ""
    message: _Message | None = None
    delta: _Delta | None = None
    content_block: _Block | None = None
    usage: Any = None
    error: Any = None


class AnthropicDialect:
    """Calls of `POST {base}/messages`."""

    def __init__(self) -> None:
        self.refused_fields = RefusedFields("top_p", "temperature")

    def build_call(self, request: ChatRequest, *, key: str, is_streaming: bool) -> ProviderCall:
        """Return the request, with 1,024 tokens at most where the caller names no limit."""
        conversation = split_conversation(request.messages)
        messages = [{"role": turn.role.value, "content": turn.content} for turn in conversation.turns]
        if conversation.turns[-1].role is MessageRole.ASSISTANT:
            # An answer to be continued must not end with white space.
            messages[-1]["content"] = messages[-1]["content"].rstrip()
        body: dict[str, Any] = {
            "model": request.model,
            "max_tokens": DEFAULT_MAX_TOKENS if request.max_tokens is None else request.max_tokens,
            "messages": messages,
            "stream": is_streaming,
        }
        if conversation.system:
            body["system"] = conversation.system
        if request.temperature is not None:
            body["temperature"] = min(request.temperature, MAX_TEMPERATURE)
        if request.top_p is not None:
            body["top_p"] = request.top_p
        headers = {"x-api-key": key, "anthropic-version": VERSION}
        return ProviderCall(path="messages", headers=headers, body=self.refused_fields.remove_from(body))

    def read_completion(self, body: bytes, *, model: str) -> Completion:
        """Return the text of all blocks."""
        message = decode(body, _Message)
        if message.content is None:
            raise AnswerError(Outcome.BAD_ANSWER, "sent an answer without content")
        if message.stop_reason is None:
            raise AnswerError(Outcome.INCOMPLETE, "sent an answer that is not finished")
        reason = message.stop_reason if isinstance(message.stop_reason, str) else "end_turn"
        usage = _usage_of(message.usage)
        if (failure := _failure_of(reason, usage=usage)) is not None:
            raise failure
        return Completion(
            text=clean_text(*(block.text for block in message.content)),
            model=shorten_name(message.model or model),
            finish_reason=_FINISH.get(reason, shorten_name(reason)),
            usage=usage,
            body=body,
            reasoning=clean_text(*(block.thinking for block in message.content)),
        )

    def start_stream(self, *, model: str) -> "AnthropicStreamReader":
        """Return a reader of events."""
        return AnthropicStreamReader(model)

    def read_error(self, status: int, body: bytes) -> AnswerError | None:  # noqa: ARG002 - the protocol's
        """Return None: the status says everything."""
        return None


class AnthropicStreamReader:
    """Reads events; a stop reason or `message_stop` is the finish marker.

    The usage at the start has the prompt's tokens and one token of the answer, the usage at the end has them all.
    """

    def __init__(self, model: str) -> None:
        self.state = StreamState(model=model)
        self._prompt: int | None = None

    def read(self, event: ServerSentEvent) -> Sequence[TextDelta | ReasoningDelta]:
        """Return the pieces of an event; unknown events have none."""
        content, state = decode(event.data, _Event), self.state
        kind = content.type or event.name
        if kind == "error" or content.error is not None:
            raise _classify(content.error)
        if kind == "message_start" and content.message is not None:
            state.model = shorten_name(content.message.model or state.model)
            self._prompt = _prompt_tokens(content.message.usage)
        elif kind == "content_block_start" and content.content_block is not None:
            return text_parts(content.content_block.text, reasoning=content.content_block.thinking)
        elif kind == "content_block_delta" and content.delta is not None:
            return text_parts(content.delta.text, reasoning=content.delta.thinking)
        elif kind == "message_delta":
            state.usage = _usage_of(content.usage, prompt=self._prompt) or state.usage
            if content.delta is not None and content.delta.stop_reason:
                self._finish(content.delta.stop_reason)
        elif kind == "message_stop":
            state.is_done = True
            state.finish_reason = state.finish_reason or "stop"
        return ()

    def _finish(self, reason: str) -> None:
        self.state.finish_reason = _FINISH.get(reason, shorten_name(reason))
        self.state.failure = _failure_of(reason)


def _failure_of(reason: str, *, usage: TokenUsage | None = None) -> AnswerError | None:
    if reason != "refusal":
        return None
    return AnswerError(Outcome.FILTERED, REFUSAL, usage=usage)


def _usage_of(usage: object, *, prompt: int | None = None) -> TokenUsage | None:
    """Return the usage; the prompt's tokens stay those of the start where they are not repeated."""
    if not isinstance(usage, Mapping):
        return None
    counted = _prompt_tokens(usage)
    return read_usage(prompt if counted is None else counted, usage.get("output_tokens"))


def _prompt_tokens(usage: object) -> int | None:
    """Return the prompt's tokens, with those from and for the cache."""
    if not isinstance(usage, Mapping) or not isinstance(usage.get("input_tokens"), int):
        return None
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return sum(count for name in names if isinstance(count := usage.get(name), int))


def _classify(error: object) -> AnswerError:
    kind = str(error.get("type")) if isinstance(error, Mapping) else ""
    outcome = _ERRORS.get(kind, Outcome.SERVER_ERROR)
    is_of_request = outcome is Outcome.BAD_ANSWER
    return AnswerError(outcome, "reported an error instead of an answer", is_of_request=is_of_request)
