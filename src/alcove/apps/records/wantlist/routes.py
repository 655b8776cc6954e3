"""E17: the wantlist."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from alcove.apps.records import errors
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import Message
from alcove.apps.records.wantlist import service
from alcove.foundation.web import Access, Api, Call, only

_ID = only(
    anyOf=[{"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}]
)


class WantForm(Struct, frozen=True, kw_only=True):
    """The Discogs release to put on the wantlist, or an offer that stands for it."""

    one_of: ClassVar = (("record_id",), ("listing_id",))
    record_id: Annotated[str | int, Meta(extra=_ID)] = ""
    listing_id: Annotated[str | int, Meta(extra=_ID)] = ""


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoint of the wantlist."""

    @api.route("POST", "/add-to-wantlist", "/api/add-to-wantlist", body=WantForm, form=True, answers=Message,
               errors=(errors.InvalidRequest, errors.ReleaseUnknown, errors.CredentialsMissing, errors.UpstreamFailed),
               access=Access.USER, summary="Put a Discogs release on the owner's wantlist")  # fmt: skip
    async def add_to_wantlist(call: Call[None, WantForm]) -> Message:
        form = call.body
        release = await service.release_id(deps.pool, record_id=form.record_id, listing_id=form.listing_id)
        async with deps.marketplace() as marketplace:
            await marketplace.add_to_wantlist(release)
        return Message(message="Added to wantlist!")
