"""What the bodies of the AI functions need to have."""

from collections.abc import Mapping
from typing import Any, Final

MAX_MESSAGE: Final = 10_000
"""Characters of a message or query."""
MAX_MESSAGES: Final = 200
MESSAGE_REQUIRED: Final = "Message is required and must be a string"
PARAMETERS_REQUIRED: Final = "Missing required parameters: provider and action"
QUERY_REQUIRED: Final = "Query is required and must be a string"

Body = Mapping[str, Any]


def find_tutor_problem(body: Body) -> str:
    """Return what is wrong with a question to the tutor, '' if nothing; earlier clients send `messages`."""
    message = body.get("message")
    if message is None and "messages" in body:
        questions = [item["content"] for item in read_messages(body["messages"]) or () if item["role"] == "user"]
        message = questions[-1] if questions else None
    if not isinstance(message, str) or not message.strip():
        return MESSAGE_REQUIRED
    return _find_length_problem(message, name="Message")


def find_proxy_problem(body: Body) -> str:
    """Return what is wrong with a call of a provider through the proxy, '' if nothing."""
    provider, action = body.get("provider"), body.get("action")
    if not (isinstance(provider, str) and provider and isinstance(action, str) and action):
        return PARAMETERS_REQUIRED
    if action == "chat":
        return "" if read_messages(body.get("messages")) else "Missing required parameter: messages"
    if action == "completion":
        return "" if _is_text(body.get("prompt")) else "Missing required parameter: prompt"
    return f"Unsupported action: {action[:50]}"


def find_secure_proxy_problem(body: Body) -> str:
    """Return what is wrong with a call through the other proxy, which needs a prompt or messages."""
    if "action" in body:
        return "" if read_messages(body.get("messages")) else "Missing required parameter: messages"
    has_text = _is_text(body.get("prompt")) or read_messages(body.get("messages"))
    return "" if has_text else "Either prompt or messages is required"


def find_query_problem(body: Body) -> str:
    """Return what is wrong with a search, '' if nothing."""
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        return QUERY_REQUIRED
    return _find_length_problem(query, name="Query")


def read_messages(value: object) -> list[dict[str, str]] | None:
    """Return messages with a role and a text, None when the value is not a list of them, or has none."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_MESSAGES:
        return None
    is_valid = all(
        isinstance(item, dict) and isinstance(item.get("role"), str) and isinstance(item.get("content"), str)
        for item in value
    )
    return value if is_valid else None


def _find_length_problem(text: str, *, name: str) -> str:
    return f"{name} is longer than {MAX_MESSAGE} characters" if len(text) > MAX_MESSAGE else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
