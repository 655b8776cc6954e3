"""The function `auth-validation`."""

from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.study.auth_validation.model import MISSING, find_problem
from alcove.apps.study.function_answers import InvalidBody, answer_json, decode_body, describe_own_refusal
from alcove.apps.study.settings import StudySettings
from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions import Function, FunctionRequest, Refusal, RefusalBody, RefusalKind

_ACTIONS: Final = ("validate", "signup")


class _Body(msgspec.Struct, frozen=True):
    email: str | None = None
    action: str | None = None


def build_auth_validation(settings: StudySettings) -> Function:
    """Return the function; its list of domains is that of sign-ups, which is off by default."""

    async def validate(request: FunctionRequest) -> Response:
        try:
            body = decode_body(request, _Body)
        except InvalidBody as error:
            return _refuse(str(error))
        if not body.email or not body.action:
            return _refuse(MISSING)
        if body.action not in _ACTIONS:
            return _refuse("Invalid action")
        problem = find_problem(body.email, is_sign_up=body.action == "signup", domains=settings.study_email_domains)
        return _refuse(problem) if problem else answer_json({"valid": True, "message": "Email validation successful"})

    return Function(
        name="auth-validation",
        handler=validate,
        limit=Rule(settings.study_function_calls_per_minute, 60.0),
        body_limit=64 * 1024,
        seconds=settings.study_function_timeout,
        describe_refusal=_describe,
    )


def _refuse(message: str) -> Response:
    return answer_json({"valid": False, "error": message}, 400)


def _describe(refusal: Refusal) -> RefusalBody:
    if refusal.kind is RefusalKind.FAILED:
        return {"valid": False, "error": "Validation service error"}
    return describe_own_refusal(refusal)
