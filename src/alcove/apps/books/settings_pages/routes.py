"""The endpoints of the settings pages, for administrators."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from starlette.responses import Response

from alcove.apps.books.errors import AdminRequired, CrossSite, InvalidRequest, NotFound, Unauthorized
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.requests import read_json_object
from alcove.foundation.preferences import Pages, PreferencePages, Saved, Tab, Tested, UnknownPage
from alcove.foundation.web import Access, Api, Call, ResponseSpec

ERRORS = (Unauthorized, AdminRequired, CrossSite, NotFound)


def register(api: Api, pages: PreferencePages) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/settings"),
        response_model=Pages,
        errors=ERRORS[:2],
        access=Access.OWNER,
        summary="All settings pages",
    )
    async def list_pages(call: Call[None, None]) -> Pages:
        return await pages.pages()

    @api.route(
        "GET",
        *both_paths("/api/settings/{tab}"),
        response_model=Tab,
        errors=(*ERRORS[:2], NotFound),
        access=Access.OWNER,
        summary="One settings page",
    )
    async def show_page(call: Call[None, None]) -> Tab:
        with _translate_unknown_page():
            return await pages.page(call.path["tab"])

    @api.route(
        "PUT",
        *both_paths("/api/settings/{tab}"),
        raw_body=dict[str, Any],
        body_required=True,
        response_model=Saved,
        responses=[ResponseSpec(400, "A value is invalid.", model=Saved)],
        errors=(InvalidRequest, *ERRORS),
        access=Access.OWNER,
        summary="Change the settings in the body; 400 with `success` false when a value is invalid",
    )
    async def save(call: Call[None, None]) -> Response:
        values = await _required_object(call)
        with _translate_unknown_page():
            saved = await pages.save(call.path["tab"], values)
        return _respond(saved, is_success=saved.success)

    @api.route(
        "POST",
        *both_paths("/api/settings/{tab}/action/{key}"),
        raw_body=dict[str, Any],
        response_model=Tested,
        responses=[ResponseSpec(400, "The action failed.", model=Tested)],
        errors=(InvalidRequest, *ERRORS),
        access=Access.OWNER,
        summary="Run the action of a button; the body has the values of the form",
    )
    async def run(call: Call[None, None]) -> Response:
        values = await read_json_object(call)
        with _translate_unknown_page():
            result = await pages.run(call.path["tab"], call.path["key"], values=values)
        return _respond(result, is_success=result.success)


@contextmanager
def _translate_unknown_page() -> Iterator[None]:
    try:
        yield
    except UnknownPage as error:
        raise NotFound(str(error)) from error


async def _required_object(call: Call[Any, Any]) -> dict[str, Any]:
    if not (await call.request.body()).strip():
        raise InvalidRequest("Request body must be a JSON object")
    try:
        return await read_json_object(call)
    except InvalidRequest as error:
        raise InvalidRequest("Request body must be a JSON object") from error


def _respond(value: Saved | Tested, *, is_success: bool) -> Response:
    status = 200 if is_success else 400
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")
