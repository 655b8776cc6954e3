"""Native routes of a resource: list, create, read, change, replace and delete."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows.errors import RowConflict, RowNotFound, refuse_unknown
from alcove.apps.study.native_rows.fields import read_page
from alcove.apps.study.native_rows.model import Resource
from alcove.apps.study.native_rows.schemas import change_fields, list_body, list_query
from alcove.apps.study.native_rows.service import Rows
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

CALLER: Final = (NotSignedIn, NotAllowed)
_CREATED: Final = 201
_WRITE: Final = (*CALLER, CrossOriginForbidden, InvalidFields, RowConflict)


class RowEndpoints:
    """The handlers of the routes of a resource."""

    def __init__(self, rows: Rows, *, callers: CallerIdentifier) -> None:
        self._rows = rows
        self._callers = callers

    async def list(self, call: Call[Any, None]) -> bytes:
        """Return a page of rows."""
        user_id = await self._identify(call)
        return await self._rows.list(user_id, read_page(call.query, self._rows.resource))

    async def create(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Add a row, and return it."""
        return await self._rows.create(await self._identify(call), call.body)

    async def find(self, call: Call[None, None]) -> bytes:
        """Return a row."""
        user_id = await self._identify(call)
        return await self._rows.find(self._row_id(call), user_id=user_id)

    async def change(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Change the fields that are sent, and return the row."""
        user_id = await self._identify(call)
        return await self._rows.change(self._row_id(call), user_id=user_id, body=call.body, replaces=False)

    async def replace(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Replace all fields, and return the row."""
        user_id = await self._identify(call)
        return await self._rows.change(self._row_id(call), user_id=user_id, body=call.body, replaces=True)

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete a row."""
        user_id = await self._identify(call)
        await self._rows.delete(self._row_id(call), user_id=user_id)
        return Response(status_code=204)

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id

    def _row_id(self, call: Call[Any, Any]) -> UUID:
        return read_row_id(call, self._rows.resource)


def read_row_id(call: Call[Any, Any], resource: Resource) -> UUID:
    """Return the `id` of the path; RowNotFound for one that no row can have."""
    try:
        return UUID(call.path["id"])
    except ValueError:
        raise refuse_unknown(resource) from None


def register_rows(apis: Sequence[Api], rows: Rows, *, callers: CallerIdentifier) -> None:
    """Declare the routes of a resource. They find out themselves who calls: the server does not know access tokens."""
    endpoints = RowEndpoints(rows, callers=callers)
    for api in apis:
        _add_list(api, rows.resource, endpoints=endpoints)
        _add_row(api, rows.resource, endpoints=endpoints)


def _add_list(api: Api, resource: Resource, *, endpoints: RowEndpoints) -> None:
    api.route(
        "GET", *resource.paths, query=list_query(resource), response_model=list_body(resource),
        errors=(*CALLER, InvalidFields), access=Access.PUBLIC,
        summary=f"The {resource.noun}s of the account, a page at a time",
    )(endpoints.list)  # fmt: skip
    api.route(
        "POST", *resource.paths, body=dict[str, Any], raw_body=resource.fields, response_model=resource.body,
        status=_CREATED, errors=_WRITE, access=Access.PUBLIC, summary=f"Add a {resource.noun}",
    )(endpoints.create)  # fmt: skip


def _add_row(api: Api, resource: Resource, *, endpoints: RowEndpoints) -> None:
    paths = tuple(f"{path}/{{id}}" for path in resource.paths)
    api.route(
        "GET", *paths, response_model=resource.body, errors=(*CALLER, RowNotFound), access=Access.PUBLIC,
        summary=f"A {resource.noun}",
    )(endpoints.find)  # fmt: skip
    for method, fields, handler, summary in (
        (
            "PATCH",
            change_fields(resource.fields),
            endpoints.change,
            f"Change the fields of a {resource.noun} that are sent",
        ),
        (
            "PUT",
            resource.fields,
            endpoints.replace,
            f"Replace a {resource.noun}: fields that are not sent get their defaults",
        ),
    ):
        api.route(
            method, *paths, body=dict[str, Any], raw_body=fields, response_model=resource.body,
            errors=(*_WRITE, RowNotFound), access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip
    api.route(
        "DELETE", *paths, status=204, errors=(*CALLER, CrossOriginForbidden, RowNotFound), access=Access.PUBLIC,
        summary=f"Delete a {resource.noun}",
    )(endpoints.delete)  # fmt: skip
