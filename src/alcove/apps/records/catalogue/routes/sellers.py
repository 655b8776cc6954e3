"""E7, E14 to E16: one seller's offers and records, tuning and export."""

from starlette.responses import StreamingResponse

from alcove.apps.records.catalogue import service
from alcove.apps.records.catalogue.model import seller_in_path
from alcove.apps.records.catalogue.routes.streams import json_array, text_lines
from alcove.apps.records.catalogue.schemas import Listing, Record, SellerBody
from alcove.apps.records.catalogue.store import listings
from alcove.apps.records.errors import InvalidRequest, InvalidSeller
from alcove.apps.records.schemas import Nothing
from alcove.foundation.database import Pool
from alcove.foundation.web import Access, Api, Call

TUNED = 10


def register(api: Api, pool: Pool) -> None:
    """Add the endpoints about one seller, and the export of all."""

    @api.route("POST", "/by-seller/search", "/api/by-seller/search", body=SellerBody, answers=list[Listing],
               errors=(InvalidRequest,), access=Access.USER, summary="A seller's offers, best score first")  # fmt: skip
    async def by_seller(call: Call[None, SellerBody]) -> StreamingResponse:
        return await json_array(listings.by_seller(pool, seller=_named(call.body)))

    @api.route("GET", "/records/seller/{seller:path}", "/api/records/seller/{seller:path}", answers=list[Record],
               errors=(InvalidSeller,), access=Access.USER,
               summary="The distinct records a seller offers, newest first")  # fmt: skip
    async def records(call: Call[Nothing, None]) -> StreamingResponse:
        seller = seller_in_path(call.raw_path, after="/records/seller/")
        return await json_array(listings.records_of_seller(pool, seller=seller))

    @api.route("POST", "/tune-scoring", "/api/tune-scoring", body=SellerBody, answers=list[Listing],
               errors=(InvalidRequest,), access=Access.USER,
               summary="Ten random offers of a seller to judge the score by")  # fmt: skip
    async def tune(call: Call[None, SellerBody]) -> bytes:
        return await listings.to_tune(pool, seller=_named(call.body), limit=TUNED)

    @api.route("GET", "/export-listings", "/api/export-listings", answers=str, media_type="text/csv",
               headers={"Content-Disposition": "The name under which a browser keeps the file."},
               access=Access.USER, summary="Up to 5000 offers as CSV, newest first")  # fmt: skip
    async def export(call: Call[Nothing, None]) -> StreamingResponse:
        parts = service.csv(pool)
        return await text_lines(parts, media_type="text/csv; charset=utf-8", name="listings_export.csv")


def _named(body: SellerBody) -> str:
    seller = body.seller.strip()
    if not seller or "\0" in seller:
        raise InvalidRequest("Give the name of a seller in `seller`.")
    return seller
