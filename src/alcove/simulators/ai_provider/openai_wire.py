"""The chat completions of OpenAI, as DeepSeek, OpenRouter and Ollama offer them, too."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request

from alcove.simulators.ai_provider.behaviours import DialectName
from alcove.simulators.ai_provider.wire import Answer, Question, Refusal, event, require_fields, require_range

_NUMBER: Final = (int, float)
_FIELDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "model": str, "messages": list, "stream": bool, "stream_options": dict, "temperature": _NUMBER, "top_p": _NUMBER,
    "max_tokens": int, "max_completion_tokens": int, "n": int, "stop": (str, list), "user": str, "seed": int,
    "frequency_penalty": _NUMBER, "presence_penalty": _NUMBER, "response_format": dict, "logit_bias": dict,
    "reasoning_effort": str, "metadata": dict, "store": bool, "tools": list, "tool_choice": (str, dict),
}  # fmt: skip
_ROLES: Final = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_TYPES: Final = {401: "invalid_request_error", 429: "requests", 400: "invalid_request_error"}
_CODES: Final = {401: "invalid_api_key", 429: "rate_limit_exceeded", 400: None}
_FINISH: Final = {"stop": "stop", "length": "length", "filter": "content_filter"}


class OpenAiWire:
    """Requests and answers of `POST .../chat/completions`."""

    name: DialectName = "openai"

    def read_key(self, request: Request) -> str:
        """Return the bearer token."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def read_question(self, request: Request, body: Mapping[str, Any]) -> Question:
        """Return the question; Refusal. Servers below `/ollama` need no key."""
        if not self.read_key(request) and not request.url.path.startswith("/ollama"):
            raise Refusal(401, "You didn't provide an API key.")
        require_fields(body, known=_FIELDS, unknown="Unrecognized request argument supplied: {}")
        if not body.get("model"):
            raise Refusal(400, "you must provide a model parameter")
        if not body.get("messages"):
            raise Refusal(400, "Invalid 'messages': empty array. Expected an array with minimum length 1.")
        for name, low, high in (("temperature", 0, 2), ("top_p", 0, 1), ("max_tokens", 1, None)):
            require_range(body, name, low=low, high=high)
        is_streaming = body.get("stream") is True
        if body.get("stream_options") is not None and not is_streaming:
            raise Refusal(400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
        messages = [_read_message(number, message) for number, message in enumerate(body["messages"])]
        return Question(
            model=body["model"],
            turns=[(role, text) for role, text in messages if role not in ("system", "developer")],
            system="\n".join(text for role, text in messages if role in ("system", "developer")),
            max_tokens=body.get("max_tokens") or body.get("max_completion_tokens"),
            is_streaming=is_streaming,
            wants_usage=not is_streaming or (body.get("stream_options") or {}).get("include_usage") is True,
        )

    def error_body(self, refusal: Refusal, *, retry_after: float | None = None) -> dict[str, Any]:  # noqa: ARG002 - the protocol's
        """Return `{"error": {...}}`."""
        return {
            "error": {
                "message": refusal.message,
                "type": _TYPES.get(refusal.status, "server_error"),
                "param": None,
                "code": refusal.code or _CODES.get(refusal.status, "server_error"),
            }
        }

    def complete_body(self, answer: Answer) -> dict[str, Any]:
        """Return a `chat.completion`."""
        message = {"role": "assistant", "content": answer.text, "refusal": None}
        if answer.reasoning:
            message["reasoning_content"] = answer.reasoning
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _FINISH[answer.finish]}
        usage = {"usage": _usage(answer)} if answer.has_usage else {}
        return {**_head(answer, "chat.completion"), "choices": [choice], **usage}

    def stream_start(self, answer: Answer) -> list[str]:
        """Return the chunk with the role."""
        return [_chunk(answer, {"role": "assistant", "content": "", "refusal": None})]

    def stream_reasoning(self, answer: Answer, text: str) -> str:
        """Return a chunk as DeepSeek sends it."""
        return _chunk(answer, {"content": None, "reasoning_content": text})

    def stream_token(self, answer: Answer) -> str:
        """Return a chunk with text."""
        return _chunk(answer, {"content": answer.tokens[-1]})

    def stream_finish(self, answer: Answer) -> list[str]:
        """Return the chunk with the finish reason, the usage if it was requested, and the end mark."""
        events = [_chunk(answer, {}, finish_reason=_FINISH[answer.finish])]
        if answer.has_usage and answer.question.wants_usage:
            head = _head(answer, "chat.completion.chunk")
            events.append(event({**head, "choices": [], "usage": _usage(answer)}))
        return [*events, "data: [DONE]\n\n"]

    def stream_error(self, refusal: Refusal) -> str:
        """Return an error in place of a chunk."""
        return event(self.error_body(refusal))


def _read_message(number: int, message: Any) -> tuple[str, str]:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise Refusal(400, f"Invalid value for 'messages[{number}].role'.")
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str) and message["role"] != "assistant":
        raise Refusal(400, f"Invalid type for 'messages[{number}].content': expected one of a string or array.")
    return message["role"], content or ""


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    number, model = answer.number, answer.question.model
    return {"id": f"chatcmpl-{number:06d}", "object": kind, "created": answer.at, "model": model}


def _chunk(answer: Answer, delta: Mapping[str, Any], *, finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return event({**_head(answer, "chat.completion.chunk"), "choices": [choice]})


def _usage(answer: Answer) -> dict[str, int]:
    prompt, completion = answer.question.prompt_tokens, len(answer.tokens)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
