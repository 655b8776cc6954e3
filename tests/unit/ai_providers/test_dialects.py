"""What the dialects read and write in cases that no simulator has to imitate."""

import json
from typing import Any

import pytest

from alcove.foundation.fetch import ServerSentEvent
from alcove.wires.ai_providers import ChatMessage, ChatRequest, MessageRole, Outcome, TextDelta, TokenUsage
from alcove.wires.ai_providers.anthropic_dialect import AnthropicDialect
from alcove.wires.ai_providers.dialect import AnswerError, Dialect, StreamReader
from alcove.wires.ai_providers.google_dialect import GoogleDialect
from alcove.wires.ai_providers.openai_dialect import DEFAULT_BASE_URL, OPENROUTER_BASE_URL, OpenAiDialect
from alcove.wires.ai_providers.refused_fields import MAX_REMEMBERED, RefusedFields

OPENROUTER_CHAT = f"{OPENROUTER_BASE_URL}/chat/completions"
QUESTION = ChatRequest(model="gpt-4o-mini", messages=[ChatMessage(role=MessageRole.USER, content="Why?")])
OPENAI, ANTHROPIC, GOOGLE = OpenAiDialect("http://localhost/v1"), AnthropicDialect(), GoogleDialect()


def read(reader: StreamReader, data: Any, *, name: str = "message") -> list[Any]:
    """Return the parts of one event with JSON data."""
    return list(reader.read(ServerSentEvent(name, json.dumps(data))))


def outcome_of(dialect: Dialect, body: Any) -> Outcome:
    """Return the outcome of a complete answer's body."""
    try:
        dialect.read_completion(body if isinstance(body, bytes) else json.dumps(body).encode(), model="m")
    except AnswerError as error:
        return error.outcome
    return Outcome.OK


@pytest.mark.parametrize(
    ("base_url", "key", "model", "path", "sent_model"),
    [
        (
            DEFAULT_BASE_URL,
            "sk-or-1",
            "gpt-4o-mini",
            OPENROUTER_CHAT,
            "openai/gpt-4o-mini",
        ),
        (f"{DEFAULT_BASE_URL}/", "sk-or-1", "x/y", OPENROUTER_CHAT, "x/y"),
        (DEFAULT_BASE_URL, "sk-1", "gpt-4o-mini", "chat/completions", "gpt-4o-mini"),
        ("http://127.0.0.1:1/v1", "sk-or-1", "gpt-4o-mini", "chat/completions", "gpt-4o-mini"),
        ("https://api.deepseek.com", "sk-or-1", "deepseek-chat", "chat/completions", "deepseek-chat"),
    ],
)
def test_keys_of_openrouter(*, base_url: str, key: str, model: str, path: str, sent_model: str) -> None:
    """A key of OpenRouter is sent there, unless the owner has named another address."""
    request = ChatRequest(model=model, messages=QUESTION.messages)
    call = OpenAiDialect(base_url).build_call(request, key=key, is_streaming=False)
    assert (call.path, call.body["model"]) == (path, sent_model)
    assert call.headers["Authorization"] == f"Bearer {key}"
    assert ("HTTP-Referer" in call.headers) == ("X-Title" in call.headers) == path.startswith("https://openrouter")


def test_keys_of_openrouter_at_an_address_of_the_owner() -> None:
    """Where the owner names an address for OpenAI, a key of OpenRouter is used there, with its names of models."""
    dialect = OpenAiDialect("http://127.0.0.1:1/v1", takes_openrouter_keys=True)
    request = ChatRequest(model="gpt-4o-mini", messages=QUESTION.messages)
    mixed = [dialect.build_call(request, key=key, is_streaming=False) for key in ("sk-or-1", "sk-1")]
    assert [call.path for call in mixed] == ["chat/completions"] * 2
    assert [call.body["model"] for call in mixed] == ["openai/gpt-4o-mini", "gpt-4o-mini"]
    assert ["X-Title" in call.headers for call in mixed] == [True, False]


@pytest.mark.parametrize(
    ("dialect", "body", "outcome"),
    [
        (OPENAI, {"choices": [{"message": {"content": "a"}}]}, Outcome.OK),
        (OPENAI, {"choices": [{"message": {"content": None}, "finish_reason": "length"}]}, Outcome.OK),
        (OPENAI, {"choices": [{"message": {"content": "a"}, "finish_reason": None}]}, Outcome.INCOMPLETE),
        (OPENAI, {"choices": [{"message": {"refusal": "No."}, "finish_reason": "stop"}]}, Outcome.FILTERED),
        (OPENAI, {"choices": [{"message": {}, "finish_reason": "insufficient_system_resource"}]}, Outcome.SERVER_ERROR),
        (OPENAI, {"choices": []}, Outcome.BAD_ANSWER),
        (OPENAI, {"choices": [{"finish_reason": "stop"}]}, Outcome.BAD_ANSWER),
        (OPENAI, {"error": {"message": "x", "code": 429}}, Outcome.RATE_LIMITED),
        (OPENAI, {"error": {"message": "x", "code": "invalid_api_key"}}, Outcome.AUTH_FAILED),
        (OPENAI, {"error": {"message": "x", "type": "server_error"}}, Outcome.SERVER_ERROR),
        (OPENAI, {"error": "overloaded"}, Outcome.SERVER_ERROR),
        (OPENAI, {"error": {"code": True}}, Outcome.SERVER_ERROR),
        (OPENAI, [], Outcome.BAD_ANSWER),
        (OPENAI, {}, Outcome.BAD_ANSWER),
        (OPENAI, b"", Outcome.BAD_ANSWER),
        (OPENAI, b"\xff", Outcome.BAD_ANSWER),
        (OPENAI, b"[" * 100_000, Outcome.BAD_ANSWER),
        (ANTHROPIC, {"content": [{"text": "a"}]}, Outcome.OK),
        (ANTHROPIC, {"content": [], "stop_reason": "end_turn"}, Outcome.OK),
        (ANTHROPIC, {"content": [{"type": "text", "text": "a"}], "stop_reason": None}, Outcome.INCOMPLETE),
        (ANTHROPIC, {"content": [{"type": "text", "text": "a"}], "stop_reason": "refusal"}, Outcome.FILTERED),
        (ANTHROPIC, {"content": "a"}, Outcome.BAD_ANSWER),
        (ANTHROPIC, {}, Outcome.BAD_ANSWER),
        (GOOGLE, {"candidates": [{"content": {"parts": [{"text": "a"}]}}]}, Outcome.OK),
        (GOOGLE, {"candidates": [{"finishReason": "MAX_TOKENS"}]}, Outcome.OK),
        (GOOGLE, {"candidates": [{"finishReason": None}]}, Outcome.INCOMPLETE),
        (GOOGLE, {"candidates": [{"finishReason": "RECITATION"}]}, Outcome.FILTERED),
        (GOOGLE, {"promptFeedback": {"blockReason": "SAFETY"}}, Outcome.FILTERED),
        (GOOGLE, {"candidates": []}, Outcome.BAD_ANSWER),
        (GOOGLE, {"error": {"code": 503, "status": "UNAVAILABLE"}}, Outcome.SERVER_ERROR),
        (GOOGLE, {}, Outcome.BAD_ANSWER),
    ],
)  # fmt: skip
def test_complete_answers_of_any_shape(dialect: Dialect, body: Any, outcome: Outcome) -> None:
    """An answer may be empty, but has the vendor's shape and is finished."""
    assert outcome_of(dialect, body) is outcome


@pytest.mark.parametrize("dialect", [OPENAI, ANTHROPIC, GOOGLE])
@pytest.mark.parametrize("data", [[], None, 1, "text", {"choices": 1, "delta": 1, "candidates": 1}])
def test_events_of_another_shape(dialect: Dialect, data: Any) -> None:
    """An event that is no object of the vendor's is a bad answer."""
    with pytest.raises(AnswerError) as error:
        read(dialect.start_stream(model="m"), data, name="content_block_delta")
    assert error.value.outcome is Outcome.BAD_ANSWER


def test_events_of_anthropic_without_types() -> None:
    """An event of Anthropic whose data does not say its type has the type of its name."""
    reader = ANTHROPIC.start_stream(model="m")
    assert read(reader, {"delta": {"text": "a"}}, name="content_block_delta") == [TextDelta("a")]
    assert read(reader, {"type": "invented", "delta": {"text": "b"}}) == []
    assert not reader.state.finish_reason
    read(reader, {}, name="message_stop")
    assert reader.state.end().finish_reason == "stop"


def test_tokens_of_anthropic() -> None:
    """The usage of an answer has the tokens of the cache, and no tokens of the answer before they are counted."""
    reader = ANTHROPIC.start_stream(model="m")
    usage = {"input_tokens": 5, "cache_creation_input_tokens": 2, "cache_read_input_tokens": 3, "output_tokens": 1}
    read(reader, {"type": "message_start", "message": {"model": "c", "usage": usage}})
    assert reader.state.usage is None
    read(reader, {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 9}})
    end = reader.state.end()
    assert (end.usage, end.finish_reason, end.model) == (TokenUsage(prompt=10, completion=9), "length", "c")


def test_tokens_of_google() -> None:
    """Thoughts count as tokens of the answer, and counts of zero may be missing."""
    reader = GOOGLE.start_stream(model="m")
    read(reader, {"usageMetadata": {"promptTokenCount": 4}})
    assert reader.state.usage == TokenUsage(prompt=4, completion=0)
    counts = {"promptTokenCount": 4, "candidatesTokenCount": 5, "thoughtsTokenCount": 6}
    read(reader, {"candidates": [{"finishReason": "STOP"}], "usageMetadata": counts})
    assert reader.state.end().usage == TokenUsage(prompt=4, completion=11)


@pytest.mark.parametrize("reason", ["OTHER", "FINISH_REASON_UNSPECIFIED"])
def test_reasons_of_google_that_finish_nothing(reason: str) -> None:
    """An answer that Google stopped for no known reason has no finish marker."""
    reader = GOOGLE.start_stream(model="m")
    read(reader, {"candidates": [{"content": {"parts": [{"text": "a"}]}, "finishReason": reason}]})
    assert not reader.state.finish_reason


@pytest.mark.parametrize(
    ("dialect", "status", "body", "outcome", "retry_after"),
    [
        (GOOGLE, 400, {"error": {"details": [{"reason": "API_KEY_INVALID"}]}}, Outcome.AUTH_FAILED, None),
        (GOOGLE, 400, {"error": {"details": [{"reason": "OTHER"}, 1, None]}}, Outcome.BAD_ANSWER, None),
        (GOOGLE, 429, {"error": {"details": [{"retryDelay": "31.5s"}]}}, Outcome.RATE_LIMITED, 31.5),
        (GOOGLE, 429, {"error": {"details": [{"retryDelay": "999999s"}]}}, Outcome.RATE_LIMITED, 3600.0),
        (GOOGLE, 429, {"error": {"details": [{"retryDelay": "soon"}]}}, Outcome.RATE_LIMITED, None),
        (GOOGLE, 503, {"error": {"details": "none"}}, Outcome.SERVER_ERROR, None),
        (OPENAI, 400, {"error": {"code": "content_filter"}}, Outcome.FILTERED, None),
    ],
)
def test_error_bodies(*, dialect: Dialect, status: int, body: Any, outcome: Outcome, retry_after: float | None) -> None:
    """The body of an error can say more than its status."""
    error = dialect.read_error(status, json.dumps(body).encode())
    assert error is not None
    assert (error.outcome, error.retry_after) == (outcome, retry_after)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"error": "x"}', b'{"error": null}', b"[" * 100_000]
)
@pytest.mark.parametrize("dialect", [OPENAI, ANTHROPIC, GOOGLE])
def test_error_bodies_that_say_nothing(dialect: Dialect, body: bytes) -> None:
    """Where the body of an error says nothing, its status decides."""
    assert dialect.read_error(400, body) is None


def test_refused_fields_are_bounded() -> None:
    """However many models refuse fields, few of them are remembered at once."""
    fields = RefusedFields("temperature")
    for number in range(MAX_REMEMBERED * 2):
        sent = {"model": f"model-{number}", "temperature": 1}
        assert fields.learn(400, b"'temperature' is not supported", sent=sent)
        assert fields.remove_from(sent) == {"model": f"model-{number}"}
    assert fields.remove_from({"model": "model-0", "temperature": 1}) == {"model": "model-0", "temperature": 1}


@pytest.mark.parametrize(
    ("status", "error", "sent"),
    [
        (500, b"temperature", {"model": "m", "temperature": 1}),
        (400, b"temperatures", {"model": "m", "temperature": 1}),
        (400, b"temperature", {"model": "m"}),
        (400, b"", {"model": "m", "temperature": 1}),
        (400, b"temperature: range: 0..1", {"model": "m", "temperature": 9}),
        (400, b"Invalid temperature: expected a value <= 2, but got 3 instead.", {"model": "m", "temperature": 3}),
    ],
)
def test_errors_from_which_nothing_is_learnt(status: int, error: bytes, sent: dict[str, Any]) -> None:
    """Only a refusal of a field that was sent is worth another request: a value out of range is the caller's."""
    fields = RefusedFields("temperature")
    assert not fields.learn(status, error, sent=sent)
    assert fields.remove_from({"model": "m", "temperature": 1}) == {"model": "m", "temperature": 1}
