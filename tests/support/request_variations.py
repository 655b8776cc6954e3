"""Requests with their optional values left out, and sent in every documented form."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import httpx2

from support.openapi import Exchange, OpenApiDocument

Schema = Mapping[str, Any]
NONE: Mapping[str, str] = {}


def variations(description: OpenApiDocument, sent: Exchange, *, names: Mapping[str, str] = NONE) -> Iterator[Exchange]:
    """Yield a valid request changed in one optional value at a time: left out, and in each documented form."""
    operation = description.endpoints[sent.endpoint]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            known = names.get(parameter["name"])
            documented = parameter if known is None else {**parameter, "schema": {"enum": ["", known]}}
            yield from _vary_query(description, sent, documented)
    if not operation.get("requestBody", {"required": True})["required"]:
        yield replace(sent, call={name: value for name, value in sent.call.items() if name not in {"json", "data"}})
    content = operation.get("requestBody", {}).get("content", {})
    for media_type, key in (("application/json", "json"), ("application/x-www-form-urlencoded", "data")):
        if media_type in content and set(sent.call) & {"json", "data"}:
            yield from _vary_body(description, sent, content[media_type]["schema"], key=key)


async def check_variations(
    client: httpx2.AsyncClient,
    description: OpenApiDocument,
    requests: Iterable[Exchange],
    *,
    names: Mapping[str, str] = NONE,
) -> int:
    """Check that no documented form of an optional value is refused; return how many were sent.

    `names` has, by parameter, the name of something that exists.
    """
    count = 0
    for sent in requests:
        if sent.status >= 300:
            continue
        for changed in variations(description, sent, names=names):
            response = await client.request(changed.method, changed.address, **changed.call)
            assert response.status_code not in (400, 422, 500), f"{changed}: {response.text[:300]}"
            description.check(response, endpoint=sent.endpoint)
            count += 1
    return count


def sample_values(description: OpenApiDocument, schema: Schema) -> Iterator[Any]:
    """Yield values that a schema allows, including its default and its limits."""
    schema = _resolve_reference(description, schema)
    if "default" in schema:
        yield schema["default"]
    for choice in schema.get("anyOf", ()):
        yield from sample_values(description, choice)
    if "enum" in schema:
        yield from schema["enum"]
    else:
        yield from _sample_type(description, schema)


def _sample_type(description: OpenApiDocument, schema: Schema) -> Iterator[Any]:
    kind = schema.get("type")
    if kind == "null":
        yield None
    elif kind == "boolean":
        yield from (True, False)
    elif kind in ("integer", "number"):
        yield from (schema.get("minimum", -1), schema.get("maximum", 10**6), max(1, schema.get("minimum", 1)))
    elif kind == "string":
        yield from _sample_texts(schema)
    elif kind == "array":
        yield []
        yield from ([item] for item in sample_values(description, schema["items"]))


def _sample_texts(schema: Schema) -> Iterator[str]:
    """Yield strings; behind a pattern is a number or anything that is not blank."""
    if schema.get("format") == "decimal":
        yield from ("12.50", "0")
        return
    letter = "1" if schema.get("pattern", "").startswith("^") else "a"
    if not schema.get("minLength") and "pattern" not in schema:
        yield from ("", " ")
    yield letter
    if "maxLength" in schema:
        yield letter * schema["maxLength"]


def _vary_query(description: OpenApiDocument, sent: Exchange, parameter: Schema) -> Iterator[Exchange]:
    name, params = parameter["name"], dict(sent.call.get("params", {}))
    if not parameter["required"]:
        yield replace(sent, call={**sent.call, "params": {key: params[key] for key in params if key != name}})
    for value in sample_values(description, parameter["schema"]):
        if not parameter["required"]:
            assert value is not None, f"{sent.endpoint}: {name} cannot be null in an address"
            yield replace(sent, call={**sent.call, "params": {**params, name: _text(value)}})


def _vary_body(description: OpenApiDocument, sent: Exchange, schema: Schema, *, key: str) -> Iterator[Exchange]:
    whole = _resolve_reference(description, schema)
    good = sent.call.get("json", sent.call.get("data"))
    assert isinstance(good, dict)
    bare = {name: value for name, value in sent.call.items() if name not in ("json", "data")}
    required = set(whole.get("required", ())) | {
        field for group in whole.get("anyOf", ()) for field in group["required"]
    }
    for name, field in whole.get("properties", {}).items():
        if name in required:
            continue
        yield replace(sent, call={**bare, key: {other: good[other] for other in good if other != name}})
        for value in sample_values(description, field):
            if key == "json" or value is not None:
                yield replace(sent, call={**bare, key: {**good, name: value if key == "json" else _text(value)}})


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _resolve_reference(description: OpenApiDocument, schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = description.document["components"]["schemas"][name] if name else schema
    return found
