"""The endpoints described as OpenAPI 3.1, from their declarations alone."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import alcove
from alcove.foundation.web.access import Access
from alcove.foundation.web.api import Api, Route
from alcove.foundation.web.openapi_responses import page_response, responses
from alcove.foundation.web.openapi_schemas import Document, Schemas, alternatives, collect_schemas, query_schemas
from alcove.foundation.web.values import fields_of

_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::path)?\}")
Schemes = Mapping[str, Mapping[str, str]]


def describe(
    apis: Sequence[Api],
    *,
    pages: Collection[str] = (),
    reserved: Collection[str] = (),
    schemes: Schemes = MappingProxyType({}),
) -> Document:
    """Return the OpenAPI document of all endpoints; a later declaration of the same address is left out.

    `pages` are the addresses at which a web page is served, `reserved` those that belong to it once one is built: there
    the endpoint has the slash at its end. `schemes` are the ways to sign in, by name, where callers have to.
    """
    schemas = collect_schemas(apis)
    addresses = _Addresses(frozenset(reserved))
    paths: dict[str, Document] = {}
    for api in apis:
        for route in api.routes:
            operations = paths.setdefault(addresses.of(route.paths[0]), {})
            operation = _operation(route, api=api, schemas=schemas, schemes=schemes)
            if len(route.paths) > 1:
                operation["x-aliases"] = [addresses.of(path) for path in route.paths[1:]]
            operations.setdefault(route.method.lower(), operation)
    for page in sorted(pages):
        paths.setdefault(page, {})["get"] = _page(page, app=apis[-1].name)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alcove", "version": alcove.__version__},
        "tags": [{"name": api.name, "description": api.title} for api in apis],
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": dict(schemes)},
    }


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Turns declared paths into addresses as OpenAPI has them."""

    reserved: frozenset[str]

    def of(self, path: str) -> str:
        """Return the address; where a page may be served, the endpoint has the slash at its end."""
        address = _PARAMETER.sub(r"{\1}", path)
        return f"{address}/" if address in self.reserved and address != "/" else address


def _operation(route: Route, *, api: Api, schemas: Schemas, schemes: Schemes) -> Document:
    security: list[Document] = [] if route.access is Access.PUBLIC else [{name: []} for name in schemes]
    operation: Document = {
        "tags": [route.app],
        "operationId": _operation_id(route.method, route.paths[0]),
        "summary": route.summary or (route.handler.__doc__ or "").partition("\n")[0],
        "responses": responses(route, api=api, schemas=schemas, is_guarded=bool(security)),
    }
    parameters = [*_path_parameters(route), *_query_parameters(route, schemas)]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None or route.reads is not None:
        operation["requestBody"] = _body(route, schemas)
    return {**operation, "security": security} if security else operation


def _page(path: str, *, app: str) -> Document:
    return {
        "tags": [app],
        "operationId": _operation_id("page", path),
        "summary": "The web page",
        "x-page": True,
        "responses": page_response(),
    }


def _operation_id(method: str, path: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", path.replace(":path", ""))
    return "_".join((method.lower(), *words))


def _path_parameters(route: Route) -> Iterable[Document]:
    for name in _PARAMETER.findall(route.paths[0]):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(route: Route, schemas: Schemas) -> Iterable[Document]:
    if route.query is None:
        return
    documented = query_schemas(route.query, schemas)
    for field in fields_of(route.query):
        schema, is_required = documented[field.key]
        described = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": field.key, "in": "query", "required": is_required, "schema": schema, **described}


def _body(route: Route, schemas: Schemas) -> Document:
    kind: Any = route.body if route.body is not None else route.reads
    schema: Document = {"schema": schemas.of(kind)}
    # A form, and a body that the handler reads itself, may be empty where no field of it must be sent.
    is_required = (
        route.needs_body
        or schemas.needs_body(kind)
        or bool(alternatives(kind))
        or not (route.form or route.body is None)
    )
    forms = ("multipart/form-data", "application/x-www-form-urlencoded") if route.form else ()
    types = (*forms, "application/json")
    return {"required": is_required, "content": dict.fromkeys(types, schema)}
