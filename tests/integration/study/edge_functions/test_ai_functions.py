"""The functions that ask AI providers, where there is none: bodies are checked, then only the provider is missing."""

import uuid
from typing import Any, Final

import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer

MESSAGES: Final = [{"role": "user", "content": "What is a prime?"}]
TUTOR: Final = "ai-tutor-professional"
PROXY: Final = {"provider": "openai", "action": "chat"}
LONG: Final = "x" * 10_001

INVALID: Final[list[tuple[str, Any, str]]] = [
    (TUTOR, {}, "Message is required and must be a string"),
    (TUTOR, {"message": ""}, "Message is required and must be a string"),
    (TUTOR, {"message": 7}, "Message is required and must be a string"),
    (TUTOR, {"messages": [{"role": "assistant", "content": "Hello"}]}, "Message is required and must be a string"),
    (TUTOR, {"messages": "What?"}, "Message is required and must be a string"),
    (TUTOR, {"message": LONG}, "Message is longer than 10000 characters"),
    ("ai-proxy", {}, "Missing required parameters: provider and action"),
    ("ai-proxy", {"provider": "openai"}, "Missing required parameters: provider and action"),
    ("ai-proxy", {"provider": "openai", "action": "sing"}, "Unsupported action: sing"),
    ("ai-proxy", {"provider": "openai", "action": "chat"}, "Missing required parameter: messages"),
    ("ai-proxy", {"provider": "openai", "action": "completion"}, "Missing required parameter: prompt"),
    ("ai-proxy-secure", {}, "Either prompt or messages is required"),
    ("ai-proxy-secure", {"provider": "openai", "action": "chat"}, "Missing required parameter: messages"),
    (TUTOR, {"message": "x", "options": {"temperature": "hot"}}, "options.temperature must be a number"),
    (TUTOR, {"message": "x", "options": {"temperature": True}}, "options.temperature must be a number"),
    (TUTOR, {"message": "x", "options": {"temperature": -1}}, "options.temperature must be a number from 0 to 2"),
    (TUTOR, {"message": "x", "options": {"temperature": 2.1}}, "options.temperature must be a number from 0 to 2"),
    (TUTOR, {"message": "x", "options": {"maxTokens": 0}}, "options.maxTokens must be a whole number from 1 to 32768"),
    (
        TUTOR,
        {"message": "x", "options": {"maxTokens": 1.5}},
        "options.maxTokens must be a whole number from 1 to 32768",
    ),
    (
        TUTOR,
        {"message": "x", "options": {"maxTokens": 10**9}},
        "options.maxTokens must be a whole number from 1 to 32768",
    ),
    (TUTOR, {"messages": MESSAGES, "temperature": []}, "temperature must be a number"),
    (TUTOR, {"messages": MESSAGES, "max_tokens": "5"}, "max_tokens must be a whole number from 1 to 32768"),
    (TUTOR, {"messages": MESSAGES, "top_p": 2}, "top_p must be a number from 0 to 1"),
    (TUTOR, {"messages": MESSAGES, "model": "m" * 201}, "model must be a text of at most 200 characters"),
    ("ai-proxy", {"provider": "acme", "action": "chat", "messages": MESSAGES}, "Unsupported provider: acme"),
    ("ai-proxy", {**PROXY, "messages": [{"role": "tool", "content": "x"}]}, "Unsupported role: tool"),
    ("ai-proxy", {**PROXY, "messages": MESSAGES, "model": 7}, "model must be a text of at most 200 characters"),
    ("ai-proxy", {**PROXY, "messages": MESSAGES, "maxTokens": 0}, "maxTokens must be a whole number from 1 to 32768"),
    ("ai-proxy", {**PROXY, "messages": MESSAGES * 201}, "Missing required parameter: messages"),
    ("ai-proxy-secure", {"action": "", "messages": MESSAGES}, "Missing required parameters: provider and action"),
    ("ai-proxy-secure", {"prompt": "x", "provider": "acme"}, "Unsupported provider: acme"),
    ("ai-proxy-secure", {"prompt": "x", "temperature": 3}, "temperature must be a number from 0 to 2"),
    ("semantic-search", {"query": "x", "limit": 0}, "limit must be a whole number from 1 to 50"),
    ("semantic-search", {"query": "x", "limit": True}, "limit must be a whole number from 1 to 50"),
    ("semantic-search", {"query": "x", "limit": "5"}, "limit must be a whole number from 1 to 50"),
    ("semantic-search", {"query": "x", "types": []}, "types must be a list of material, card, message"),
    ("semantic-search", {"query": "x", "types": "card"}, "types must be a list of material, card, message"),
    ("semantic-search", {"query": "x", "types": ["book"]}, "types must be a list of material, card, message"),
    ("semantic-search", {"query": "x", "types": [5]}, "types must be a list of material, card, message"),
    ("semantic-search", {}, "Query is required and must be a string"),
    ("semantic-search", {"query": []}, "Query is required and must be a string"),
    ("semantic-search", {"query": LONG}, "Query is longer than 10000 characters"),
]
VALID: Final[list[tuple[str, Any]]] = [
    (TUTOR, {"message": "What is a prime?", "options": {"temperature": 0}}),
    (TUTOR, {"messages": MESSAGES, "model": "deepseek-chat", "stream": False}),
    ("deepseek-ai-professional", {"messages": MESSAGES}),
    ("ai-proxy", {"provider": "openai", "action": "chat", "messages": MESSAGES}),
    ("ai-proxy", {"provider": "gemini", "action": "completion", "prompt": "Say hello"}),
    ("ai-proxy-secure", {"provider": "openai", "action": "chat", "messages": MESSAGES}),
    ("ai-proxy-secure", {"prompt": "Say hello"}),
]
ALWAYS: Final[list[tuple[str, Any, str]]] = [
    ("ai-study-analytics", None, "analytics"),
    ("ai-study-recommendations", {"subjects": ["Maths"]}, "recommendations"),
    ("semantic-search", {"query": "primes"}, "results"),
    ("semantic-search", {"query": "\u202e\u05d0 ' ; -- \\ % _", "limit": 50, "types": ["card"]}, "results"),
]


@pytest.mark.parametrize("case", INVALID)
def test_a_wrong_body_is_refused(server: StudyServer, account: uuid.UUID, case: tuple[str, Any, str]) -> None:
    """Each gets 400 and the text that says what is missing."""
    name, body, error = case
    response = call(server, name, body, headers=server.headers(account))
    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"text"', b"\xff", b'{"a":' * 5000, b'{"message":"\\u0000"}', b'{"message":"\\ud800"}'],
)
@pytest.mark.parametrize("name", [TUTOR, "ai-proxy", "ai-proxy-secure", "ai-study-recommendations", "semantic-search"])
def test_a_body_that_is_no_object_is_refused(
    server: StudyServer, account: uuid.UUID, name: str, content: bytes
) -> None:
    """Malformed JSON is the caller's mistake, not the server's."""
    response = call(server, name, headers=server.headers(account), content=content)
    assert response.status_code == 400
    if name == "ai-study-recommendations":
        assert response.json()["error"] == "Invalid request body"
        assert response.json()["success"] is False


@pytest.mark.parametrize(("name", "body"), VALID)
def test_only_the_provider_is_missing(server: StudyServer, account: uuid.UUID, name: str, body: Any) -> None:
    """A right body gets 503 with the stable code, in the shape of the function."""
    response = call(server, name, body, headers=server.headers(account))
    answer = response.json()
    assert (response.status_code, answer["code"]) == (503, "AI_PROVIDER_ERROR")
    assert isinstance(answer["error"], str)
    if name in (TUTOR, "deepseek-ai-professional"):
        assert set(answer) == {"error", "message", "timestamp", "code"}
        assert answer["timestamp"].endswith("Z")


@pytest.mark.parametrize("case", ALWAYS)
def test_reports_and_the_search_need_no_provider(
    server: StudyServer, account: uuid.UUID, case: tuple[str, Any, str]
) -> None:
    """Reports are computed, and the search is the server's own."""
    name, body, member = case
    response = call(server, name, body, headers=server.headers(account))
    assert response.status_code == 200
    assert member in response.json()
