"""A chat as a Markdown document."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

_AUTHORS: Final = {"user": "You", "assistant": "Tutor"}


def write_markdown(title: str, *, created_at: datetime, messages: Sequence[Mapping[str, Any]]) -> str:
    """Return a chat as Markdown: every message with its author, time, model and cost, and the sources of answers."""
    blocks = [f"# {_in_line(title) or 'Chat'}", f"Begun {_format(created_at)}."]
    for message in messages:
        blocks += [f"## {_head(message)}", str(message["content"]).strip(), *_sources(message)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(message: Mapping[str, Any]) -> str:
    facts = [_format(message["created_at"])]
    if message["role"] == "assistant":
        facts += [str(name) for name in (message["model"] or message["provider"],) if name]
        cost = _decode(message["cost_usd"])
        facts += [f"{cost:.6f} USD"] if isinstance(cost, int | float) else []
        facts += [str(message["state"])] if message["state"] not in (None, "complete") else []
    return f"{_AUTHORS[message['role']]} ({', '.join(facts)})"


def _sources(message: Mapping[str, Any]) -> Iterable[str]:
    lines = []
    for citation in _decode(message["citations"]) or []:
        if isinstance(citation, Mapping) and isinstance(citation.get("quote"), str):
            page = f", page {citation['page']}" if isinstance(citation.get("page"), int) else ""
            lines.append(f"- {_in_line(str(citation.get('title', '')))}{page}: “{_in_line(citation['quote'])}”")
    return ["Sources:", "\n".join(lines)] if lines else []


def _decode(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _format(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _in_line(text: str) -> str:
    return " ".join(text.split())
