"""The messages of Anthropic."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from starlette.requests import Request

from alcove.simulators.ai_provider.behaviours import DialectName
from alcove.simulators.ai_provider.wire import Answer, Question, Refusal, event, require_fields, require_range

_WITHOUT_SAMPLING: Final = "2026-10-21"
_NUMBER: Final = (int, float)
_FIELDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "model": str, "messages": list, "max_tokens": int, "system": (str, list), "temperature": _NUMBER,
    "top_p": _NUMBER, "top_k": int, "stream": bool, "stop_sequences": list, "metadata": dict, "thinking": dict,
    "tools": list, "tool_choice": dict, "service_tier": str,
}  # fmt: skip
_TYPES: Final = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
    413: "request_too_large", 429: "rate_limit_error", 529: "overloaded_error",
}  # fmt: skip
_FINISH: Final = {"stop": "end_turn", "length": "max_tokens", "filter": "refusal"}


class AnthropicWire:
    """Requests and answers of `POST .../messages`."""

    name: DialectName = "anthropic"

    def read_key(self, request: Request) -> str:
        """Return the key of its header, or the bearer token that the vendor's own libraries send."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return request.headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")

    def read_question(self, request: Request, body: Mapping[str, Any]) -> Question:
        """Return the question; Refusal."""
        if not self.read_key(request):
            raise Refusal(401, "x-api-key header is required")
        if not request.headers.get("anthropic-version"):
            raise Refusal(400, "anthropic-version: header is required")
        if request.headers["anthropic-version"] >= _WITHOUT_SAMPLING:
            for name in ("temperature", "top_p", "top_k"):
                if name in body:
                    raise Refusal(400, f"{name}: Extra inputs are not permitted")
        for name in ("model", "max_tokens", "messages"):
            if body.get(name) is None:
                raise Refusal(400, f"{name}: Field required")
        require_fields(body, known=_FIELDS, unknown="{}: Extra inputs are not permitted")
        for name, low, high in (("temperature", 0, 1), ("top_p", 0, 1), ("max_tokens", 1, None)):
            require_range(body, name, low=low, high=high)
        turns = [_read_message(number, message) for number, message in enumerate(body["messages"])]
        _check_turns(turns)
        return Question(
            model=body["model"],
            turns=turns,
            system=_read_text(body.get("system") or "", place="system"),
            max_tokens=body["max_tokens"],
            is_streaming=body.get("stream") is True,
        )

    def error_body(self, refusal: Refusal, *, retry_after: float | None = None) -> dict[str, Any]:  # noqa: ARG002 - the protocol's
        """Return an `error`."""
        kind = refusal.code or _TYPES.get(refusal.status, "api_error")
        return {"type": "error", "error": {"type": kind, "message": refusal.message}, "request_id": "req_simulated"}

    def complete_body(self, answer: Answer) -> dict[str, Any]:
        """Return a `message`."""
        thinking = {"type": "thinking", "thinking": answer.reasoning, "signature": "simulated"}
        content = [*([thinking] if answer.reasoning else []), {"type": "text", "text": answer.text}]
        usage = {"usage": _usage(answer, output=len(answer.tokens))} if answer.has_usage else {}
        return {**_message(answer), "content": content, "stop_reason": _FINISH[answer.finish], **usage}

    def stream_start(self, answer: Answer) -> list[str]:
        """Return the start of the message and a ping."""
        usage = {"usage": _usage(answer, output=1)} if answer.has_usage else {}
        start = {"type": "message_start", "message": {**_message(answer), "content": [], **usage}}
        events = [_typed_event(start), _typed_event({"type": "ping"})]
        if not answer.reasoning:
            events.insert(1, _block_start(0, {"type": "text", "text": ""}))
        else:
            events.insert(1, _block_start(0, {"type": "thinking", "thinking": "", "signature": ""}))
        return events

    def stream_reasoning(self, answer: Answer, text: str) -> str:  # noqa: ARG002 - the protocol's
        """Return a piece of a thinking block."""
        return _typed_event(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": text}}
        )

    def stream_token(self, answer: Answer) -> str:
        """Return a piece of a text block, with the start of the block where thinking came before it."""
        delta = {"type": "text_delta", "text": answer.tokens[-1]}
        piece = _typed_event({"type": "content_block_delta", "index": 1 if answer.reasoning else 0, "delta": delta})
        if not answer.reasoning or len(answer.tokens) > 1:
            return piece
        stop = _typed_event({"type": "content_block_stop", "index": 0})
        return stop + _block_start(1, {"type": "text", "text": ""}) + piece

    def stream_finish(self, answer: Answer) -> list[str]:
        """Return the ends of block and message, with the number of tokens."""
        delta = {"stop_reason": _FINISH[answer.finish], "stop_sequence": None}
        usage = {"usage": {"output_tokens": len(answer.tokens)}} if answer.has_usage else {"usage": {}}
        return [
            _typed_event({"type": "content_block_stop", "index": 1 if answer.reasoning and answer.tokens else 0}),
            _typed_event({"type": "message_delta", "delta": delta, **usage}),
            _typed_event({"type": "message_stop"}),
        ]

    def stream_error(self, refusal: Refusal) -> str:
        """Return an `error` event."""
        return _typed_event(self.error_body(refusal))


def _read_message(number: int, message: Any) -> tuple[str, str]:
    if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
        raise Refusal(400, f"messages.{number}.role: Input should be 'user' or 'assistant'")
    text = _read_text(message.get("content"), place=f"messages.{number}.content")
    if not text.strip():
        raise Refusal(400, f"messages.{number}: text content blocks must contain non-whitespace text")
    return message["role"], text


def _read_text(content: Any, *, place: str) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(block, dict) and "type" in block for block in content):
        raise Refusal(400, f"{place}: Input should be a valid list")
    return "".join(str(block.get("text", "")) for block in content)


def _check_turns(turns: list[tuple[str, str]]) -> None:
    """Raise Refusal 400 unless the first turn is the user's and roles alternate."""
    if not turns:
        raise Refusal(400, "messages: at least one message is required")
    if turns[0][0] != "user":
        raise Refusal(400, 'messages: first message must use the "user" role')
    for before, after in pairwise(turns):
        if before[0] == after[0]:
            raise Refusal(400, f'messages: roles must alternate, but found multiple "{after[0]}" roles in a row')
    role, text = turns[-1]
    if role == "assistant" and text != text.rstrip():
        raise Refusal(400, "messages: final assistant content cannot end with trailing whitespace")


def _message(answer: Answer) -> dict[str, Any]:
    return {
        "id": f"msg_{answer.number:06d}",
        "type": "message",
        "role": "assistant",
        "model": answer.question.model,
        "stop_reason": None,
        "stop_sequence": None,
    }


def _usage(answer: Answer, *, output: int) -> dict[str, int]:
    return {"input_tokens": answer.question.prompt_tokens, "output_tokens": output}


def _block_start(index: int, block: Mapping[str, Any]) -> str:
    return _typed_event({"type": "content_block_start", "index": index, "content_block": block})


def _typed_event(data: Mapping[str, Any]) -> str:
    return event(data, name=data["type"])
