"""The responses of an endpoint in the OpenAPI document."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from alcove.foundation.errors import (
    AppError,
    BadRequest,
    BodyTimeout,
    BodyTooLarge,
    CrossOriginForbidden,
    DatabaseUnavailable,
    DiskFull,
    InternalError,
    QueryTooLong,
    RoleRequired,
    SignInRequired,
    SignInUnavailable,
    TooManyAttempts,
    UnknownHost,
)
from alcove.foundation.web.access import SAFE_METHODS, Access
from alcove.foundation.web.api import Api, ResponseSpec, Route
from alcove.foundation.web.openapi_schemas import Document, Schemas

_ERROR_HEADERS: Mapping[int, Mapping[str, str]] = {
    429: {"Retry-After": "Seconds to wait before the next attempt."},
}


def build_responses(route: Route, *, api: Api, schemas: Schemas, is_guarded: bool) -> Document:
    """Return the documented responses by status; `default` describes errors raised before the endpoint."""
    success = ResponseSpec(route.status, "Success", route.response_model, route.media_type, route.headers)
    documented: Document = {}
    for spec in (success, *route.responses):
        documented[str(spec.status)] = _document_response(spec, schemas)
    if route.links:
        documented[str(route.status)]["links"] = {
            format_operation_id(link.endpoint): {
                "operationId": format_operation_id(link.endpoint),
                "parameters": dict(link.parameters),
            }
            for link in route.links
        }
    for kind in _errors(route, api):
        _add_error(documented, kind, api=api, schemas=schemas)
    return {
        **dict(sorted(documented.items())),
        "default": _default_response(route, api=api, schemas=schemas, is_guarded=is_guarded),
    }


def format_operation_id(endpoint: str) -> str:
    """Return the `operationId` of an endpoint, which is given by its method and path."""
    words = re.findall(r"[A-Za-z0-9]+", endpoint.replace(":path", ""))
    return "_".join((words[0].lower(), *words[1:]))


def page_response() -> Document:
    """Return the documented responses of a page address."""
    return {
        "200": {"description": "Success", "content": {"text/html": {"schema": {"type": "string"}}}},
        "304": {"description": "Not modified: the client already has the current version."},
        "default": {"description": "Error from the server, for example because sign-in is required."},
    }


def guard_errors(route: Route, *, is_guarded: bool) -> list[type[AppError]]:
    """Return the errors that the server itself can raise at an endpoint."""
    kinds: list[type[AppError]] = [QueryTooLong, UnknownHost, InternalError, DatabaseUnavailable, DiskFull]
    if is_guarded:
        kinds += [SignInRequired, RoleRequired, TooManyAttempts, SignInUnavailable]
    if route.method not in SAFE_METHODS:
        kinds += [CrossOriginForbidden, BodyTimeout, BodyTooLarge]
    return sorted(kinds, key=lambda kind: kind.status)


def _errors(route: Route, api: Api) -> Iterable[type[AppError]]:
    yield from route.errors
    if api.sign_in is not None and route.access is not Access.PUBLIC:
        yield from api.sign_in.errors
        yield from api.sign_in.change_errors if route.changes or route.method not in SAFE_METHODS else ()
    # A NUL character in the path, a text that is too long, a missing body.
    if route.body is not None or route.query is not None or "{" in route.paths[0]:
        yield BadRequest


def _document_response(spec: ResponseSpec, schemas: Schemas) -> Document:
    response: Document = {"description": spec.description}
    if spec.model is not None and spec.status not in (204, 304):
        types = (spec.media_type,) if isinstance(spec.media_type, str) else spec.media_type
        # Raw bytes have no schema; the media type describes them.
        schema = {} if spec.model is bytes else schemas.find(spec.model)
        response["content"] = {name: {"schema": schema} for name in types}
    if spec.headers:
        response["headers"] = _headers(spec.headers)
    return response


def _headers(descriptions: Mapping[str, str]) -> Document:
    return {
        name: {"description": description, "required": not description.startswith("If "), "schema": {"type": "string"}}
        for name, description in descriptions.items()
    }


def _add_error(documented: Document, kind: type[AppError], *, api: Api, schemas: Schemas) -> None:
    text = _summary(kind)
    response = documented.setdefault(str(kind.status), {"description": text})
    if text not in response["description"]:
        response["description"] += f" {text}"
    media_type, content = _error_content(kind, api=api, schemas=schemas)
    existing = response.setdefault("content", {}).setdefault(media_type, content)
    if existing is not content and existing.get("schema") != content["schema"]:
        schemas_of_type = [*existing["schema"].get("anyOf", [existing["schema"]])]
        if content["schema"] not in schemas_of_type:
            existing["schema"] = {"anyOf": [*schemas_of_type, content["schema"]]}
    if kind.status in _ERROR_HEADERS:
        response["headers"] = _headers(_ERROR_HEADERS[kind.status])


def _summary(kind: type[AppError]) -> str:
    return (kind.__doc__ or kind.code).partition("\n")[0]


def _error_content(kind: type[AppError], *, api: Api, schemas: Schemas) -> tuple[str, Document]:
    example = kind.__new__(kind)
    AppError.__init__(example, _summary(kind))
    response = api.render_error(example, "0123456789abcdef")
    media_type = response.headers.get("content-type", "application/json").partition(";")[0]
    if media_type != "application/json":
        return media_type, {"schema": {"type": "string"}}
    body = msgspec.json.decode(bytes(response.body))
    return media_type, {"schema": schemas.find(api.error_body), "example": body}


def _default_response(route: Route, *, api: Api, schemas: Schemas, is_guarded: bool) -> Document:
    kinds = guard_errors(route, is_guarded=is_guarded)
    *others, last = sorted({str(kind.status) for kind in kinds})
    return {
        "description": f"Error from the server: {', '.join(others)} or {last}.",
        "content": {"application/json": {"schema": schemas.find(api.error_body)}},
    }
