"""The functions `ai-study-analytics` and `ai-study-recommendations`."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.function_answers import InvalidBody, answer_json, decode_body, describe_with_error
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.study_reports.service import StudyReports
from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import (
    Function,
    FunctionAccess,
    FunctionRequest,
    Handler,
    Refusal,
    RefusalBody,
)

INVALID_BODY: Final = "Invalid request body"
FALLBACK: Final = "AI analysis is not available now. Please try again later."
_BODY_LIMIT: Final = 2**20
SHARE: Final = 0.75
"""The part of a function's time in which a provider has to answer."""


def build_study_reports(settings: StudySettings, *, parts: AiParts) -> Sequence[Function]:
    """Return the functions."""
    reports = StudyReports(parts, seconds=settings.study_function_timeout * SHARE)
    clock = parts.deps.clock

    async def analyze(request: FunctionRequest) -> Response:
        assert request.user_id is not None
        return _answer("analytics", (await reports.analyze(request.user_id)).content, clock=clock)

    async def recommend(request: FunctionRequest) -> Response:
        assert request.user_id is not None
        try:
            body = decode_body(request, dict[str, Any])
        except InvalidBody:
            return answer_json({"success": False, "error": INVALID_BODY, "fallback_message": FALLBACK}, 400)
        report = await reports.recommend(request.user_id, body)
        return _answer("recommendations", report.content, clock=clock)

    handlers: Sequence[tuple[str, Handler]] = [
        ("ai-study-analytics", analyze),
        ("ai-study-recommendations", recommend),
    ]
    return [
        Function(
            name=name,
            handler=handler,
            access=FunctionAccess.USER,
            limit=Rule(settings.study_function_calls_per_minute, 60.0),
            body_limit=_BODY_LIMIT,
            seconds=settings.study_function_timeout,
            describe_refusal=_describe_refusal,
        )
        for name, handler in handlers
    ]


def _answer(name: str, report: Any, *, clock: Clock) -> Response:
    generated_at = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return answer_json({"success": True, name: report, "generated_at": generated_at})


def _describe_refusal(refusal: Refusal) -> RefusalBody:
    return {"success": False, **describe_with_error(refusal), "fallback_message": FALLBACK}
