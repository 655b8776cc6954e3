"""The functions that ask AI providers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from alcove.apps.study.ai_functions.model import (
    Body,
    find_proxy_problem,
    find_query_problem,
    find_secure_proxy_problem,
    find_tutor_problem,
)
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.function_answers import (
    InvalidBody,
    answer_json,
    decode_body,
    describe_own_refusal,
    describe_with_error,
)
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import (
    Function,
    FunctionAccess,
    FunctionRequest,
    Refusal,
    RefusalBody,
    RefusalKind,
)

CODE: Final = "AI_PROVIDER_ERROR"
UNAVAILABLE: Final = "No AI provider is available"
_BODY_LIMIT: Final = 2**20
_FALLBACK: Final = "AI analysis is not available now. Please try again later."
_TOO_MANY: Final = "Rate limit exceeded. Please wait before making another request."
_SETUP: Final = "Set the key of a provider, such as DEEPSEEK_API_KEY, in the settings of the server."

DescribeError = Callable[[str], Mapping[str, Any]]
"""Returns the body of an error with a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _AiFunction:
    """A function: what its body needs, and how it words its errors."""

    name: str
    find_problem: Callable[[Body], str]
    describe_invalid: DescribeError
    describe_unavailable: DescribeError
    describe_refusal: Callable[[Refusal], RefusalBody]
    reads_body: bool = True
    invalid_body: str = ""


def build_ai_functions(settings: StudySettings, *, parts: AiParts, clock: Clock) -> Sequence[Function]:
    """Return the functions."""
    del parts

    def describe_tutor(message: str) -> Mapping[str, Any]:
        now = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"error": message, "message": f"{message}. {_SETUP}", "timestamp": now}

    functions = [_tutor(name, describe_tutor) for name in ("ai-tutor-professional", "deepseek-ai-professional")]
    functions += [_PROXY, _SECURE_PROXY, _ANALYTICS, _RECOMMENDATIONS, _SEARCH]
    return [_build(function, settings) for function in functions]


def _build(function: _AiFunction, settings: StudySettings) -> Function:
    async def answer(request: FunctionRequest) -> Response:
        try:
            body = decode_body(request, dict[str, Any]) if function.reads_body else {}
        except InvalidBody as error:
            return answer_json(function.describe_invalid(function.invalid_body or str(error)), 400)
        problem = function.find_problem(body)
        if problem:
            return answer_json(function.describe_invalid(problem), 400)
        return answer_json({**function.describe_unavailable(UNAVAILABLE), "code": CODE}, 503)

    return Function(
        name=function.name,
        handler=answer,
        access=FunctionAccess.USER,
        limit=Rule(settings.study_function_calls_per_minute, 60.0),
        body_limit=_BODY_LIMIT,
        seconds=settings.study_function_timeout,
        describe_refusal=function.describe_refusal,
    )


def _describe_plain(message: str) -> Mapping[str, Any]:
    return {"error": message}


def _describe_with_message(message: str) -> Mapping[str, Any]:
    return {"error": message, "message": message}


def _describe_setup(message: str) -> Mapping[str, Any]:
    return {"error": message, "message": _FALLBACK, "setup": _SETUP}


def _describe_report(message: str) -> Mapping[str, Any]:
    return {"success": False, "error": message, "fallback_message": _FALLBACK}


def _describe_proxy_refusal(refusal: Refusal) -> RefusalBody:
    body = describe_with_error(refusal)
    return {**body, "error": _TOO_MANY} if refusal.kind is RefusalKind.LIMIT else body


def _describe_report_refusal(refusal: Refusal) -> RefusalBody:
    return {"success": False, **describe_with_error(refusal), "fallback_message": _FALLBACK}


def _find_nothing(_body: Body) -> str:
    return ""


def _tutor(name: str, describe: DescribeError) -> _AiFunction:
    return _AiFunction(
        name=name,
        find_problem=find_tutor_problem,
        describe_invalid=_describe_plain,
        describe_unavailable=describe,
        describe_refusal=describe_own_refusal,
    )


_PROXY: Final = _AiFunction(
    name="ai-proxy",
    find_problem=find_proxy_problem,
    describe_invalid=_describe_plain,
    describe_unavailable=_describe_plain,
    describe_refusal=_describe_proxy_refusal,
)
_SECURE_PROXY: Final = _AiFunction(
    name="ai-proxy-secure",
    find_problem=find_secure_proxy_problem,
    describe_invalid=_describe_with_message,
    describe_unavailable=_describe_setup,
    describe_refusal=_describe_proxy_refusal,
)
_ANALYTICS: Final = _AiFunction(
    name="ai-study-analytics",
    find_problem=_find_nothing,
    describe_invalid=_describe_report,
    describe_unavailable=_describe_report,
    describe_refusal=_describe_report_refusal,
    reads_body=False,
)
_RECOMMENDATIONS: Final = _AiFunction(
    name="ai-study-recommendations",
    find_problem=_find_nothing,
    describe_invalid=_describe_report,
    describe_unavailable=_describe_report,
    describe_refusal=_describe_report_refusal,
    invalid_body="Invalid request body",
)
_SEARCH: Final = _AiFunction(
    name="semantic-search",
    find_problem=find_query_problem,
    describe_invalid=_describe_plain,
    describe_unavailable=_describe_plain,
    describe_refusal=describe_own_refusal,
)
