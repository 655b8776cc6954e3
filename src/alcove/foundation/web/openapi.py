"""The OpenAPI 3.1 document, built from the declarations of the endpoints."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import alcove
from alcove.foundation.web.access import Access
from alcove.foundation.web.api import Api, Route
from alcove.foundation.web.openapi_responses import build_responses, format_operation_id, page_response
from alcove.foundation.web.openapi_schemas import Document, Schemas, alternatives, collect_schemas, query_schemas
from alcove.foundation.web.struct_fields import struct_fields

_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::path)?\}")
Schemes = Mapping[str, Mapping[str, str]]


def build_openapi(
    apis: Sequence[Api],
    *,
    pages: Collection[str] = (),
    reserved: Collection[str] = (),
    schemes: Schemes = MappingProxyType({}),
) -> Document:
    """Return the OpenAPI document of all endpoints; the first declaration of a path and method wins.

    `pages` are the addresses at which a web page is served, `reserved` those that a built front end would have: there
    the endpoint has a trailing slash. `schemes` are the security schemes, by name, if callers have to sign in.
    """
    schemas = collect_schemas(apis)
    formatter = _PathFormatter(frozenset(reserved))
    paths: dict[str, Document] = {}
    for api in apis:
        for route in api.routes:
            operations = paths.setdefault(formatter.format(route.paths[0]), {})
            operation = _operation(route, api=api, schemas=schemas, schemes=schemes)
            if len(route.paths) > 1:
                operation["x-aliases"] = [formatter.format(path) for path in route.paths[1:]]
            operations.setdefault(route.method.lower(), operation)
    for page in sorted(pages):
        paths.setdefault(page, {})["get"] = _page_operation(page, app=apis[-1].name)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alcove", "version": alcove.__version__},
        "tags": [{"name": api.name, "description": api.title} for api in apis],
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": dict(schemes)},
    }


@dataclass(frozen=True, slots=True)
class _PathFormatter:
    """Formats declared paths as OpenAPI paths."""

    reserved: frozenset[str]

    def format(self, path: str) -> str:
        """Return the OpenAPI path; with a trailing slash where a page may be served."""
        address = _PARAMETER.sub(r"{\1}", path)
        return f"{address}/" if address in self.reserved and address != "/" else address


def _operation(route: Route, *, api: Api, schemas: Schemas, schemes: Schemes) -> Document:
    security: list[Document] = [] if route.access is Access.PUBLIC else [{name: []} for name in schemes]
    operation: Document = {
        "tags": [route.app],
        "operationId": format_operation_id(f"{route.method} {route.paths[0]}"),
        "summary": route.summary or (route.handler.__doc__ or "").partition("\n")[0],
        "responses": build_responses(route, api=api, schemas=schemas, is_guarded=bool(security)),
    }
    parameters = [*_path_parameters(route), *_query_parameters(route, schemas)]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None or route.raw_body is not None:
        operation["requestBody"] = _request_body(route, schemas)
    return {**operation, "security": security} if security else operation


def _page_operation(path: str, *, app: str) -> Document:
    return {
        "tags": [app],
        "operationId": format_operation_id(f"page {path}"),
        "summary": "The web page",
        "x-page": True,
        "responses": page_response(),
    }


def _path_parameters(route: Route) -> Iterable[Document]:
    for name in _PARAMETER.findall(route.paths[0]):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(route: Route, schemas: Schemas) -> Iterable[Document]:
    if route.query is None:
        return
    schemas_by_key = query_schemas(route.query, schemas)
    for field in struct_fields(route.query):
        schema, is_required = schemas_by_key[field.key]
        description = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": field.key, "in": "query", "required": is_required, "schema": schema, **description}


def _request_body(route: Route, schemas: Schemas) -> Document:
    # What the handler reads itself says more than the type in which it gets the body.
    kind: Any = route.raw_body if route.raw_body is not None else route.body
    schema: Document = {"schema": schemas.find(kind)}
    # A form, or a body that the handler reads itself, may be empty when none of its fields is required.
    is_required = (
        route.body_required
        or schemas.needs_body(kind)
        or bool(alternatives(kind))
        or not (route.form or route.body is None)
    )
    form_types = ("multipart/form-data", "application/x-www-form-urlencoded") if route.form else ()
    types = (*form_types, "application/json")
    return {"required": is_required, "content": dict.fromkeys(types, schema)}
