"""The text that names everything on which an answer depends."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from alcove.apps.study.ai_providers.model import ProviderConfig
from alcove.apps.study.tutor.model import Question
from alcove.wires.ai_providers import ChatMessage

_FORMAT: Final = 1


def build_cache_key(
    question: Question,
    *,
    messages: Sequence[ChatMessage],
    providers: Sequence[ProviderConfig],
    rules_version: str,
    materials_version: str,
) -> str:
    """Return the key of an answer, as JSON; `messages` are what the provider is sent, with system text and history."""
    values = {
        "format": _FORMAT,
        "user": str(question.user_id),
        "providers": [
            [config.name, config.dialect.value, config.base_url, config.model, config.reasoning_model]
            for config in providers
        ],
        "rules": rules_version,
        "materials": materials_version,
        "messages": [[message.role.value, message.content] for message in messages],
        "mode": question.mode.value,
        "provider": question.provider,
        "model": question.model,
        "temperature": question.temperature,
        "top_p": question.top_p,
        "max_tokens": question.max_tokens,
    }
    return msgspec.json.encode(values).decode()


def read_rules_version(file: Path | None) -> str:
    """Return a text that changes with the content of the file of rules; OSError when it cannot be read."""
    return "" if file is None else hashlib.sha256(file.read_bytes()).hexdigest()
