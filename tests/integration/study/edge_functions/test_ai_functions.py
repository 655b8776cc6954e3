"""The functions that ask AI providers: bodies are checked, then only the provider is missing."""

import uuid
from typing import Any, Final

import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer

MESSAGES: Final = [{"role": "user", "content": "What is a prime?"}]
TUTOR: Final = "ai-tutor-professional"
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
    ("ai-study-analytics", None),
    ("ai-study-recommendations", {"subjects": ["Maths"]}),
    ("semantic-search", {"query": "primes"}),
]


@pytest.mark.parametrize("case", INVALID)
def test_a_wrong_body_is_refused(server: StudyServer, account: uuid.UUID, case: tuple[str, Any, str]) -> None:
    """Each gets 400 and the text that says what is missing."""
    name, body, error = case
    response = call(server, name, body, headers=server.headers(account))
    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"\xff", b'{"a":' * 5000, b'{"message":"\\u0000"}'])
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
    if name.startswith("ai-study"):
        assert answer["success"] is False
        assert answer["fallback_message"]
