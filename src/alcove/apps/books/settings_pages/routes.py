"""The settings pages, for administrators."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from starlette.responses import Response

from alcove.apps.books.errors import AdminNeeded, CrossSite, InvalidRequest, NotFound, Unauthorized
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.requests import read_json_object
from alcove.foundation.preferences import Pages, PreferencePages, Saved, Tab, Tested, UnknownPage
from alcove.foundation.web import Access, Api, Call, ResponseSpec

ERRORS = (Unauthorized, AdminNeeded, CrossSite, NotFound)


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
    async def everything(call: Call[None, None]) -> Pages:
        return await pages.pages()

    @api.route(
        "GET",
        *both_paths("/api/settings/{tab}"),
        response_model=Tab,
        errors=(*ERRORS[:2], NotFound),
        access=Access.OWNER,
        summary="One settings page",
    )
    async def one(call: Call[None, None]) -> Tab:
        with _translate_unknown_page():
            return await pages.page(call.path["tab"])

    @api.route(
        "PUT",
        *both_paths("/api/settings/{tab}"),
        raw_body=dict[str, Any],
        body_required=True,
        response_model=Saved,
        responses=[ResponseSpec(400, "A value cannot be.", model=Saved)],
        errors=(InvalidRequest, *ERRORS),
        access=Access.OWNER,
        summary="Change the values that the body holds; 400 with success false if one cannot be",
    )
    async def save(call: Call[None, None]) -> Response:
        given = await _required_object(call)
        with _translate_unknown_page():
            saved = await pages.save(call.path["tab"], given)
        return _respond(saved, is_good=saved.success)

    @api.route(
        "POST",
        *both_paths("/api/settings/{tab}/action/{key}"),
        raw_body=dict[str, Any],
        response_model=Tested,
        responses=[ResponseSpec(400, "It did not work.", model=Tested)],
        errors=(InvalidRequest, *ERRORS),
        access=Access.OWNER,
        summary="Press a button of a page; the body holds the values of its form",
    )
    async def run(call: Call[None, None]) -> Response:
        given = await read_json_object(call)
        with _translate_unknown_page():
            tested = await pages.run(call.path["tab"], call.path["key"], values=given)
        return _respond(tested, is_good=tested.success)


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


def _respond(value: Saved | Tested, *, is_good: bool) -> Response:
    status = 200 if is_good else 400
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")
