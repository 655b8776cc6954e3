"""The generateContent of Google's Generative Language API."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request

from alcove.simulators.ai_provider.behaviours import DialectName
from alcove.simulators.ai_provider.wire import Answer, Question, Refusal, event, require_object, require_range

_UNKNOWN: Final = 'Invalid JSON payload received. Unknown name "{}": Cannot find field.'
_FIELDS: Final = frozenset({
    "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig", "cachedContent",
    "model",
})  # fmt: skip
_CONFIG: Final = frozenset({
    "temperature", "topP", "topK", "maxOutputTokens", "candidateCount", "stopSequences", "responseMimeType",
    "responseSchema", "seed", "presencePenalty", "frequencyPenalty", "thinkingConfig",
})  # fmt: skip
_STATUSES: Final = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip
_FINISH: Final = {"stop": "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}
_ERROR_INFO: Final = "type.googleapis.com/google.rpc.ErrorInfo"
_RETRY_INFO: Final = "type.googleapis.com/google.rpc.RetryInfo"


class GoogleWire:
    """Requests and answers of `POST .../models/{model}:generateContent` and `:streamGenerateContent?alt=sse`."""

    name: DialectName = "google"

    def read_key(self, request: Request) -> str:
        """Return the key of the header, or that of the URL."""
        return request.headers.get("x-goog-api-key") or request.query_params.get("key", "")

    def read_question(self, request: Request, body: Mapping[str, Any]) -> Question:
        """Return the question; Refusal."""
        if not self.read_key(request):
            raise Refusal(403, "Method doesn't allow unregistered callers. Please use API Key.")
        body = _camel_case(body)
        _check_names(body, _FIELDS)
        if not isinstance(body.get("contents"), list) or not body["contents"]:
            raise Refusal(400, "* GenerateContentRequest.contents: contents is not specified")
        config = _camel_case(require_object(body, "generationConfig"))
        _check_names(config, _CONFIG)
        for name, low, high in (("temperature", 0, 2), ("topP", 0, 1), ("maxOutputTokens", 1, None)):
            require_range(config, name, low=low, high=high)
        is_streaming = request.url.path.endswith(":streamGenerateContent")
        if is_streaming and request.query_params.get("alt") != "sse":
            raise Refusal(400, "The simulator streams with alt=sse only.")
        system = require_object(body, "systemInstruction")
        return Question(
            model=request.path_params["model"],
            turns=[_read_content(number, content) for number, content in enumerate(body["contents"])],
            system=_read_parts(system.get("parts", ()), place="system_instruction") if system else "",
            max_tokens=config.get("maxOutputTokens"),
            is_streaming=is_streaming,
        )

    def error_body(self, refusal: Refusal, *, retry_after: float | None = None) -> dict[str, Any]:
        """Return `{"error": {...}}`; a key that is refused has status 400, as Google answers."""
        details: list[dict[str, Any]] = []
        status = _STATUSES.get(refusal.status, "UNKNOWN")
        if refusal.code:
            details.append({"@type": _ERROR_INFO, "reason": refusal.code, "domain": "googleapis.com"})
        if retry_after is not None:
            details.append({"@type": _RETRY_INFO, "retryDelay": f"{retry_after:g}s"})
        error = {"code": refusal.status, "message": refusal.message, "status": status}
        return {"error": {**error, **({"details": details} if details else {})}}

    def complete_body(self, answer: Answer) -> dict[str, Any]:
        """Return a response with one candidate."""
        thoughts = [{"text": answer.reasoning, "thought": True}] if answer.reasoning else []
        parts: list[dict[str, Any]] = [*thoughts, {"text": answer.text}]
        return _response(answer, parts, finish=_FINISH[answer.finish])

    def stream_start(self, answer: Answer) -> list[str]:  # noqa: ARG002 - the protocol's
        """Return nothing: the first event has text."""
        return []

    def stream_reasoning(self, answer: Answer, text: str) -> str:
        """Return a part that is a thought."""
        return event(_response(answer, [{"text": text, "thought": True}]))

    def stream_token(self, answer: Answer) -> str:
        """Return a part."""
        return event(_response(answer, [{"text": answer.tokens[-1]}]))

    def stream_finish(self, answer: Answer) -> list[str]:
        """Return the response with the finish reason."""
        parts = [] if answer.finish == "filter" else [{"text": ""}]
        return [event(_response(answer, parts, finish=_FINISH[answer.finish]))]

    def stream_error(self, refusal: Refusal) -> str:
        """Return an error in place of a response."""
        return event(self.error_body(refusal))


def _response(answer: Answer, parts: Sequence[Mapping[str, Any]], *, finish: str | None = None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    if not parts:
        del candidate["content"]
    if finish is not None:
        candidate["finishReason"] = finish
    prompt, tokens = answer.question.prompt_tokens, len(answer.tokens)
    usage = {"promptTokenCount": prompt, "candidatesTokenCount": tokens, "totalTokenCount": prompt + tokens}
    tail = {"modelVersion": answer.question.model, "responseId": f"resp-{answer.number:06d}"}
    return {"candidates": [candidate], **({"usageMetadata": usage} if answer.has_usage else {}), **tail}


def _read_content(number: int, content: Any) -> tuple[str, str]:
    if not isinstance(content, dict) or content.get("role", "user") not in ("user", "model"):
        raise Refusal(400, "Please use a valid role: user, model.")
    return content.get("role", "user"), _read_parts(content.get("parts"), place=f"contents[{number}]")


def _read_parts(parts: Any, *, place: str) -> str:
    if not isinstance(parts, list) or not parts:
        raise Refusal(400, f"* GenerateContentRequest.{place}.parts: contents.parts must not be empty.")
    if not all(isinstance(part, dict) and isinstance(part.get("text"), str) for part in parts):
        raise Refusal(400, f"* GenerateContentRequest.{place}.parts: data must have one initialized field")
    return "".join(part["text"] for part in parts)


def _check_names(body: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in body:
        if name not in known:
            raise Refusal(400, _UNKNOWN.format(name))


def _camel_case(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object with names in camel case: Google accepts both ways of writing them."""
    return {re.sub(r"_([a-z])", lambda match: match[1].upper(), name): value for name, value in body.items()}
