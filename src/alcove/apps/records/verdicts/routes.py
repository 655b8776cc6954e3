"""Verdicts over HTTP, for pages."""

from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidRequest, NotFound
from alcove.apps.records.offers import parse_offer_id
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.verdicts import service
from alcove.apps.records.verdicts.model import StoredVerdict
from alcove.apps.records.verdicts.schemas import (
    DigBatch,
    DigQuery,
    VerdictBody,
    VerdictList,
    VerdictQuery,
)
from alcove.foundation.web import Access, Api, Call


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of verdicts."""

    @api.route("PUT", "/api/records/offers/{id}/verdict", body=VerdictBody, response_model=StoredVerdict,
               errors=(InvalidRequest, NotFound), access=Access.USER, summary="Keep or skip an offer")  # fmt: skip
    async def judge(call: Call[None, VerdictBody]) -> StoredVerdict:
        listing_id = parse_offer_id(call.path["id"])
        return await service.set_verdict(deps, listing_id=listing_id, verdict=call.body.verdict)

    @api.route("DELETE", "/api/records/offers/{id}/verdict", response_model=StoredVerdict, errors=(NotFound,),
               access=Access.USER, summary="Undo the verdict on an offer")  # fmt: skip
    async def undo(call: Call[NoParameters, None]) -> StoredVerdict:
        return await service.set_verdict(deps, listing_id=parse_offer_id(call.path["id"]), verdict=None)

    @api.route("GET", "/api/records/verdicts", query=VerdictQuery, response_model=VerdictList,
               errors=(InvalidRequest,), access=Access.USER,
               summary="The kept or skipped offers by seller, with totals")  # fmt: skip
    async def verdicts(call: Call[VerdictQuery, None]) -> bytes:
        return await service.read_verdicts(deps, call.query)

    @api.route("GET", "/api/records/dig", query=DigQuery, response_model=DigBatch, errors=(InvalidRequest,),
               access=Access.USER, summary="The next offers to judge, with match and reasons")  # fmt: skip
    async def dig(call: Call[DigQuery, None]) -> DigBatch:
        return await service.choose_offers(deps, call.query)
