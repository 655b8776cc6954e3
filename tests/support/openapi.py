"""The OpenAPI document of a server, and checks of real responses against it."""

import fnmatch
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import jsonschema_rs

COMMON_STATUSES = frozenset({401, 403, 405, 408, 413, 414, 421, 500, 503, 507})
"""Statuses that any endpoint may answer; the document describes them as `default`."""


def find_plain_reads(document: Mapping[str, Any]) -> list[str]:
    """Return the paths of all described reads that need no part of the path and whose response ends by itself."""
    return [
        path
        for path, methods in document["paths"].items()
        if (read := methods.get("get")) and "{" not in path
        if "text/event-stream" not in read.get("responses", {}).get("200", {}).get("content", {})
    ]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to an endpoint, named as in the document, and the status expected of its response."""

    endpoint: str
    status: int = 200
    call: Mapping[str, Any] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def method(self) -> str:
        """Return the method."""
        return self.endpoint.partition(" ")[0]

    @property
    def template(self) -> str:
        """Return the path template as in the document."""
        return self.endpoint.partition(" ")[2]

    @property
    def address(self) -> str:
        """Return the path and query to request."""
        return re.sub(r"\{(\w+)\}", lambda name: self.path[name[1]], self.template) + self.query


class OpenApiDocument:
    """The document, and which of its responses have been checked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.seen: set[tuple[str, str]] = set()
        self._components = {
            name: _without_extra_fields(schema) for name, schema in document["components"]["schemas"].items()
        }

    @property
    def endpoints(self) -> dict[str, Mapping[str, Any]]:
        """Return every described operation by method and path."""
        return {
            f"{method.upper()} {path}": operation
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
        }

    async def send(self, client: httpx2.AsyncClient, sent: Exchange) -> httpx2.Response:
        """Send a request and check the response against the document."""
        response = await client.request(sent.method, sent.address, **sent.call)
        assert response.status_code == sent.status, f"{sent}: {response.status_code} {response.text[:300]}"
        self.check(response, endpoint=sent.endpoint)
        return response

    def check(self, response: httpx2.Response, *, endpoint: str) -> None:
        """Check status, media type, headers and body of a response; anything undocumented is an error."""
        responses, status = self.endpoints[endpoint]["responses"], str(response.status_code)
        if status not in responses:
            assert response.status_code in COMMON_STATUSES, f"{endpoint} answers {status}, which nobody documented"
        documented = responses.get(status) or responses["default"]
        self.seen.add((endpoint, status))
        for name, header in documented.get("headers", {}).items():
            assert name in response.headers or not header["required"], f"{endpoint} {status} has no header {name}"
        content = documented.get("content")
        if content is None:
            assert response.content == b"", f"{endpoint} {status} has a body that nobody documented"
            return
        schema = _find_schema(content, response.headers["content-type"])
        assert schema is not None, f"{endpoint} {status} is {response.headers['content-type']}, not {list(content)}"
        if "ndjson" in response.headers["content-type"]:
            for line in response.text.splitlines():
                self.validate(json.loads(line), schema.get("schema", {}), name=f"{endpoint} {status}")
        elif "json" in response.headers["content-type"]:
            self.validate(response.json(), schema.get("schema", {}), name=f"{endpoint} {status}")

    def validate(self, value: Any, schema: Mapping[str, Any], *, name: str) -> None:
        """Validate a value against a schema of the document; an undocumented field is an error."""
        whole = {**_without_extra_fields(schema), "components": {"schemas": self._components}}
        errors = [
            f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
            for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value)
        ]
        assert not errors, f"{name}: {errors[:5]}"

    def untested_responses(self, *, excluded: Iterable[tuple[str, str]] = ()) -> set[tuple[str, str]]:
        """Return the documented responses that no request got, except the `excluded` patterns."""
        patterns = list(excluded)
        return {
            (endpoint, status)
            for endpoint, operation in self.endpoints.items()
            for status in operation["responses"]
            if status != "default" and (endpoint, status) not in self.seen
            if not any(fnmatch.fnmatchcase(endpoint, known) and status == code for known, code in patterns)
        }


async def fetch_openapi(client: httpx2.AsyncClient, *, auth: httpx2.Auth | None = None) -> OpenApiDocument:
    """Return a server's document after checking that its schemas are valid JSON Schema."""
    document = (await client.get("/openapi.json", auth=auth)).json()
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    return OpenApiDocument(document)


def _find_schema(content: Mapping[str, Any], media_type: str) -> Mapping[str, Any] | None:
    """Return the schema for a media type; parameters count where the document names some."""
    plain = _normalize_media_type(media_type)
    for known, schema in content.items():
        sent = plain if ";" in known else plain.partition(";")[0]
        if fnmatch.fnmatchcase(sent, _normalize_media_type(known)):
            return dict(schema)
    return None


def _normalize_media_type(media_type: str) -> str:
    """Return a media type in lower case without charset and boundary."""
    parts = [part.strip().lower() for part in media_type.split(";")]
    return ";".join(part for part in parts if not part.startswith(("charset=", "boundary=")))


def _without_extra_fields(schema: Any) -> Any:
    """Return a schema in which objects allow no fields but the documented ones."""
    if isinstance(schema, list):
        return [_without_extra_fields(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {
        key: value if key in ("default", "example", "enum") else _without_extra_fields(value)
        for key, value in schema.items()
    }
    if "properties" in closed and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed
