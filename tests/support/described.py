"""A server's own description, and real answers held against it."""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import jsonschema_rs

SHARED = frozenset({401, 403, 405, 408, 413, 414, 421, 500, 503})
"""What the server itself may refuse any endpoint with; the description says so as `default`."""
SUCCESS = re.compile("2..")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to an endpoint, named as the description has it, and the status that it is to get."""

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
        """Return the path as the description has it."""
        return self.endpoint.partition(" ")[2]

    @property
    def address(self) -> str:
        """Return the path to ask."""
        return re.sub(r"\{(\w+)\}", lambda name: self.path[name[1]], self.template) + self.query


class Description:
    """What a server says of itself, and which of it has been seen to be true."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.seen: set[tuple[str, str]] = set()
        self._components = {name: _closed(schema) for name, schema in document["components"]["schemas"].items()}

    @property
    def endpoints(self) -> dict[str, Mapping[str, Any]]:
        """Return every described operation by method and path."""
        return {
            f"{method.upper()} {path}": operation
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
        }

    async def send(self, client: httpx2.AsyncClient, sent: Sent) -> httpx2.Response:
        """Send a request and hold the answer against the description."""
        response = await client.request(sent.method, sent.address, **sent.call)
        assert response.status_code == sent.status, f"{sent}: {response.status_code} {response.text[:300]}"
        self.check(response, endpoint=sent.endpoint)
        return response

    def check(self, response: httpx2.Response, *, endpoint: str) -> None:
        """Check status, media type, headers and body of an answer; what is not documented is an error."""
        responses, status = self.endpoints[endpoint]["responses"], str(response.status_code)
        if status not in responses:
            assert response.status_code in SHARED, f"{endpoint} answers {status}, which nobody documented"
        documented = responses.get(status) or responses["default"]
        self.seen.add((endpoint, status))
        for name, header in documented.get("headers", {}).items():
            assert name in response.headers or not header["required"], f"{endpoint} {status} has no header {name}"
        content = documented.get("content")
        if content is None:
            assert response.content == b"", f"{endpoint} {status} has a body that nobody documented"
            return
        schema = _of_type(content, response.headers["content-type"])
        assert schema is not None, f"{endpoint} {status} is {response.headers['content-type']}, not {list(content)}"
        if "json" in response.headers["content-type"]:
            self.validate(response.json(), schema.get("schema", {}), name=f"{endpoint} {status}")

    def validate(self, value: Any, schema: Mapping[str, Any], *, name: str) -> None:
        """Hold a value against a schema of the document; a field that is not described is an error."""
        whole = {**_closed(schema), "components": {"schemas": self._components}}
        errors = [
            f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
            for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value)
        ]
        assert not errors, f"{name}: {errors[:5]}"

    def unproved(self, *, unprovoked: Iterable[tuple[str, str]] = ()) -> set[tuple[str, str]]:
        """Return the documented answers that no request has got, apart from those known not to be provoked here."""
        patterns = list(unprovoked)
        return {
            (endpoint, status)
            for endpoint, operation in self.endpoints.items()
            for status in operation["responses"]
            if status != "default" and (endpoint, status) not in self.seen
            if not any(fnmatch.fnmatchcase(endpoint, known) and status == code for known, code in patterns)
        }


async def describe(client: httpx2.AsyncClient, *, auth: httpx2.Auth | None = None) -> Description:
    """Return what a server says of itself to a caller, once the document has been held against its schemas' dialect."""
    document = (await client.get("/openapi.json", auth=auth)).json()
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    return Description(document)


def _of_type(content: Mapping[str, Any], media_type: str) -> Mapping[str, Any] | None:
    """Return what is described for a media type; parameters count where the description has some."""
    plain = _plain(media_type)
    for known, schema in content.items():
        sent = plain if ";" in known else plain.partition(";")[0]
        if fnmatch.fnmatchcase(sent, _plain(known)):
            return dict(schema)
    return None


def _plain(media_type: str) -> str:
    """Return a media type without the character set, in small letters."""
    parts = [part.strip().lower() for part in media_type.split(";")]
    return ";".join(part for part in parts if not part.startswith(("charset=", "boundary=")))


def _closed(schema: Any) -> Any:
    """Return a schema in which objects have no fields but the described ones."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: value if key in ("default", "example", "enum") else _closed(value) for key, value in schema.items()}
    if "properties" in closed and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed
