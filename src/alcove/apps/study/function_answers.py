"""What the functions of this app have in common: JSON answers, errors with the key `error`, bodies."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from starlette.responses import Response

from alcove.wires.supabase.functions import FunctionRequest, Refusal, RefusalBody, RefusalKind, build_body

T = TypeVar("T")
INVALID_BODY: Final = "The request body is not valid JSON"
_OWN_KINDS: Final = frozenset({RefusalKind.USER_REQUIRED, RefusalKind.SERVICE_REQUIRED})


class InvalidBody(Exception):
    """The body of a call is not JSON, or not an object with the members that the function reads."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def answer_json(value: Mapping[str, Any], status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response with a JSON object."""
    return Response(msgspec.json.encode(value), status_code=status, headers=headers, media_type="application/json")


def answer_error(message: str, status: int = 400, **members: Any) -> Response:
    """Return an error as functions have it, with further members."""
    return answer_json({"error": message, **members}, status)


def decode_body(request: FunctionRequest, kind: type[T], *, allows_nul: bool = False) -> T:
    """Return the JSON body as `kind`; InvalidBody, also for a NUL character, which no text of PostgreSQL has."""
    body = request.body.removeprefix(b"\xef\xbb\xbf")
    try:
        value = msgspec.json.decode(body, type=kind)
        has_nul = not allows_nul and b"\\u0000" in body and _has_nul(msgspec.json.decode(body))
    except msgspec.ValidationError as error:
        raise InvalidBody(f"The request body is not as expected: {error}".replace("`", "'")) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidBody(INVALID_BODY) from error
    if has_nul:
        raise InvalidBody("The request body has a NUL character in a text")
    return value


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for item in value.items() for part in item)
    return isinstance(value, list) and any(_has_nul(item) for item in value)


def describe_with_error(refusal: Refusal) -> RefusalBody:
    """Return the body of a refusal for a function that checks tokens itself: the gateway's members and `error`."""
    if refusal.kind is RefusalKind.METHOD:
        return {"error": refusal.message}
    if refusal.kind in _OWN_KINDS:
        return {"error": refusal.message, "code": refusal.kind.value}
    return {"error": refusal.message, **build_body(refusal)}


def describe_own_refusal(refusal: Refusal) -> RefusalBody:
    """Return the body of a refusal for a function whose tokens the gateway checks."""
    if refusal.kind in (RefusalKind.MISSING_TOKEN, RefusalKind.INVALID_TOKEN):
        return build_body(refusal)
    return describe_with_error(refusal)
