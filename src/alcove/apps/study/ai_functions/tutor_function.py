"""`ai-tutor-professional`: questions to the tutor."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.ai_functions.failures import (
    FAILED,
    describe_tutor_failure,
    explain_failure,
    format_time,
)
from alcove.apps.study.ai_functions.quality import rate_quality
from alcove.apps.study.ai_functions.tutor_body import TutorBody, read_tutor_body
from alcove.apps.study.function_answers import (
    InvalidBody,
    answer_error,
    answer_json,
    decode_body,
    describe_own_refusal,
)
from alcove.apps.study.tutor import Tutor, describe_attempts, question_limit_key
from alcove.apps.study.tutor.model import TutorResult
from alcove.foundation.clock import Clock
from alcove.foundation.errors import AppError
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import CallLimiter, FunctionRequest, Refusal, RefusalBody, RefusalKind

_ENHANCEMENTS: Final = ("prompt_optimization", "educational_formatting")


class TutorFunction:
    """Answers a question with JSON or with server-sent events."""

    def __init__(self, tutor: Tutor, *, limiter: CallLimiter, rule: Rule, clock: Clock) -> None:
        """Take the limit of questions by one user, which the native API shares."""
        self._tutor = tutor
        self._limiter = limiter
        self._rule = rule
        self._clock = clock

    async def __call__(self, request: FunctionRequest) -> Response:
        """Answer one call; Refusal when there were too many questions."""
        user_id = request.user_id
        assert user_id is not None
        use = await self._limiter.count(question_limit_key(user_id), self._rule)
        response = await self._answer(request, user_id)
        response.headers.update(use.headers())
        return response

    def describe_refusal(self, refusal: Refusal) -> RefusalBody:
        """Return the body of an error that the server answers in the function's place."""
        if refusal.kind is RefusalKind.FAILED:
            message = "The question could not be answered."
            return {"error": FAILED, "message": message, "timestamp": format_time(self._clock.now())}
        return describe_own_refusal(refusal)

    async def _answer(self, request: FunctionRequest, user_id: UUID) -> Response:
        try:
            body = read_tutor_body(decode_body(request, dict[str, Any]), user_id)
        except InvalidBody as error:
            return answer_error(str(error), error.status)
        try:
            return await self._ask(body, accepts_events=_accepts_events(request))
        except AppError as error:
            failure = explain_failure(error, failed_status=503)
            described = describe_tutor_failure(failure, now=self._clock.now())
            return answer_json(described, failure.status, headers=failure.headers)

    async def _ask(self, body: TutorBody, *, accepts_events: bool) -> Response:
        started = await self._tutor.ask(body.question, describe=lambda result: self._describe(body, result))
        if body.is_streamed or accepts_events:
            return await started.open_stream()
        finished = await started.finish()
        return answer_json({**finished.payload, "content": finished.text}, headers=started.headers)

    def _describe(self, body: TutorBody, result: TutorResult) -> Mapping[str, Any]:
        usage = result.usage
        counted = {} if usage is None or not result.is_counted else {"usage": {
            "promptTokens": usage.prompt, "completionTokens": usage.completion, "totalTokens": usage.total,
        }}  # fmt: skip
        legacy = {"id": result.answer_id, "model": result.facts.model} if body.is_legacy else {}
        return {
            **legacy,
            "metadata": self._describe_metadata(result),
            "quality": rate_quality(body.question.message, result.text),
            **counted,
        }

    def _describe_metadata(self, result: TutorResult) -> Mapping[str, Any]:
        facts = result.facts
        fallback = {
            "requested_provider": facts.requested_provider,
            "actual_provider": facts.provider,
            "reason": facts.reason,
        }
        return {
            "model": facts.model,
            "processingTime": result.ms,
            "enhancementsApplied": list(_ENHANCEMENTS),
            "cacheHit": result.is_cached,
            "responseType": "conversation",
            "requestId": result.answer_id,
            "timestamp": format_time(self._clock.now()),
            "answered": result.is_answered,
            "citations": [citation.describe() for citation in facts.citations],
            "closest": [citation.describe() for citation in result.closest],
            "attempts": describe_attempts(result.attempts),
            **(fallback if facts.has_fallen_back else {}),
        }


def _accepts_events(request: FunctionRequest) -> bool:
    return request.headers.get("accept", "").strip().lower().startswith("text/event-stream")
