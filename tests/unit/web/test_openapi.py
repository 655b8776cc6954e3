"""The description of the endpoints, made from their declarations."""

import re
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response

from alcove.foundation.errors import AppError
from alcove.foundation.web import Api, Call
from alcove.foundation.web import __file__ as room
from alcove.foundation.web.openapi import describe


class Busy(AppError):
    """Somebody else is at it."""

    status = 409
    code = "busy"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Query."""

    q: Annotated[str, Meta(description="words")] = ""
    ids: tuple[int, ...] = ()
    needed: int


class Body(msgspec.Struct, frozen=True):
    """Body."""

    seller: str


class Row(msgspec.Struct, frozen=True):
    """Answer."""

    id: int
    body: Body | None = None


def document() -> dict[str, Any]:
    """Return the description of a small app."""

    def render(error: AppError, request_id: str) -> Response:
        assert request_id
        body = msgspec.json.encode({"error": error.message, "code": error.code})
        return Response(body, status_code=error.status, media_type="application/json")

    api = Api(name="shop", title="A shop", render_error=render)

    @api.route("GET", "/rows/{id}", "/old/{id}", query=Filter, answers=list[Row], errors=(Busy,), summary="All rows")
    async def rows(call: Call[Filter, None]) -> bytes:
        return call.query.q.encode()

    @api.route("POST", "/rows/{name:path}", body=Body, form=True, answers=Row, status=201)
    async def add(call: Call[None, Body]) -> Row:
        """Add a row."""
        return Row(1, call.body)

    @api.route("DELETE", "/rows/{id}", status=204)
    async def remove(call: Call[None, None]) -> None:
        del call

    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(describe([api])))
    return made


def test_the_document_names_itself_and_its_apps() -> None:
    """Version, apps and ways to sign in are there."""
    made = document()
    assert made["openapi"] == "3.1.0"
    assert made["tags"] == [{"name": "shop", "description": "A shop"}]
    assert set(made["components"]["securitySchemes"]) == {"bearer", "basic"}


def test_an_endpoint_has_parameters_answers_errors_and_aliases() -> None:
    """Path and query parameters, the answer's schema, an example of each error and the aliases are told."""
    get = document()["paths"]["/rows/{id}"]["get"]
    assert get["summary"] == "All rows"
    assert get["x-aliases"] == ["/old/{id}"]
    parameters = {each["name"]: each for each in get["parameters"]}
    assert (parameters["id"]["in"], parameters["id"]["required"]) == ("path", True)
    assert parameters["q"] == {
        "name": "q",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "default": ""},
        "description": "words",
    }
    assert parameters["ids"]["schema"]["items"] == {"type": "integer"}
    assert parameters["needed"]["required"]
    assert get["responses"]["200"]["content"]["application/json"]["schema"]["items"] == {
        "$ref": "#/components/schemas/Row"
    }
    error = get["responses"]["409"]
    assert error["description"] == "Somebody else is at it."
    assert error["content"]["application/json"]["example"] == {"error": "Somebody else is at it.", "code": "busy"}
    assert "400" in get["responses"]


def test_a_form_is_described_in_all_its_dresses() -> None:
    """A form endpoint lists three media types with one schema; a handler's docstring is its summary."""
    post = document()["paths"]["/rows/{name}"]["post"]
    assert set(post["requestBody"]["content"]) == {
        "multipart/form-data", "application/x-www-form-urlencoded", "application/json"
    }  # fmt: skip
    assert post["summary"] == "Add a row."
    assert "201" in post["responses"]


def test_no_content_has_no_schema_and_every_reference_resolves() -> None:
    """204 describes no body; each $ref points to a component; operation ids are unique."""
    made = document()
    operations = [operation for path in made["paths"].values() for operation in path.values()]
    assert "content" not in made["paths"]["/rows/{id}"]["delete"]["responses"]["204"]
    for name in re.findall(r'"#/components/schemas/([^"]+)"', msgspec.json.encode(made).decode()):
        assert name in made["components"]["schemas"]
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_the_page_to_try_it_needs_nothing_from_elsewhere() -> None:
    """The explorer has one script and one style of its own and loads nothing from any other address."""
    page = Path(room).with_name("explorer.html").read_text("utf-8")
    assert (page.count("<script>"), page.count("<style>")) == (1, 1)
    assert not re.findall(r"""(?:https?:)?//[a-z]|src=|<link|@import|style=| on[a-z]+=["']""", page)
    assert "innerHTML" not in page
