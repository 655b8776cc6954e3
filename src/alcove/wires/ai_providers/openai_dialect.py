"""OpenAI's chat completions, which DeepSeek, OpenRouter, Ollama and many other servers speak, too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    text_parts,
)
from alcove.wires.ai_providers.failures import outcome_of_status
from alcove.wires.ai_providers.model import (
    ChatMessage,
    ChatRequest,
    Completion,
    Outcome,
    ReasoningDelta,
    TextDelta,
    TokenUsage,
)
from alcove.wires.ai_providers.refused_fields import RefusedFields

DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"
OPENROUTER_BASE_URL: Final = "https://openrouter.ai/api/v1"
OPENROUTER_KEY: Final = "sk-or-"
_OPENROUTER_HEADERS: Final = {"HTTP-Referer": "http://localhost", "X-Title": "Alcove"}
_PATH: Final = "chat/completions"
# Parts of the codes and types of errors, as OpenAI and the compatible servers name them.
_CODES: Final[Sequence[tuple[str, Outcome]]] = (
    ("content_filter", Outcome.FILTERED),
    ("content_policy", Outcome.FILTERED),
    ("rate_limit", Outcome.RATE_LIMITED),
    ("insufficient_quota", Outcome.RATE_LIMITED),
    ("api_key", Outcome.AUTH_FAILED),
    ("authentication", Outcome.AUTH_FAILED),
    ("permission", Outcome.AUTH_FAILED),
    ("context_length", Outcome.BAD_ANSWER),
    ("invalid_request", Outcome.BAD_ANSWER),
)


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    """DeepSeek's name; others say `reasoning`."""
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | msgspec.UnsetType | None = msgspec.UNSET


class _Answer(msgspec.Struct):
    """A completion, or one chunk of it."""

    choices: list[_Choice] | None = None
    usage: Any = None
    model: str | None = None
    error: Any = None


class OpenAiDialect:
    """Calls of `POST {base}/chat/completions`."""

    def __init__(self, base_url: str, *, takes_openrouter_keys: bool = False) -> None:
        """Take whether keys of OpenRouter may be used at this address; at OpenAI's own one they always may."""
        is_default = base_url.rstrip("/") == DEFAULT_BASE_URL
        self._takes_openrouter_keys = takes_openrouter_keys or is_default
        self._openrouter_path = f"{OPENROUTER_BASE_URL}/{_PATH}" if is_default else _PATH
        self.refused_fields = RefusedFields(
            "stream_options", "max_tokens", "top_p", "temperature", renames={"max_tokens": "max_completion_tokens"}
        )

    def build_call(self, request: ChatRequest, *, key: str, is_streaming: bool) -> ProviderCall:
        """Return the request; one with a key of OpenRouter names the vendor of the model.

        It is sent to OpenRouter unless the owner has named another address.
        """
        is_openrouter = self._takes_openrouter_keys and key.startswith(OPENROUTER_KEY)
        prefix = "openai/" if is_openrouter and "/" not in request.model else ""
        body = self._body(replace(request, model=prefix + request.model), is_streaming=is_streaming)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if not is_openrouter:
            return ProviderCall(path=_PATH, headers=headers, body=body)
        return ProviderCall(path=self._openrouter_path, headers=headers | _OPENROUTER_HEADERS, body=body)

    def _body(self, request: ChatRequest, *, is_streaming: bool) -> dict[str, Any]:
        messages = _merge_turns(request.messages) if "reasoner" in request.model else request.messages
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": message.role.value, "content": message.content} for message in messages],
            "stream": is_streaming,
        }
        options = {"max_tokens": request.max_tokens, "temperature": request.temperature, "top_p": request.top_p}
        body |= {name: value for name, value in options.items() if value is not None}
        if is_streaming:
            body["stream_options"] = {"include_usage": True}
        return self.refused_fields.remove_from(body)

    def read_completion(self, body: bytes, *, model: str) -> Completion:
        """Return the first choice."""
        answer = decode(body, _Answer)
        _check_error(answer)
        if not answer.choices or answer.choices[0].message is None:
            raise AnswerError(Outcome.BAD_ANSWER, "sent an answer without a message")
        choice = answer.choices[0]
        if choice.finish_reason is None:
            raise AnswerError(Outcome.INCOMPLETE, "sent an answer that is not finished")
        reason = choice.finish_reason if isinstance(choice.finish_reason, str) else "stop"
        message = answer.choices[0].message
        if (failure := _failure_of(reason, message)) is not None:
            failure.usage = _usage_of(answer)
            raise failure
        return Completion(
            text=clean_text(message.content),
            model=shorten_name(answer.model or model),
            finish_reason=shorten_name(reason),
            usage=_usage_of(answer),
            body=body,
            reasoning=clean_text(message.reasoning_content or message.reasoning),
        )

    def start_stream(self, *, model: str) -> "OpenAiStreamReader":
        """Return a reader of chunks."""
        return OpenAiStreamReader(model)

    def read_error(self, status: int, body: bytes) -> AnswerError | None:
        """Return FILTERED for a request that the content filter refused."""
        if status != 400:
            return None
        error = _error_of(body)
        return error if error is not None and error.outcome is Outcome.FILTERED else None


class OpenAiStreamReader:
    """Reads chunks; a finish reason or `[DONE]` is the finish marker, the usage comes between the two."""

    def __init__(self, model: str) -> None:
        self.state = StreamState(model=model)

    def read(self, event: ServerSentEvent) -> Sequence[TextDelta | ReasoningDelta]:
        """Return the pieces of a chunk."""
        state = self.state
        if event.data.strip() == "[DONE]":
            state.is_done = True
            state.finish_reason = state.finish_reason or "stop"
            return ()
        chunk = decode(event.data, _Answer)
        _check_error(chunk)
        state.model = shorten_name(chunk.model or state.model)
        state.usage = _usage_of(chunk) or state.usage
        if not chunk.choices:
            return ()
        choice = chunk.choices[0]
        delta = choice.delta or choice.message or _Message()
        if isinstance(choice.finish_reason, str) and choice.finish_reason:
            state.finish_reason = shorten_name(choice.finish_reason)
        if state.finish_reason or delta.refusal:
            state.failure = _failure_of(state.finish_reason, delta) or state.failure
        return text_parts(delta.content, reasoning=delta.reasoning_content or delta.reasoning)


def _merge_turns(messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    """Return the messages with consecutive ones of a role as one: DeepSeek's reasoning model refuses them otherwise."""
    merged: list[ChatMessage] = []
    for message in messages:
        if merged and merged[-1].role is message.role:
            merged[-1] = ChatMessage(role=message.role, content=f"{merged[-1].content}\n\n{message.content}")
        else:
            merged.append(message)
    return merged


def _failure_of(reason: str, message: _Message) -> AnswerError | None:
    """Return why an answer with this finish reason cannot be used, None if it can."""
    if reason == "content_filter" or message.refusal:
        return AnswerError(Outcome.FILTERED, REFUSAL)
    if reason in ("insufficient_system_resource", "error"):
        return AnswerError(Outcome.SERVER_ERROR, "stopped in the middle of its answer")
    return None


def _usage_of(answer: _Answer) -> TokenUsage | None:
    if not isinstance(answer.usage, Mapping):
        return None
    return read_usage(answer.usage.get("prompt_tokens"), answer.usage.get("completion_tokens"))


def _check_error(answer: _Answer) -> None:
    if answer.error is not None:
        raise _classify(answer.error)


def _error_of(body: bytes) -> AnswerError | None:
    try:
        error = decode(body, _Answer).error
    except AnswerError:
        return None
    return None if error is None else _classify(error)


def _classify(error: object) -> AnswerError:
    """Return the error of an error object: by its numeric code, or by the names of its code and type."""
    fields = error if isinstance(error, Mapping) else {}
    names = " ".join(str(fields.get(name)) for name in ("code", "type")).lower()
    outcome = next((outcome for part, outcome in _CODES if part in names), Outcome.SERVER_ERROR)
    code = fields.get("code")
    if isinstance(code, int) and 400 <= code <= 599:
        outcome = outcome_of_status(code)
    is_of_request = outcome is Outcome.BAD_ANSWER
    return AnswerError(outcome, "reported an error instead of an answer", is_of_request=is_of_request)
