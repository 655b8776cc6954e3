"""The endpoints described as OpenAPI 3.1, from their declarations alone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

import alcove
from alcove.foundation.errors import AppError, BadRequest
from alcove.foundation.web.api import Api, Route
from alcove.foundation.web.values import Field, fields_of

Document = dict[str, Any]
Schemas = Mapping[int, Document]

_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::path)?\}")
_REFERENCE = "#/components/schemas/{name}"


def describe(apis: Sequence[Api]) -> Document:
    """Return the OpenAPI document of all endpoints; a later declaration of the same address is left out."""
    schemas, components = _schemas(apis)
    paths: dict[str, Document] = {}
    for api in apis:
        for route in api.routes:
            path = _PARAMETER.sub(r"{\1}", route.paths[0])
            operations = paths.setdefault(path, {})
            operations.setdefault(route.method.lower(), _operation(route, api=api, schemas=schemas))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alcove", "version": alcove.__version__},
        "tags": [{"name": api.name, "description": api.title} for api in apis],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SIGN_IN},
        "security": [{}, {"bearer": []}, {"basic": []}],
    }


_SIGN_IN = {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}}


def _schemas(apis: Sequence[Api]) -> tuple[Schemas, Document]:
    """Return each type's schema by identity and the components they point to."""
    kinds = {id(kind): kind for api in apis for route in api.routes for kind in _kinds(route)}
    made, components = msgspec.json.schema_components(kinds.values(), ref_template=_REFERENCE, schema_hook=_anything)
    return dict(zip(kinds, made, strict=True)), components


def _anything(_kind: type) -> Document:
    return {"description": "Any value."}


def _kinds(route: Route) -> Iterable[Any]:
    yield from (kind for kind in (route.body, route.answers) if kind is not None)
    if route.query is not None:
        yield from (hint for hint in _hints(route.query).values())


@lru_cache(maxsize=512)
def _hints(kind: type) -> dict[str, Any]:
    return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}


def _operation(route: Route, *, api: Api, schemas: Schemas) -> Document:
    operation: Document = {
        "tags": [route.app],
        "operationId": _operation_id(route),
        "summary": route.summary or (route.handler.__doc__ or "").partition("\n")[0],
        "responses": _responses(route, api=api, schemas=schemas),
    }
    parameters = [*_path_parameters(route), *_query_parameters(route, schemas)]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _body(route, schemas)}
    if len(route.paths) > 1:
        operation["x-aliases"] = list(route.paths[1:])
    return operation


def _operation_id(route: Route) -> str:
    words = re.findall(r"[A-Za-z0-9]+", route.paths[0].replace(":path", ""))
    return "_".join((route.method.lower(), *words))


def _path_parameters(route: Route) -> Iterable[Document]:
    for name in _PARAMETER.findall(route.paths[0]):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(route: Route, schemas: Schemas) -> Iterable[Document]:
    if route.query is None:
        return
    hints = _hints(route.query)
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(route.query)}
    for field in fields_of(route.query):
        schema = dict(schemas[id(hints[field.key])])
        if defaults[field.key] not in (msgspec.NODEFAULT, None):
            schema["default"] = msgspec.to_builtins(defaults[field.key])
        yield _query_parameter(field, schema)


def _query_parameter(field: Field, schema: Document) -> Document:
    bare = {name: value for name, value in schema.items() if name != "description"}
    described = {"description": schema["description"]} if "description" in schema else {}
    return {"name": field.key, "in": "query", "required": field.required, "schema": bare, **described}


def _body(route: Route, schemas: Schemas) -> Document:
    schema = {"schema": schemas[id(route.body)]}
    if not route.form:
        return {"application/json": schema}
    types = ("multipart/form-data", "application/x-www-form-urlencoded", "application/json")
    return dict.fromkeys(types, schema)


def _responses(route: Route, *, api: Api, schemas: Schemas) -> Document:
    answer: Document = {"description": "Success"}
    if route.answers is not None and route.status != 204:
        answer["content"] = {route.media_type: {"schema": schemas[id(route.answers)]}}
    responses: Document = {str(route.status): answer}
    reads = route.body is not None or route.query is not None
    for kind in (*route.errors, *((BadRequest,) if reads else ())):
        shown = responses.setdefault(str(kind.status), _error(kind, api))
        text = (kind.__doc__ or kind.code).partition("\n")[0]
        if text not in shown["description"]:
            shown["description"] += f" {text}"
    return responses


def _error(kind: type[AppError], api: Api) -> Document:
    text = (kind.__doc__ or kind.code).partition("\n")[0]
    example = AppError(text)
    example.status, example.code = kind.status, kind.code
    response = api.render_error(example, "0123456789abcdef")
    media_type = response.headers.get("content-type", "application/json")
    content: Document = {"schema": {"type": "object"}}
    if media_type.startswith("application/json"):
        content["example"] = msgspec.json.decode(bytes(response.body))
    return {"description": text, "content": {media_type: content}}
