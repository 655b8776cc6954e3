"""E17, and the wantlist on the page: read, add, remove, synchronise."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import Message, NoParameters
from alcove.apps.records.wantlist import service, store
from alcove.apps.records.wantlist.schemas import WantForm, Wantlist, WantlistQuery, WantlistSync
from alcove.foundation.database import transaction
from alcove.foundation.web import Access, Api, Call, Link, openapi_schema

_ID_SCHEMA = openapi_schema(
    anyOf=[{"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}]
)
_ERRORS = (errors.InvalidRequest, errors.CredentialsMissing, errors.CredentialsInvalid, errors.UpstreamFailed)
PAGE_SIZE = 100


class WantlistForm(Struct, frozen=True, kw_only=True):
    """The Discogs release to add to the wantlist, or an offer of it."""

    one_of: ClassVar = (("record_id",), ("listing_id",))
    record_id: Annotated[str | int, Meta(extra=_ID_SCHEMA)] = ""
    listing_id: Annotated[str | int, Meta(extra=_ID_SCHEMA)] = ""


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of the wantlist."""

    @api.route("POST", "/add-to-wantlist", "/api/add-to-wantlist", body=WantlistForm, form=True, response_model=Message,
               errors=(errors.InvalidRequest, errors.ReleaseUnknown, errors.CredentialsMissing, errors.UpstreamFailed),
               access=Access.USER, summary="Add a Discogs release to the owner's wantlist")  # fmt: skip
    async def add_to_wantlist(call: Call[None, WantlistForm]) -> Message:
        form = call.body
        release = await service.find_release_id(deps.pool, record_id=form.record_id, listing_id=form.listing_id)
        await service.add_release(deps, release)
        return Message(message="Added to wantlist!")

    _register_page(api, deps)


def _register_page(api: Api, deps: ApiDeps) -> None:
    @api.route("GET", "/api/records/wantlist", query=WantlistQuery, response_model=Wantlist, access=Access.USER,
               summary="The wantlist, with the offers of each release")  # fmt: skip
    async def read(call: Call[WantlistQuery, None]) -> bytes:
        is_offered = call.query.offered == "1"
        return await store.list_wants(deps.pool, page=call.query.page, size=PAGE_SIZE, only_offered=is_offered)

    @api.route("POST", "/api/records/wantlist", body=WantForm, response_model=Message,
               errors=(*_ERRORS, errors.ReleaseUnknown), access=Access.USER,
               links=[Link("DELETE /api/records/wantlist/{release_id}", {"release_id": "$request.body#/release_id"})],
               summary="Add a release to the wantlist on Discogs")  # fmt: skip
    async def add(call: Call[None, WantForm]) -> Message:
        await service.add_release(deps, call.body.release_id)
        return Message(message="Added to your wantlist on Discogs.")

    @api.route("DELETE", "/api/records/wantlist/{release_id}", response_model=Message, errors=_ERRORS,
               access=Access.USER, summary="Remove a release from the wantlist on Discogs")  # fmt: skip
    async def remove(call: Call[NoParameters, None]) -> Message:
        release = await service.find_release_id(deps.pool, record_id=call.path["release_id"], listing_id="")
        await service.remove_release(deps, release)
        return Message(message="Removed from your wantlist on Discogs.")

    @api.route("GET", "/api/records/wantlist/sync", response_model=WantlistSync, access=Access.USER,
               summary="The state of the synchronisation with Discogs")  # fmt: skip
    async def state(call: Call[NoParameters, None]) -> bytes:
        return await store.read_sync(deps.pool)

    @api.route("POST", "/api/records/wantlist/sync", response_model=WantlistSync, status=202,
               errors=(errors.CredentialsMissing,), access=Access.USER,
               summary="Read the wantlist from Discogs again; a running synchronisation goes on")  # fmt: skip
    async def sync(call: Call[NoParameters, None]) -> Response:
        await deps.require_credentials()
        async with transaction(deps.pool) as connection:
            await service.request_sync(connection, now=deps.clock.now())
            body = await store.read_sync(connection)
        return Response(body, status_code=202, media_type="application/json")
