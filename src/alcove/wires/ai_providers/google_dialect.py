"""Google's generateContent: turns of user and model, a system instruction of its own, the key in a header."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from alcove.foundation.fetch import ServerSentEvent
from alcove.wires.ai_providers.dialect import (
    REFUSAL,
    AnswerError,
    ProviderCall,
    StreamState,
    decode,
    read_usage,
    shorten_name,
    split_conversation,
    text_parts,
)
from alcove.wires.ai_providers.failures import describe_status, outcome_of_status
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

_FINISH: Final = {"STOP": "stop", "MAX_TOKENS": "length"}
_FILTERED: Final = frozenset({
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
})  # fmt: skip
_UNFINISHED: Final = frozenset({"OTHER", "FINISH_REASON_UNSPECIFIED"})
_RETRY_DELAY: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")
_MAX_RETRY_AFTER: Final = 3600.0


class _Part(msgspec.Struct):
    text: str | None = None
    thought: bool | None = None


class _Content(msgspec.Struct):
    parts: list[_Part] | None = None


class _Candidate(msgspec.Struct, rename="camel"):
    content: _Content | None = None
    finish_reason: str | msgspec.UnsetType | None = msgspec.UNSET


class _Response(msgspec.Struct, rename="camel"):
    """A response, or one chunk of it."""

    candidates: list[_Candidate] | None = None
    prompt_feedback: Any = None
    usage_metadata: Any = None
    model_version: str = ""
    error: Any = None


class GoogleDialect:
    """Calls of `POST {base}/models/{model}:generateContent` and `:streamGenerateContent?alt=sse`."""

    refused_fields = RefusedFields()

    def build_call(self, request: ChatRequest, *, key: str, is_streaming: bool) -> ProviderCall:
        """Return the request; the address never has the key, because addresses are logged."""
        conversation = split_conversation(request.messages)
        body: dict[str, Any] = {
            "contents": [
                {
                    "role": "model" if turn.role is MessageRole.ASSISTANT else "user",
                    "parts": [{"text": turn.content}],
                }
                for turn in conversation.turns
            ]
        }
        if conversation.system:
            body["systemInstruction"] = {"parts": [{"text": conversation.system}]}
        options = {
            "temperature": request.temperature, "maxOutputTokens": request.max_tokens, "topP": request.top_p,
        }  # fmt: skip
        if config := {name: value for name, value in options.items() if value is not None}:
            body["generationConfig"] = config
        model = quote(request.model.removeprefix("models/"), safe="")
        method = "streamGenerateContent?alt=sse" if is_streaming else "generateContent"
        return ProviderCall(path=f"models/{model}:{method}", headers={"x-goog-api-key": key}, body=body)

    def read_completion(self, body: bytes, *, model: str) -> Completion:
        """Return the first candidate."""
        response, state = decode(body, _Response), StreamState(model=model)
        parts = _read(response, state)
        if not response.candidates and state.failure is None:
            raise AnswerError(Outcome.BAD_ANSWER, "sent an answer without candidates")
        if response.candidates and response.candidates[0].finish_reason is None:
            raise AnswerError(Outcome.INCOMPLETE, "sent an answer that is not finished")
        end = state.end()
        return Completion(
            text="".join(part.text for part in parts if isinstance(part, TextDelta)),
            model=end.model,
            finish_reason=end.finish_reason or "stop",
            usage=end.usage,
            body=body,
            reasoning="".join(part.text for part in parts if isinstance(part, ReasoningDelta)),
        )

    def start_stream(self, *, model: str) -> "GoogleStreamReader":
        """Return a reader of responses."""
        return GoogleStreamReader(model)

    def read_error(self, status: int, body: bytes) -> AnswerError | None:
        """Return AUTH_FAILED for a refused key, which has status 400, and the delay that a 429 names in its body."""
        try:
            error = decode(body, _Response).error
        except AnswerError:
            return None
        return _classify(error, status=status) if isinstance(error, Mapping) else None


class GoogleStreamReader:
    """Reads responses; a finish reason is the finish marker, and the end of the body follows it."""

    def __init__(self, model: str) -> None:
        self.state = StreamState(model=model)

    def read(self, event: ServerSentEvent) -> Sequence[TextDelta | ReasoningDelta]:
        """Return the pieces of a response."""
        return _read(decode(event.data, _Response), self.state)


def _read(response: _Response, state: StreamState) -> Sequence[TextDelta | ReasoningDelta]:
    """Return the pieces of a response, and take the rest of it into the state."""
    if response.error is not None:
        raise _classify(response.error, status=0)
    state.model = shorten_name(response.model_version or state.model)
    state.usage = _usage_of(response.usage_metadata) or state.usage
    if not response.candidates:
        if isinstance(response.prompt_feedback, Mapping) and response.prompt_feedback.get("blockReason"):
            state.failure, state.finish_reason = AnswerError(Outcome.FILTERED, REFUSAL), "filtered"
        return ()
    candidate = response.candidates[0]
    if isinstance(candidate.finish_reason, str) and candidate.finish_reason not in _UNFINISHED:
        reason = candidate.finish_reason
        state.finish_reason = _FINISH.get(reason) or shorten_name(reason.lower())
        state.failure = AnswerError(Outcome.FILTERED, REFUSAL) if reason in _FILTERED else state.failure
    parts = candidate.content.parts or [] if candidate.content else []
    pieces = (text_parts(None, reasoning=part.text) if part.thought else text_parts(part.text) for part in parts)
    return [piece for part in pieces for piece in part]


def _usage_of(usage: object) -> TokenUsage | None:
    """Return the usage; thoughts are paid like the answer, and zero is left out of the JSON."""
    if not isinstance(usage, Mapping) or "promptTokenCount" not in usage:
        return None
    counts = [usage.get(name, 0) for name in ("candidatesTokenCount", "thoughtsTokenCount")]
    completion = sum(counts) if all(isinstance(count, int) for count in counts) else None
    return read_usage(usage["promptTokenCount"], completion)


def _classify(error: object, *, status: int) -> AnswerError:
    """Return the error of an error object; `status` is that of the response, 0 within a stream."""
    fields = error if isinstance(error, Mapping) else {}
    details = fields.get("details")
    infos = [info for info in details if isinstance(info, Mapping)] if isinstance(details, list) else []
    code = status or fields.get("code")
    outcome = outcome_of_status(code) if isinstance(code, int) and 400 <= code <= 599 else Outcome.SERVER_ERROR
    what = describe_status(status) if status else "reported an error instead of an answer"
    if any(str(info.get("reason")).startswith("API_KEY_") for info in infos):
        outcome, what = Outcome.AUTH_FAILED, "does not accept the key"
    delays = [match for info in infos if (match := _RETRY_DELAY.fullmatch(str(info.get("retryDelay"))))]
    retry_after = min(float(delays[0][1]), _MAX_RETRY_AFTER) if delays else None
    return AnswerError(outcome, what, retry_after=retry_after, is_of_request=outcome is Outcome.BAD_ANSWER)
