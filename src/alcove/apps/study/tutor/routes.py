"""`/api/ai/chat`: questions to the tutor."""

from collections.abc import Sequence

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.web import Api


def register_chat(apis: Sequence[Api], parts: AiParts, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
