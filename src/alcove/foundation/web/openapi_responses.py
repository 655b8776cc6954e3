"""What an endpoint may answer, as OpenAPI describes it."""

from collections.abc import Iterable, Mapping

import msgspec

from alcove.foundation.errors import (
    AppError,
    BadRequest,
    BodyLate,
    BodyTooLarge,
    ForeignOrigin,
    HostUnknown,
    Internal,
    QueryTooLong,
    RoleNeeded,
    SignInNeeded,
    SignInUnavailable,
    TooManyAttempts,
)
from alcove.foundation.web.access import Access
from alcove.foundation.web.api import Api, Reply, Route
from alcove.foundation.web.openapi_schemas import Document, Schemas

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ERROR_HEADERS: Mapping[int, Mapping[str, str]] = {
    429: {"Retry-After": "Seconds after which it may be tried again."},
}


def responses(route: Route, *, api: Api, schemas: Schemas, is_guarded: bool) -> Document:
    """Return the documented answers by status, and as `default` what the server refuses before any endpoint."""
    success = Reply(route.status, "Success", route.answers, route.media_type, route.headers)
    found: Document = {}
    for reply in (success, *route.replies):
        found[str(reply.status)] = _reply(reply, schemas)
    for kind in _errors(route, api):
        _add_error(found, kind, api=api, schemas=schemas)
    return {**dict(sorted(found.items())), "default": _default(route, api=api, schemas=schemas, is_guarded=is_guarded)}


def page_response() -> Document:
    """Return the answers of the web page's own addresses."""
    return {
        "200": {"description": "Success", "content": {"text/html": {"schema": {"type": "string"}}}},
        "304": {"description": "The caller has it already."},
        "default": {"description": "Refused before it came to that."},
    }


def guard_errors(route: Route, *, is_guarded: bool) -> list[type[AppError]]:
    """Return what the server itself may answer at an endpoint, whatever the endpoint is."""
    kinds: list[type[AppError]] = [QueryTooLong, HostUnknown, Internal]
    if is_guarded:
        kinds += [SignInNeeded, RoleNeeded, TooManyAttempts, SignInUnavailable]
    if route.method not in SAFE:
        kinds += [ForeignOrigin, BodyLate, BodyTooLarge]
    return sorted(kinds, key=lambda kind: kind.status)


def _errors(route: Route, api: Api) -> Iterable[type[AppError]]:
    yield from route.errors
    if api.sign_in is not None and route.access is not Access.PUBLIC:
        yield from api.sign_in.errors
        yield from api.sign_in.change_errors if route.changes or route.method not in SAFE else ()
    # A NUL character in an address, a text that is too long, a body that is none.
    if route.body is not None or route.query is not None or "{" in route.paths[0]:
        yield BadRequest


def _reply(reply: Reply, schemas: Schemas) -> Document:
    described: Document = {"description": reply.meaning}
    if reply.answers is not None and reply.status not in (204, 304):
        types = (reply.media_type,) if isinstance(reply.media_type, str) else reply.media_type
        # Raw bytes are whatever their media type says, which has no schema.
        schema = {} if reply.answers is bytes else schemas.of(reply.answers)
        described["content"] = {name: {"schema": schema} for name in types}
    if reply.headers:
        described["headers"] = _headers(reply.headers)
    return described


def _headers(meanings: Mapping[str, str]) -> Document:
    return {
        name: {"description": meaning, "required": not meaning.startswith("If "), "schema": {"type": "string"}}
        for name, meaning in meanings.items()
    }


def _add_error(found: Document, kind: type[AppError], *, api: Api, schemas: Schemas) -> None:
    text = _words(kind)
    shown = found.setdefault(str(kind.status), {"description": text})
    if text not in shown["description"]:
        shown["description"] += f" {text}"
    media_type, content = _error_content(kind, api=api, schemas=schemas)
    known = shown.setdefault("content", {}).setdefault(media_type, content)
    if known is not content and known.get("schema") != content["schema"]:
        both = [*known["schema"].get("anyOf", [known["schema"]])]
        if content["schema"] not in both:
            known["schema"] = {"anyOf": [*both, content["schema"]]}
    if kind.status in _ERROR_HEADERS:
        shown["headers"] = _headers(_ERROR_HEADERS[kind.status])


def _words(kind: type[AppError]) -> str:
    return (kind.__doc__ or kind.code).partition("\n")[0]


def _error_content(kind: type[AppError], *, api: Api, schemas: Schemas) -> tuple[str, Document]:
    example = kind.__new__(kind)
    AppError.__init__(example, _words(kind))
    response = api.render_error(example, "0123456789abcdef")
    media_type = response.headers.get("content-type", "application/json").partition(";")[0]
    if media_type != "application/json":
        return media_type, {"schema": {"type": "string"}}
    shown = msgspec.json.decode(bytes(response.body))
    return media_type, {"schema": schemas.of(api.error_body), "example": shown}


def _default(route: Route, *, api: Api, schemas: Schemas, is_guarded: bool) -> Document:
    kinds = guard_errors(route, is_guarded=is_guarded)
    *most, last = sorted({str(kind.status) for kind in kinds})
    return {
        "description": f"Refused by the server itself: {', '.join(most)} or {last}.",
        "content": {"application/json": {"schema": schemas.of(api.error_body)}},
    }
