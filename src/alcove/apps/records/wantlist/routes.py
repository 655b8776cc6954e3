"""E17: the wantlist."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from alcove.apps.records import errors
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import Message
from alcove.apps.records.wantlist import service
from alcove.foundation.web import Access, Api, Call, openapi_schema

_ID_SCHEMA = openapi_schema(
    anyOf=[{"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}]
)


class WantlistForm(Struct, frozen=True, kw_only=True):
    """The Discogs release to add to the wantlist, or an offer of it."""

    one_of: ClassVar = (("record_id",), ("listing_id",))
    record_id: Annotated[str | int, Meta(extra=_ID_SCHEMA)] = ""
    listing_id: Annotated[str | int, Meta(extra=_ID_SCHEMA)] = ""


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoint of the wantlist."""

    @api.route("POST", "/add-to-wantlist", "/api/add-to-wantlist", body=WantlistForm, form=True, response_model=Message,
               errors=(errors.InvalidRequest, errors.ReleaseUnknown, errors.CredentialsMissing, errors.UpstreamFailed),
               access=Access.USER, summary="Add a Discogs release to the owner's wantlist")  # fmt: skip
    async def add_to_wantlist(call: Call[None, WantlistForm]) -> Message:
        form = call.body
        release = await service.find_release_id(deps.pool, record_id=form.record_id, listing_id=form.listing_id)
        async with deps.marketplace() as marketplace:
            await marketplace.add_to_wantlist(release)
        return Message(message="Added to wantlist!")
