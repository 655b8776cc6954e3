"""The function `security-monitor`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.function_answers import (
    InvalidBody,
    answer_error,
    answer_json,
    decode_body,
    describe_with_error,
)
from alcove.apps.study.security_monitor.model import MAX_TEXT, SecurityEvent, shorten_report
from alcove.apps.study.security_monitor.schemas import (
    AnomalyData,
    LimitData,
    MonitorBody,
    SecurityEventData,
    read_report,
)
from alcove.apps.study.security_monitor.service import SecurityMonitor, UserMissing
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import Pool
from alcove.foundation.identity import address_network
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import (
    CallLimiter,
    Function,
    FunctionRequest,
    Refusal,
    RefusalBody,
    RefusalKind,
    limit_key,
)

NAME: Final = "security-monitor"
CSP_REPORT_PATH: Final = f"/{NAME}/csp-report"
"""Where browsers send their reports, below the address of the functions; their body is the report itself."""
MAX_REPORT: Final = 16 * 1024
_BODY_LIMIT: Final = 64 * 1024
_REPORT: Final = "csp-report"
_REPORT_TYPES: Final = ("application/csp-report", "application/reports+json")
_SUCCESS: Final = {"success": True}

Answer = Callable[[FunctionRequest, Any], Awaitable[Response]]


class NotAboutCaller(Exception):
    """A user calls about somebody else."""


class NotSignedIn(Exception):
    """Nobody in particular calls, who may only report what a browser has blocked."""


class SecurityMonitorFunction:
    """Answers the calls by their type."""

    def __init__(self, monitor: SecurityMonitor, *, settings: StudySettings, limiter: CallLimiter) -> None:
        self._monitor = monitor
        self._limiter = limiter
        self._calls = Rule(settings.study_function_calls_per_minute, 60.0)
        self._reports = Rule(settings.study_security_reports_per_minute, 60.0)
        self._answers: Mapping[str, Answer] = {
            "security-event": self._record_event,
            "rate-limit-check": self._check_limit,
            "anomaly-detection": self._check_session,
        }

    async def __call__(self, request: FunctionRequest) -> Response:
        """Answer one call; Refusal for one too many."""
        try:
            return await self._answer(request)
        except (InvalidBody, msgspec.ValidationError) as error:
            return answer_error(str(error).replace("`", "'"))
        except NotSignedIn:
            return answer_error("Authentication required", 401, code="AUTH_ERROR")
        except NotAboutCaller:
            return answer_error("Only the service role may do this for another user", 403, code="AUTHZ_ERROR")
        except UserMissing:
            return answer_error("User not found", 404, code="NOT_FOUND")

    async def _answer(self, request: FunctionRequest) -> Response:
        if request.path == f"/{_REPORT}" or _media_type(request) in _REPORT_TYPES:
            return await self._record_report(request, decode_body(request, object))
        body = decode_body(request, MonitorBody)
        if body.type == _REPORT:
            return await self._record_report(request, body.data)
        answer = self._answers.get(body.type) if isinstance(body.type, str) else None
        if answer is None:
            # Whoever may not ask anything costs as little as a report.
            await self._limiter.count(self._report_key(request), self._reports)
            return answer_error("Unknown event type")
        if request.user_id is None and not request.is_service:
            await self._limiter.count(self._report_key(request), self._reports)
            raise NotSignedIn
        use = await self._limiter.count(limit_key(request), self._calls)
        response = await answer(request, body.data)
        for name, value in use.headers().items():
            response.headers.setdefault(name, value)
        return response

    async def _record_report(self, request: FunctionRequest, value: object) -> Response:
        await self._limiter.count(self._report_key(request), self._reports)
        if len(request.body) > MAX_REPORT:
            return answer_error(f"The report is larger than {MAX_REPORT} bytes", 413)
        report = read_report(value)
        if report is None:
            return answer_error("The report has no csp-report object")
        details = shorten_report(report)
        await self._monitor.record(_event(request, "suspicious_activity", severity="medium", details=details))
        return answer_json(_SUCCESS)

    async def _record_event(self, request: FunctionRequest, data: Any) -> Response:
        sent = msgspec.convert(data, SecurityEventData)
        user_id = _choose_user(request, sent.user_id)
        severity = sent.severity or "low"
        event = _event(request, sent.event_type, severity=severity, details=sent.details or {}, user_id=user_id)
        await self._monitor.record(event)
        return answer_json(_SUCCESS)

    async def _check_limit(self, request: FunctionRequest, data: Any) -> Response:
        sent = msgspec.convert(data, LimitData)
        allowance = await self._monitor.check_limit(_need_user(request, sent.user_id), action=sent.action)
        headers = {"X-RateLimit-Limit": str(allowance.limit), "X-RateLimit-Remaining": str(allowance.remaining)}
        if allowance.allowed:
            return answer_json({**_SUCCESS, "allowed": True, "remaining": allowance.remaining}, headers=headers)
        body = {
            "allowed": False,
            "message": "Rate limit exceeded. Please try again later.",
            "blocked_until": allowance.reset_at,
        }
        return answer_json(body, 429, headers={**headers, "Retry-After": str(max(1, allowance.retry_after))})

    async def _check_session(self, request: FunctionRequest, data: Any) -> Response:
        sent = msgspec.convert(data, AnomalyData)
        user_id, duration = _need_user(request, sent.user_id), sent.patterns.session_duration
        details = {"session_duration": duration}
        event = _event(request, "anomaly_detected", severity="low", details=details, user_id=user_id)
        is_unusual = await self._monitor.check_session(event, user_id=user_id, duration=duration)
        return answer_json({**_SUCCESS, "anomaly": is_unusual})

    def _report_key(self, request: FunctionRequest) -> str:
        return f"{NAME} report {address_network(request.client)}"


def build_security_monitor(settings: StudySettings, *, pool: Pool, limiter: CallLimiter) -> Function:
    """Return the function; browsers send their reports without a token."""
    monitor = SecurityMonitor(pool, severe_per_hour=settings.study_severe_events_per_hour)
    return Function(
        name=NAME,
        handler=SecurityMonitorFunction(monitor, settings=settings, limiter=limiter),
        verify_jwt=False,
        body_limit=_BODY_LIMIT,
        seconds=settings.study_function_timeout,
        describe_refusal=_describe,
    )


def _describe(refusal: Refusal) -> RefusalBody:
    if refusal.kind is RefusalKind.FAILED:
        return {"error": "The event could not be stored"}
    return describe_with_error(refusal)


def _media_type(request: FunctionRequest) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _event(
    request: FunctionRequest, event_type: str, *, severity: Any, details: Mapping[str, Any], user_id: UUID | None = None
) -> SecurityEvent:
    return SecurityEvent(
        event_type=event_type,
        severity=severity,
        details=details,
        user_id=user_id,
        client=request.client,
        user_agent=request.headers.get("user-agent", "").replace("\0", "")[:MAX_TEXT],
    )


def _choose_user(request: FunctionRequest, named: str | None) -> UUID | None:
    """Return whom a call is about: the caller, or for a program whom it names; InvalidBody, NotAboutCaller."""
    if named is None:
        return request.user_id
    try:
        user_id = UUID(named)
    except ValueError as error:
        raise InvalidBody("user_id is not an id") from error
    if user_id != request.user_id and not request.is_service:
        raise NotAboutCaller
    return user_id


def _need_user(request: FunctionRequest, named: str | None) -> UUID:
    user_id = _choose_user(request, named)
    if user_id is None:
        raise InvalidBody("user_id is missing")
    return user_id
