"""`ai-proxy` and `ai-proxy-secure`: calls of a provider, or of the next one where it fails."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import msgspec
from starlette.responses import Response

from alcove.apps.study.ai_calls.model import AiCall, AiResult
from alcove.apps.study.ai_functions.checked_calls import CheckedCalls
from alcove.apps.study.ai_functions.failures import SETUP, Failure, explain_failure, format_time
from alcove.apps.study.ai_functions.proxy_body import read_legacy_call, read_proxy_call, read_secure_call
from alcove.apps.study.function_answers import InvalidBody, answer_json, decode_body, describe_with_error
from alcove.foundation.clock import Clock
from alcove.foundation.errors import AppError
from alcove.wires.supabase.functions import FunctionRequest, Refusal, RefusalBody, RefusalKind

_TOO_MANY: Final = "Rate limit exceeded. Please wait before making another request."
_UNAVAILABLE: Final = 503

DescribeFailure: TypeAlias = Callable[[Failure], Mapping[str, Any]]
DescribeResult: TypeAlias = Callable[[AiCall, AiResult], Response]


class ProxyFunction:
    """`ai-proxy`."""

    def __init__(self, calls: CheckedCalls) -> None:
        self._calls = calls

    async def __call__(self, request: FunctionRequest) -> Response:
        """Answer one call."""
        assert request.user_id is not None
        try:
            call = read_proxy_call(decode_body(request, dict[str, Any]), request.user_id)
        except InvalidBody as error:
            return answer_json({"error": str(error)}, error.status)
        return await _complete(self._calls, call, describe=self._describe, describe_failure=_describe_plain)

    def _describe(self, call: AiCall, result: AiResult) -> Response:
        body = {
            "data": msgspec.Raw(result.body or b"null"),
            "content": result.text,
            "provider": result.provider,
            "model": self._calls.find_model(call, result),
            **describe_fallback(result),
        }
        return answer_json(body)


class SecureProxyFunction:
    """`ai-proxy-secure`: with an action the provider's own JSON, without one the shape of earlier clients."""

    def __init__(self, calls: CheckedCalls, *, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def __call__(self, request: FunctionRequest) -> Response:
        """Answer one call."""
        assert request.user_id is not None
        try:
            body = decode_body(request, dict[str, Any])
            is_legacy = "action" not in body
            call = (read_legacy_call if is_legacy else read_secure_call)(body, request.user_id)
        except InvalidBody as error:
            return answer_json({"error": str(error), "message": str(error)}, error.status)
        describe, describe_failure = (
            (self._describe_legacy, self._describe_legacy_failure) if is_legacy else (_answer_raw, _describe_plain)
        )
        return await _complete(self._calls, call, describe=describe, describe_failure=describe_failure)

    def _describe_legacy(self, call: AiCall, result: AiResult) -> Response:
        usage = result.usage
        body = {
            "provider": result.provider,
            "model": self._calls.find_model(call, result),
            "content": result.text,
            "usage": {
                "prompt_tokens": usage.prompt,
                "completion_tokens": usage.completion,
                "total_tokens": usage.total,
            },
            **describe_fallback(result),
        }
        return answer_json(body)

    def _describe_legacy_failure(self, failure: Failure) -> Mapping[str, Any]:
        if failure.status == _UNAVAILABLE:
            return {"error": failure.message, "message": failure.message, "setup": SETUP, "code": failure.code}
        timestamp = format_time(self._clock.now())
        return {"error": failure.message, "details": failure.message, "timestamp": timestamp, "code": failure.code}


def describe_fallback(result: AiResult) -> Mapping[str, Any]:
    """Return the metadata of an answer of another provider than the requested or first one, otherwise nothing."""
    if not result.has_fallen_back:
        return {}
    metadata = {
        "requested_provider": result.requested_provider,
        "actual_provider": result.provider,
        "reason": result.fallback_reason.value if result.fallback_reason is not None else None,
    }
    return {"metadata": metadata}


def describe_proxy_refusal(refusal: Refusal) -> RefusalBody:
    """Return the body of an error that the server answers in a proxy's place."""
    body = describe_with_error(refusal)
    return {**body, "error": _TOO_MANY} if refusal.kind is RefusalKind.LIMIT else body


async def _complete(
    calls: CheckedCalls, call: AiCall, *, describe: DescribeResult, describe_failure: DescribeFailure
) -> Response:
    try:
        result = await calls.complete(call)
    except AppError as error:
        failure = explain_failure(error, failed_status=502)
        return answer_json(describe_failure(failure), failure.status, headers=failure.headers)
    return describe(call, result)


def _answer_raw(_call: AiCall, result: AiResult) -> Response:
    return Response(result.body or b"{}", media_type="application/json")


def _describe_plain(failure: Failure) -> Mapping[str, Any]:
    return {"error": failure.message, "code": failure.code}
