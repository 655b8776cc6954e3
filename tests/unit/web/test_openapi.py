"""The OpenAPI document, built from the declarations."""

import re
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta
from starlette.responses import Response

from alcove.foundation.errors import AppError
from alcove.foundation.web import Access, Api, Call, Link, TokenAuthenticator, openapi_required, openapi_schema
from alcove.foundation.web import __file__ as room
from alcove.foundation.web.openapi import build_openapi


class Busy(AppError):
    """Another request is running."""

    status = 409
    code = "busy"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Query."""

    q: Annotated[str, Meta(description="words")] = ""
    ids: tuple[int, ...] = ()
    required_id: int
    most: int | None = None


class Order(msgspec.Struct, frozen=True):
    """A body with requirements beyond its types."""

    one_of: ClassVar = (("size",), ("weight",))
    name: Annotated[str, Meta(extra=openapi_required(minLength=1))] = ""
    size: Annotated[int | str, Meta(extra=openapi_schema(anyOf=[{"type": "integer"}]))] = 1
    weight: float = 1.0


class Body(msgspec.Struct, frozen=True):
    """Body."""

    seller: str


class Row(msgspec.Struct, frozen=True):
    """Answer."""

    id: int
    body: Body | None = None


def document(**options: Any) -> dict[str, Any]:
    """Return the OpenAPI document of a small app."""

    def render(error: AppError, request_id: str) -> Response:
        assert request_id
        body = msgspec.json.encode({"error": error.message, "code": error.code})
        return Response(body, status_code=error.status, media_type="application/json")

    api = Api(name="shop", title="A shop", render_error=render)

    @api.route(
        "GET",
        "/rows/{id}",
        "/old/{id}",
        query=Filter,
        response_model=list[Row],
        errors=(Busy,),
        access=Access.USER,
        summary="All rows",
    )
    async def rows(call: Call[Filter, None]) -> bytes:
        return call.query.q.encode()

    @api.route(
        "POST", "/rows/{name:path}", body=Body, form=True, response_model=Row, status=201, access=Access.USER,
        links=[Link("DELETE /rows/{id}", {"id": "$response.body#/id"})],
    )  # fmt: skip
    async def add(call: Call[None, Body]) -> Row:
        """Add a row."""
        return Row(1, call.body)

    @api.route("POST", "/wishes", body=Order, form=True, access=Access.USER)
    async def order(call: Call[None, Order]) -> None:
        del call

    @api.route("PATCH", "/rows/{id}", body=dict[str, Any], raw_body=Body, access=Access.USER)
    async def change(call: Call[None, dict[str, Any]]) -> None:
        del call

    @api.route("GET", "/up", response_model=str, access=Access.PUBLIC)
    @api.route("GET", "/dashboard", response_model=Row, access=Access.USER)
    async def up(call: Call[None, None]) -> str:
        return call.path["id"]

    @api.route("DELETE", "/rows/{id}", status=204, access=Access.USER)
    async def remove(call: Call[None, None]) -> None:
        del call

    openapi: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(build_openapi([api], **options)))
    return openapi


def test_the_document_names_itself_and_its_apps() -> None:
    """Version and apps are there."""
    openapi = document()
    assert openapi["openapi"] == "3.1.0"
    assert openapi["tags"] == [{"name": "shop", "description": "A shop"}]


def test_links_are_documented() -> None:
    """A success links to the operations that take a value of its body."""
    paths = document()["paths"]
    links = paths["/rows/{name}"]["post"]["responses"]["201"]["links"]
    operation = paths["/rows/{id}"]["delete"]["operationId"]
    assert links == {operation: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}}


def test_security_schemes_are_documented() -> None:
    """Without required sign-in there are no schemes; otherwise all endpoints that are not public have both."""
    bare, guarded = document(), document(schemes=TokenAuthenticator.SCHEMES)
    assert bare["components"]["securitySchemes"] == {}
    assert set(guarded["components"]["securitySchemes"]) == {"bearer", "basic"}
    for openapi, expected in ((bare, None), (guarded, [{"bearer": []}, {"basic": []}])):
        assert openapi["paths"]["/rows/{id}"]["get"].get("security") == expected
        assert openapi["paths"]["/up"]["get"].get("security") is None


def test_a_page_is_documented_beside_the_endpoint() -> None:
    """Where a page may be served the endpoint has a trailing slash; a served page is documented."""
    assert "/dashboard" not in document(reserved=["/dashboard", "/"])["paths"]
    paths = document(pages=["/dashboard", "/"], reserved=["/dashboard", "/"])["paths"]
    assert set(paths["/dashboard"]["get"]["responses"]["200"]["content"]) == {"text/html"}
    assert set(paths["/dashboard/"]["get"]["responses"]["200"]["content"]) == {"application/json"}
    assert "/" in paths


def test_required_fields_are_documented() -> None:
    """A field marked as required is required, and one of the alternatives is."""
    openapi = document()
    schema = openapi["components"]["schemas"]["Order"]
    assert schema["required"] == ["name"]
    assert schema["properties"]["name"] == {"type": "string", "minLength": 1}
    assert schema["properties"]["size"] == {"anyOf": [{"type": "integer"}], "default": 1}
    assert schema["anyOf"] == [{"required": ["size"]}, {"required": ["weight"]}]
    assert openapi["paths"]["/wishes"]["post"]["requestBody"]["required"]


def test_query_parameters_are_not_nullable() -> None:
    """An optional query parameter is not documented as nullable."""
    parameters = {parameter["name"]: parameter for parameter in document()["paths"]["/rows/{id}"]["get"]["parameters"]}
    assert parameters["most"]["schema"] == {"type": "integer"}


def test_an_endpoint_has_parameters_responses_errors_and_aliases() -> None:
    """Path and query parameters, response schema, error examples and aliases are documented."""
    get = document()["paths"]["/rows/{id}"]["get"]
    assert get["summary"] == "All rows"
    assert get["x-aliases"] == ["/old/{id}"]
    parameters = {parameter["name"]: parameter for parameter in get["parameters"]}
    assert (parameters["id"]["in"], parameters["id"]["required"]) == ("path", True)
    assert parameters["q"] == {
        "name": "q",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "default": ""},
        "description": "words",
    }
    assert parameters["ids"]["schema"]["items"] == {"type": "integer"}
    assert parameters["required_id"]["required"]
    assert get["responses"]["200"]["content"]["application/json"]["schema"]["items"] == {
        "$ref": "#/components/schemas/Row"
    }
    error = get["responses"]["409"]
    assert error["description"] == "Another request is running."
    assert error["content"]["application/json"]["example"] == {"error": "Another request is running.", "code": "busy"}
    assert "400" in get["responses"]


def test_a_form_is_described_in_all_its_formats() -> None:
    """A form endpoint lists three media types with one schema; a handler's docstring is its summary."""
    post = document()["paths"]["/rows/{name}"]["post"]
    assert set(post["requestBody"]["content"]) == {
        "multipart/form-data", "application/x-www-form-urlencoded", "application/json"
    }  # fmt: skip
    assert post["summary"] == "Add a row."
    assert "201" in post["responses"]


def test_a_body_that_the_handler_reads_itself_is_described() -> None:
    """An object of any members says nothing to programs: its fields are there instead."""
    body = document()["paths"]["/rows/{id}"]["patch"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Body"}
    assert body["required"]


def test_no_content_has_no_schema_and_every_reference_resolves() -> None:
    """204 describes no body; each $ref points to a component; operation ids are unique."""
    openapi = document()
    operations = [operation for path in openapi["paths"].values() for operation in path.values()]
    assert "content" not in openapi["paths"]["/rows/{id}"]["delete"]["responses"]["204"]
    for name in re.findall(r'"#/components/schemas/([^"]+)"', msgspec.json.encode(openapi).decode()):
        assert name in openapi["components"]["schemas"]
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_the_explorer_loads_nothing_external() -> None:
    """The explorer has one inline script and style, and loads nothing else."""
    page = Path(room).with_name("explorer.html").read_text("utf-8")
    assert (page.count("<script>"), page.count("<style>")) == (1, 1)
    assert not re.findall(r"""(?:https?:)?//[a-z]|src=|<link|@import|style=| on[a-z]+=["']""", page)
    assert "innerHTML" not in page
