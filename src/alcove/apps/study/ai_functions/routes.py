"""The functions that ask AI providers, and the search."""

from collections.abc import Callable, Sequence
from typing import Final

from alcove.apps.study.ai_functions.checked_calls import CheckedCalls
from alcove.apps.study.ai_functions.proxy_functions import (
    ProxyFunction,
    SecureProxyFunction,
    describe_proxy_refusal,
)
from alcove.apps.study.ai_functions.search_function import SearchFunction
from alcove.apps.study.ai_functions.tutor_function import TutorFunction
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.function_answers import describe_own_refusal
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.tutor import build_tutor
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import (
    CallLimiter,
    Function,
    FunctionAccess,
    Handler,
    Refusal,
    RefusalBody,
)

TUTOR_NAMES: Final = ("ai-tutor-professional", "deepseek-ai-professional")
BODY_LIMIT: Final = 2**20
MAX_CALLS: Final = 100
MAX_ANSWERS: Final = 4_000
"""Questions that are answered at the same time: a stream that waits for its provider holds no database connection."""
ANSWER_SECONDS: Final = 150.0
"""How long a complete answer may take at least: models write some 30 tokens a second."""


def build_ai_functions(settings: StudySettings, *, parts: AiParts, limiter: CallLimiter) -> Sequence[Function]:
    """Return the functions."""
    clock = parts.deps.clock
    rule = Rule(settings.study_limit_f1_per_minute, 60.0)
    tutor = TutorFunction(build_tutor(parts), limiter=limiter, rule=rule, clock=clock)
    calls = CheckedCalls(parts)
    secure = SecureProxyFunction(calls, clock=clock)
    return [
        *(
            _build(name, tutor, settings=settings, describe=tutor.describe_refusal, is_tutor=True)
            for name in TUTOR_NAMES
        ),
        _build("ai-proxy", ProxyFunction(calls), settings=settings, describe=describe_proxy_refusal),
        _build("ai-proxy-secure", secure, settings=settings, describe=describe_proxy_refusal),
        _build("semantic-search", SearchFunction(parts), settings=settings, describe=describe_own_refusal),
    ]


def _build(
    name: str,
    handler: Handler,
    *,
    settings: StudySettings,
    describe: Callable[[Refusal], RefusalBody],
    is_tutor: bool = False,
) -> Function:
    return Function(
        name=name,
        handler=handler,
        access=FunctionAccess.USER,
        # The tutor counts its questions itself, those of the native API included.
        limit=None if is_tutor else Rule(settings.study_function_calls_per_minute, 60.0),
        body_limit=BODY_LIMIT,
        max_running=MAX_ANSWERS if is_tutor else MAX_CALLS,
        seconds=max(settings.study_function_timeout, ANSWER_SECONDS),
        describe_refusal=describe,
    )
